// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/added_tokens.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace retort::tokenizer {

namespace {

struct CodePoint {
    utf8proc_int32_t value;
    std::size_t length;
};

CodePoint first(std::string_view text) {
    utf8proc_int32_t c = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    return {c, static_cast<std::size_t>(std::max<utf8proc_ssize_t>(length, 1))};
}

CodePoint last(std::string_view text) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U)
        --begin;
    return first(text.substr(begin));
}

// \w of the regex crate: Alphabetic, Mark, Decimal_Number, Connector_Punctuation, Join_Control.
bool isWord(utf8proc_int32_t c) {
    if (c == 0x200C || c == 0x200D || (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F189))
        return true;
    constexpr std::array kCategories = {UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LL, UTF8PROC_CATEGORY_LT,
                                        UTF8PROC_CATEGORY_LM, UTF8PROC_CATEGORY_LO, UTF8PROC_CATEGORY_MN,
                                        UTF8PROC_CATEGORY_MC, UTF8PROC_CATEGORY_ME, UTF8PROC_CATEGORY_ND,
                                        UTF8PROC_CATEGORY_NL, UTF8PROC_CATEGORY_PC};
    return std::find(kCategories.begin(), kCategories.end(), utf8proc_category(c)) != kCategories.end();
}

bool isSpace(utf8proc_int32_t c) {
    return (c >= 0x9 && c <= 0xD) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

std::size_t withoutSpaceAtEnd(std::string_view text) {
    while (!text.empty() && isSpace(last(text).value))
        text.remove_suffix(last(text).length);
    return text.size();
}

std::size_t spaceAtStart(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && isSpace(first(text.substr(size)).value))
        size += first(text.substr(size)).length;
    return size;
}

bool standsAlone(std::string_view text, std::size_t begin, std::size_t end) {
    return (begin == 0 || !isWord(last(text.substr(0, begin)).value)) &&
           (end == text.size() || !isWord(first(text.substr(end)).value));
}

} // namespace

void AddedTokenSet::add(const AddedToken& token, std::string_view spelling) {
    std::size_t node = 0;
    for (const char c : spelling) {
        const auto [place, isNew] = m_nodes[node].next.try_emplace(c, m_nodes.size());
        node = place->second;
        if (isNew)
            m_nodes.emplace_back();
    }
    m_nodes[node].token = m_tokens.size();
    m_tokens.push_back(token);
}

std::optional<AddedTokenSet::Hit> AddedTokenSet::longestAt(std::string_view text, std::size_t begin) const {
    std::optional<Hit> hit;
    std::size_t node = 0;
    for (std::size_t at = begin; at < text.size(); ++at) {
        const auto place = m_nodes[node].next.find(text[at]);
        if (place == m_nodes[node].next.end())
            break;
        node = place->second;
        if (m_nodes[node].token)
            hit = Hit{*m_nodes[node].token, at + 1};
    }
    return hit;
}

std::vector<AddedTokenSet::Found> AddedTokenSet::cut(std::string_view text) const {
    std::vector<Found> found;
    std::array<bool, 256> begins{};
    for (const auto& [c, node] : m_nodes.front().next)
        begins[static_cast<unsigned char>(c)] = true;
    std::size_t done = 0; // text before it has been handed out
    for (std::size_t at = 0; at < text.size();) {
        const auto hit = begins[static_cast<unsigned char>(text[at])] ? longestAt(text, at) : std::nullopt;
        if (!hit) {
            ++at;
            continue;
        }
        const AddedToken& token = m_tokens[hit->token];
        std::size_t begin = at;
        std::size_t end = hit->end;
        at = end;
        if (token.singleWord && !standsAlone(text, begin, end))
            continue;
        if (token.lstrip)
            begin = withoutSpaceAtEnd(text.substr(0, begin));
        begin = std::max(begin, done);
        if (token.rstrip)
            end += spaceAtStart(text.substr(end));
        if (done < begin)
            found.push_back({std::nullopt, done, begin});
        found.push_back({token.id, begin, end});
        done = end;
    }
    if (done < text.size())
        found.push_back({std::nullopt, done, text.size()});
    return found;
}

} // namespace retort::tokenizer
