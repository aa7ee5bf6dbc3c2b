// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/byte_alphabet.h"

#include <algorithm>

namespace retort::tokenizer {

namespace {

// Largest code point of the alphabet: 188 bytes stand for themselves, the other 68 are U+0100 and on.
constexpr unsigned kAlphabetEnd = 0x100 + 68;

bool isPrintable(unsigned byte) {
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

std::array<unsigned, 256> makeCodePoints() {
    std::array<unsigned, 256> codePoints{};
    unsigned next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte)
        codePoints[byte] = isPrintable(byte) ? byte : next++;
    return codePoints;
}

std::array<int, kAlphabetEnd> makeBytes() {
    std::array<int, kAlphabetEnd> bytes{};
    bytes.fill(-1);
    const auto codePoints = makeCodePoints();
    for (unsigned byte = 0; byte < 256; ++byte)
        bytes[codePoints[byte]] = static_cast<int>(byte);
    return bytes;
}

std::array<std::string, 256> makeSpellings() {
    std::array<std::string, 256> spellings;
    const auto codePoints = makeCodePoints();
    for (unsigned byte = 0; byte < 256; ++byte) {
        const unsigned c = codePoints[byte];
        if (c < 0x80)
            spellings[byte] = static_cast<char>(c);
        else
            spellings[byte] = {static_cast<char>(0xC0U | (c >> 6U)), static_cast<char>(0x80U | (c & 0x3FU))};
    }
    return spellings;
}

} // namespace

const std::array<std::string, 256>& byteSpellings() {
    static const std::array<std::string, 256> spellings = makeSpellings();
    return spellings;
}

std::string spellBytes(std::string_view bytes) {
    std::string spelled;
    spelled.reserve(bytes.size() * 2);
    for (const char c : bytes)
        spelled += byteSpellings()[static_cast<unsigned char>(c)];
    return spelled;
}

std::optional<std::string> spelledBytes(std::string_view token) {
    static const std::array<int, kAlphabetEnd> byteOf = makeBytes();
    std::string bytes;
    for (std::size_t i = 0; i < token.size(); ++i) {
        unsigned c = static_cast<unsigned char>(token[i]);
        if (c >= 0xC0 && c < 0xE0 && i + 1 < token.size())
            c = (c & 0x1FU) << 6U | (static_cast<unsigned char>(token[++i]) & 0x3FU);
        else if (c >= 0x80)
            return std::nullopt;
        if (c >= kAlphabetEnd || byteOf[c] < 0)
            return std::nullopt;
        bytes += static_cast<char>(byteOf[c]);
    }
    return bytes;
}

} // namespace retort::tokenizer
