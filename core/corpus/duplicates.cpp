// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/duplicates.h"

#include "core/base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <unordered_map>

namespace retort::corpus {

namespace {

constexpr std::size_t kShingleWords = 5;

std::string mapped(std::string_view text, int options) {
    utf8proc_uint8_t* out = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &out,
                                   static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
    if (size < 0)
        throw std::bad_alloc(); // the text is well-formed, so memory is the only thing that can fail
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Bytes of the white space character at the beginning of `text` (White_Space of Unicode), 0 if there is none.
std::size_t whiteSpaceLength(std::string_view text) {
    const auto c = static_cast<unsigned char>(text.front());
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (c < 0xC2)
        return 0;
    if (text.substr(0, 2) == "\xC2\x85" || text.substr(0, 2) == "\xC2\xA0")
        return 2;
    const std::string_view three = text.substr(0, 3);
    const bool inBlock = three.size() == 3 && three.substr(0, 2) == "\xE2\x80" &&
                         static_cast<unsigned char>(three[2]) >= 0x80 &&
                         static_cast<unsigned char>(three[2]) <= 0x8A;
    if (inBlock || three == "\xE1\x9A\x80" || three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" ||
        three == "\xE2\x80\xAF" || three == "\xE2\x81\x9F" || three == "\xE3\x80\x80")
        return 3;
    return 0;
}

std::string collapsed(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool pending = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t space = whiteSpaceLength(text.substr(at));
        if (space > 0) {
            pending = !out.empty();
            at += space;
            continue;
        }
        if (pending)
            out += ' ';
        pending = false;
        out += text[at++];
    }
    return out;
}

std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 30U;
    x *= 0xBF58476D1CE4E5B9ULL;
    x ^= x >> 27U;
    x *= 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
}

std::uint64_t wordHash(std::string_view word) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : word)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return mixed(hash);
}

// The set of word 5-shingles as sorted 64-bit hashes; empty for fewer than five words.
std::vector<std::uint64_t> shinglesOf(std::string_view normalized) {
    std::vector<std::uint64_t> words;
    for (std::size_t at = 0; at < normalized.size();) {
        const std::size_t end = std::min(normalized.find(' ', at), normalized.size());
        words.push_back(wordHash(normalized.substr(at, end - at)));
        at = end + 1;
    }
    std::vector<std::uint64_t> shingles;
    for (std::size_t i = 0; i + kShingleWords <= words.size(); ++i) {
        std::uint64_t hash = 0;
        for (std::size_t k = 0; k < kShingleWords; ++k)
            hash = mixed(hash * 0x9E3779B97F4A7C15ULL + words[i + k]);
        shingles.push_back(hash);
    }
    std::sort(shingles.begin(), shingles.end());
    shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
    return shingles;
}

// |A and B| / |A or B| >= 0.8, in integers.
bool similar(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    if (5 * std::min(a.size(), b.size()) < 4 * std::max(a.size(), b.size()))
        return false;
    std::size_t common = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        common += a[i] == b[j] ? 1 : 0;
        const bool stepA = a[i] <= b[j];
        const bool stepB = b[j] <= a[i];
        i += stepA ? 1 : 0;
        j += stepB ? 1 : 0;
    }
    return 9 * common >= 4 * (a.size() + b.size());
}

// Finds every representative that can be similar. Two sets with Jaccard >= 0.8 share a shingle among the
// first n - ceil(0.8 n) + 1 of each in any common order (prefix filter: Chaudhuri et al. 2006; Bayardo et al.
// 2007); rare shingles first keeps the lists short.
class Index {
public:
    explicit Index(const std::vector<std::vector<std::uint64_t>>& sets) : m_sets(sets), m_counts(kCounters) {
        for (const auto& set : sets) {
            for (const std::uint64_t shingle : set)
                ++m_counts[shingle % kCounters];
        }
    }

    // The earliest representative that is similar to set `i`; or `i` itself, which then represents a new
    // cluster.
    std::uint32_t representative(std::uint32_t i) {
        const std::vector<std::uint64_t> prefix = prefixOf(m_sets[i]);
        std::vector<std::uint32_t> candidates;
        for (const std::uint64_t shingle : prefix) {
            const auto place = m_lists.find(shingle);
            if (place != m_lists.end())
                candidates.insert(candidates.end(), place->second.begin(), place->second.end());
        }
        std::sort(candidates.begin(), candidates.end());
        candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
        for (const std::uint32_t candidate : candidates) {
            if (similar(m_sets[i], m_sets[candidate]))
                return candidate;
        }
        for (const std::uint64_t shingle : prefix)
            m_lists[shingle].push_back(i);
        return i;
    }

private:
    static constexpr std::size_t kCounters = std::size_t{1} << 20U;

    [[nodiscard]] std::vector<std::uint64_t> prefixOf(const std::vector<std::uint64_t>& set) const {
        if (set.empty())
            return {};
        std::vector<std::uint64_t> prefix = set;
        const std::size_t length = set.size() - (4 * set.size() + 4) / 5 + 1;
        const auto rarer = [&](std::uint64_t a, std::uint64_t b) {
            return std::pair(m_counts[a % kCounters], a) < std::pair(m_counts[b % kCounters], b);
        };
        std::nth_element(prefix.begin(), prefix.begin() + static_cast<std::ptrdiff_t>(length - 1),
                         prefix.end(), rarer);
        prefix.resize(length);
        return prefix;
    }

    const std::vector<std::vector<std::uint64_t>>& m_sets;
    std::vector<std::uint32_t> m_counts; // shingles that share a counter only make the order less apt
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_lists;
};

} // namespace

std::string normalizedForClusters(std::string_view text) {
    if (isAscii(text)) {
        std::string out = collapsed(text);
        for (char& c : out)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return out;
    }
    const std::string repaired = repairUtf8(text);
    const std::string composed = mapped(repaired, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return collapsed(mapped(composed, UTF8PROC_STABLE | UTF8PROC_CASEFOLD));
}

std::vector<std::uint32_t> duplicateClusters(std::span<const std::string> texts) {
    std::vector<std::vector<std::uint64_t>> sets;
    sets.reserve(texts.size());
    std::unordered_map<std::string, std::uint32_t> firstOf; // normalised text -> first record that has it
    std::vector<std::uint32_t> equalTo;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        std::string normalized = normalizedForClusters(texts[i]);
        auto shingles = shinglesOf(normalized);
        const auto [place, isNew] = firstOf.try_emplace(std::move(normalized), i);
        equalTo.push_back(place->second);
        sets.push_back(isNew ? std::move(shingles) : std::vector<std::uint64_t>{});
    }
    Index index(sets);
    std::vector<std::uint32_t> clusters(texts.size());
    for (std::uint32_t i = 0; i < texts.size(); ++i)
        clusters[i] = equalTo[i] < i ? clusters[equalTo[i]] : index.representative(i);
    return clusters;
}

} // namespace retort::corpus
