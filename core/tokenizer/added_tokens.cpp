// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/added_tokens.h"

#include "core/tokenizer/characters.h"

#include <algorithm>

namespace retort::tokenizer {

namespace {

std::size_t withoutSpaceAtEnd(std::string_view text) {
    while (!text.empty() && isWhiteSpace(lastCodePoint(text).value))
        text.remove_suffix(lastCodePoint(text).length);
    return text.size();
}

std::size_t spaceAtStart(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && isWhiteSpace(firstCodePoint(text.substr(size)).value))
        size += firstCodePoint(text.substr(size)).length;
    return size;
}

bool standsAlone(std::string_view text, std::size_t begin, std::size_t end) {
    return (begin == 0 || !isWordCharacter(lastCodePoint(text.substr(0, begin)).value)) &&
           (end == text.size() || !isWordCharacter(firstCodePoint(text.substr(end)).value));
}

} // namespace

void AddedTokenSet::add(const AddedToken& token, std::string_view spelling) {
    m_spellings.add(spelling, m_tokens.size());
    m_tokens.push_back(token);
}

std::vector<AddedTokenSet::Found> AddedTokenSet::cut(std::string_view text) const {
    std::vector<Found> found;
    std::size_t done = 0; // text before it has been handed out
    for (std::size_t at = m_spellings.empty() ? text.size() : 0; at < text.size();) {
        if (!m_spellings.canBegin(text[at])) {
            ++at;
            continue;
        }
        const auto hit = m_spellings.longestAt(text, at);
        if (!hit) {
            ++at;
            continue;
        }
        const AddedToken& token = m_tokens[hit->value];
        std::size_t begin = at;
        std::size_t end = hit->end;
        at = end;
        if (token.singleWord && !standsAlone(text, begin, end))
            continue;
        if (token.lstrip)
            begin = withoutSpaceAtEnd(text.substr(0, begin));
        begin = std::max(begin, done);
        if (begin >= end) // white space that the token before has taken along
            continue;
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
