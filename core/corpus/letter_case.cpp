// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/letter_case.h"

#include "core/tokenizer/characters.h"
#include "core/tokenizer/normalizer.h"
#include "core/tokenizer/segment.h"

#include <utf8proc.h>

#include <array>

namespace retort::corpus {

namespace {

void appendCharacter(std::string& text, std::int32_t value) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = static_cast<std::size_t>(utf8proc_encode_char(value, bytes.data()));
    text.append(reinterpret_cast<const char*>(bytes.data()), size);
}

// The first `characters` characters in capitals, the rest as it is.
std::string capitals(std::string_view text, std::size_t characters) {
    std::string out;
    for (; characters > 0 && !text.empty(); --characters) {
        const tokenizer::CodePoint c = tokenizer::firstCodePoint(text);
        appendCharacter(out, utf8proc_toupper(c.value));
        text.remove_prefix(c.length);
    }
    return out.append(text);
}

} // namespace

std::string lowerCase(std::string_view text) {
    tokenizer::Segment segment = tokenizer::segmentOf(text);
    tokenizer::LowercaseNormalizer().apply(segment);
    return std::move(segment.text);
}

std::string writtenLike(std::string_view lowerWord, std::string_view like) {
    const std::string lowered = lowerCase(like);
    if (lowered == like)
        return std::string(lowerWord);
    const bool several = tokenizer::firstCodePoint(like).length < like.size();
    if (several && capitals(lowered, lowered.size()) == like)
        return capitals(lowerWord, lowerWord.size());
    return tokenizer::firstCodePoint(lowered).value != tokenizer::firstCodePoint(like).value
               ? capitals(lowerWord, 1)
               : std::string(lowerWord);
}

} // namespace retort::corpus
