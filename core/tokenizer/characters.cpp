// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace retort::tokenizer {

CodePoint firstCodePoint(std::string_view text) {
    const auto byteAt = [&](std::size_t i) {
        return static_cast<std::int32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::size_t length = std::min(characterLength(text.front()), text.size());
    constexpr std::array<std::int32_t, 5> kLeadBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
    CodePoint c{byteAt(0) & kLeadBits[length], length};
    for (std::size_t i = 1; i < length; ++i)
        c.value = c.value << 6 | (byteAt(i) & 0x3F);
    return c;
}

CodePoint lastCodePoint(std::string_view text) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U)
        --begin;
    return firstCodePoint(text.substr(begin));
}

bool isWordCharacter(std::int32_t c) {
    if (c == 0x200C || c == 0x200D || (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F189))
        return true;
    constexpr std::array kCategories = {UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LL, UTF8PROC_CATEGORY_LT,
                                        UTF8PROC_CATEGORY_LM, UTF8PROC_CATEGORY_LO, UTF8PROC_CATEGORY_MN,
                                        UTF8PROC_CATEGORY_MC, UTF8PROC_CATEGORY_ME, UTF8PROC_CATEGORY_ND,
                                        UTF8PROC_CATEGORY_NL, UTF8PROC_CATEGORY_PC};
    return std::find(kCategories.begin(), kCategories.end(), utf8proc_category(c)) != kCategories.end();
}

bool isWhiteSpace(std::int32_t c) {
    return (c >= 0x9 && c <= 0xD) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

bool isAscii(std::string_view text) {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & 0x8080808080808080U) != 0)
            return false;
    }
    for (; at < text.size(); ++at) {
        if (static_cast<unsigned char>(text[at]) >= 0x80)
            return false;
    }
    return true;
}

} // namespace retort::tokenizer
