// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/personal_detectors.h"

#include "core/base/utf8.h"
#include "core/corpus/pattern.h"

#include <algorithm>
#include <array>

namespace retort::corpus {

namespace {

bool isLocalPart(char c) {
    return isAlnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

// The text as a pattern: white space in any width, everything else as it is.
std::string patternOf(std::string_view subject) {
    std::string pattern;
    bool space = false;
    bool word = false;
    for (const char c : subject) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            space = !pattern.empty();
            continue;
        }
        if (space)
            pattern += "\\s+";
        space = false;
        const bool plain = isAlnum(c) || static_cast<unsigned char>(c) >= 0x80;
        word = word || plain;
        if (!plain)
            pattern += '\\';
        pattern += c;
    }
    // A value without a letter or digit names nobody.
    return word ? "(?<![\\p{L}\\p{N}_])" + pattern + "(?![\\p{L}\\p{N}_])" : std::string();
}

} // namespace

void findEmails(std::string_view text, std::vector<PersonalSpan>& out) {
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && isLocalPart(text[begin - 1]))
            --begin;
        while (begin < at && !isAlnum(text[begin]))
            ++begin;
        std::size_t end = at + 1;
        while (end < text.size() && (isAlnum(text[end]) || text[end] == '-' || text[end] == '.'))
            ++end;
        while (end > at + 1 && !isAlnum(text[end - 1]))
            --end;
        const std::string_view domain = text.substr(at + 1, end - at - 1);
        const std::size_t dot = domain.rfind('.');
        const bool dotsFit = domain.find("..") == std::string_view::npos && begin < at && text[at - 1] != '.';
        if (!dotsFit || dot == std::string_view::npos || dot == 0 || !isAlnum(domain.front()))
            continue;
        const std::string_view top = domain.substr(dot + 1);
        constexpr std::array<std::string_view, 9> kFileEndings = {"png",  "jpg", "jpeg", "gif", "svg",
                                                                  "webp", "js",  "css",  "html"};
        if (top.size() < 2 || !std::all_of(top.begin(), top.end(), isLetter) ||
            std::find(kFileEndings.begin(), kFileEndings.end(), top) != kFileEndings.end())
            continue;
        out.push_back({std::string(kEmail), begin, end});
    }
}

void findValue(std::string_view text, const PersonalValue& value, std::vector<PersonalSpan>& out) {
    const std::string pattern = patternOf(repairUtf8(value.value));
    if (pattern.empty())
        return;
    const auto compiled = Pattern::compile(pattern, Pattern::Kind::OnceOnly);
    if (!compiled) // only a value of many kilobytes is too large to compile, and that is no detail of a
                   // person
        return;
    for (const auto& [begin, end] : compiled->all(text))
        out.push_back({value.type, begin, end});
}

} // namespace retort::corpus
