// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Code points of well-formed UTF-8, and the classes of them that tokenizers ask for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace retort::tokenizer {

struct CodePoint {
    std::int32_t value = 0;
    std::size_t length = 1; // bytes
};

// Bytes of the character that begins with this byte.
[[nodiscard]] inline std::size_t characterLength(char lead) {
    const auto c = static_cast<unsigned char>(lead);
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

// `text` is not empty.
[[nodiscard]] CodePoint firstCodePoint(std::string_view text);
[[nodiscard]] CodePoint lastCodePoint(std::string_view text);

// \w of Rust's regex crate: Alphabetic, Mark, Decimal_Number, Connector_Punctuation, Join_Control.
[[nodiscard]] bool isWordCharacter(std::int32_t c);
// White_Space of Unicode.
[[nodiscard]] bool isWhiteSpace(std::int32_t c);

[[nodiscard]] bool isAscii(std::string_view text);

} // namespace retort::tokenizer
