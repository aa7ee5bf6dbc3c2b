// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/word_swaps.h"

#include "core/base/utf8.h"
#include "core/corpus/letter_case.h"
#include "core/tokenizer/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace retort::corpus {

namespace {

using Place = std::pair<std::size_t, std::size_t>; // half-open byte range

bool isLetter(std::int32_t c) {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return true;
    default:
        return false;
    }
}

// `text` is well-formed.
std::vector<Place> wordsOf(std::string_view text) {
    std::vector<Place> words;
    std::size_t begin = std::string_view::npos;
    for (std::size_t at = 0; at < text.size();) {
        const tokenizer::CodePoint c = tokenizer::firstCodePoint(text.substr(at));
        if (isLetter(c.value))
            begin = std::min(begin, at);
        else if (begin != std::string_view::npos)
            words.emplace_back(std::exchange(begin, std::string_view::npos), at);
        at += c.length;
    }
    if (begin != std::string_view::npos)
        words.emplace_back(begin, text.size());
    return words;
}

std::string lowered(std::string_view text, const Place& word) {
    return lowerCase(text.substr(word.first, word.second - word.first));
}

} // namespace

WordFrequencies::WordFrequencies(std::span<const std::string_view> texts) {
    for (const std::string_view raw : texts) {
        const std::string text = repairUtf8(raw);
        for (const Place& word : wordsOf(text))
            ++m_counts[lowered(text, word)];
    }
    for (const auto& [word, count] : m_counts) {
        const auto level = static_cast<std::size_t>(std::bit_width(count) - 1);
        m_peers.resize(std::max(m_peers.size(), level + 1));
        m_peers[level].push_back(word);
    }
    for (std::vector<std::string>& peers : m_peers)
        std::sort(peers.begin(), peers.end());
}

std::uint64_t WordFrequencies::count(std::string_view lowerWord) const {
    const auto found = m_counts.find(std::string(lowerWord));
    return found == m_counts.end() ? 0 : found->second;
}

std::span<const std::string> WordFrequencies::peers(std::string_view lowerWord) const {
    const std::uint64_t times = count(lowerWord);
    return times == 0 ? std::span<const std::string>()
                      : m_peers[static_cast<std::size_t>(std::bit_width(times) - 1)];
}

std::optional<std::string> swapWords(std::string_view raw, const WordFrequencies& words, unsigned percent,
                                     Philox random) {
    const std::string text = repairUtf8(raw);
    std::vector<Place> places = wordsOf(text);
    std::erase_if(places, [&](const Place& word) { return words.peers(lowered(text, word)).size() < 2; });
    if (places.empty())
        return std::nullopt;
    const std::size_t swaps = std::max<std::size_t>(1, places.size() * percent / 100);
    for (std::size_t i = 0; i < swaps; ++i)
        std::swap(places[i], places[i + random.below(places.size() - i)]);
    places.resize(swaps);
    std::sort(places.begin(), places.end());
    std::string out;
    std::size_t kept = 0;
    for (const Place& place : places) {
        const std::string word = lowered(text, place);
        const auto peers = words.peers(word);
        const auto own =
            static_cast<std::size_t>(std::lower_bound(peers.begin(), peers.end(), word) - peers.begin());
        const std::size_t drawn = random.below(peers.size() - 1);
        out += std::string_view(text).substr(kept, place.first - kept);
        out += writtenLike(peers[drawn < own ? drawn : drawn + 1],
                           std::string_view(text).substr(place.first, place.second - place.first));
        kept = place.second;
    }
    return out.append(text, kept);
}

} // namespace retort::corpus
