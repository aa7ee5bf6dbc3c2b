// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/corpus/personal_detectors.h"

#include "core/base/utf8.h"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <memory>

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
        out.push_back({PersonalType::Email, begin, end});
    }
}

void findNames(std::string_view text, std::span<const std::string> subjects, std::vector<PersonalSpan>& out) {
    for (const std::string& subject : subjects) {
        const std::string pattern = patternOf(repairUtf8(subject));
        if (pattern.empty())
            continue;
        int error = 0;
        PCRE2_SIZE place = 0;
        const std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code(
            pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                          PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &error, &place, nullptr),
            &pcre2_code_free);
        if (!code) // only a value of many kilobytes is too large to compile, and that is no name
            continue;
        const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
            pcre2_match_data_create(1, nullptr), &pcre2_match_data_free);
        std::size_t at = 0;
        while (at < text.size() &&
               pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                           PCRE2_NO_UTF_CHECK, data.get(), nullptr) > 0) {
            const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(data.get());
            out.push_back({PersonalType::Name, bounds[0], bounds[1]});
            at = bounds[1];
        }
    }
}

} // namespace retort::corpus
