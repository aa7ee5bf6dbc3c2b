// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/normalizer.h"

#include "core/tokenizer/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace retort::tokenizer {

namespace {

// utf8proc knows Unicode 15; these pairs came with 16 and 17, and Rust knows them.
std::int32_t lowerCaseOf(std::int32_t c) {
    if (c == 0x1C89 || c == 0xA7CC || c == 0xA7CE || c == 0xA7D2 || c == 0xA7D4 || c == 0xA7DA)
        return c + 1;
    if (c == 0xA7CB)
        return 0x264;
    if (c == 0xA7DC)
        return 0x19B;
    if (c >= 0x10D50 && c <= 0x10D65)
        return c + 0x20;
    if (c >= 0x16EA0 && c <= 0x16EB8)
        return c + 0x1B;
    return utf8proc_tolower(c);
}

} // namespace

void PrependNormalizer::apply(Segment& segment) const {
    if (segment.text.empty())
        return;
    SegmentBuilder builder(segment);
    builder.replace(0, 0, m_text);
    builder.keep(0, segment.text.size());
    segment = builder.finish();
}

void ReplaceNormalizer::apply(Segment& segment) const {
    const auto matches = m_pattern.findAll(segment.text);
    if (matches.empty())
        return;
    SegmentBuilder builder(segment);
    std::size_t kept = 0;
    for (const TextRange& match : matches) {
        builder.keep(kept, match.begin);
        builder.replace(match.begin, match.end, m_content);
        kept = match.end;
    }
    builder.keep(kept, segment.text.size());
    segment = builder.finish();
}

void StripNormalizer::apply(Segment& segment) const {
    std::string_view text = segment.text;
    while (m_right && !text.empty() && isWhiteSpace(lastCodePoint(text).value))
        text.remove_suffix(lastCodePoint(text).length);
    const std::size_t end = text.size();
    while (m_left && !text.empty() && isWhiteSpace(firstCodePoint(text).value))
        text.remove_prefix(firstCodePoint(text).length);
    if (text.size() != segment.text.size())
        segment = segment.part(end - text.size(), end);
}

void LowercaseNormalizer::apply(Segment& segment) const {
    SegmentBuilder builder(segment);
    const std::string_view text = segment.text;
    std::size_t kept = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint c = firstCodePoint(text.substr(at));
        std::array<utf8proc_uint8_t, 4> bytes{};
        // U+0130 is the one character whose lower case is two.
        const auto lower = lowerCaseOf(c.value);
        const auto size = static_cast<std::size_t>(utf8proc_encode_char(lower, bytes.data()));
        const std::string_view spelled = c.value == 0x130
                                             ? std::string_view("i\xCC\x87")
                                             : std::string_view(reinterpret_cast<char*>(bytes.data()), size);
        if (spelled != text.substr(at, c.length)) {
            builder.keep(kept, at);
            builder.replace(at, at + c.length, spelled);
            kept = at + c.length;
        }
        at += c.length;
    }
    if (kept == 0)
        return;
    builder.keep(kept, text.size());
    segment = builder.finish();
}

void SentencePieceNormalizer::apply(Segment& segment) const {
    const std::string_view space = m_rules.escapeWhitespaces ? "\xE2\x96\x81" : " ";
    const std::string_view text = segment.text;
    const bool remove = m_rules.removeExtraWhitespaces;
    std::size_t at = 0;
    while (remove && at < text.size() && text[at] == ' ' && partEnd(text, at) == at + 1)
        ++at;
    SegmentBuilder builder(segment);
    if (m_rules.addDummyPrefix && at < text.size())
        builder.replace(at, at, space);
    std::size_t kept = at; // everything before it is built
    bool afterSpace = remove;
    while (at < text.size()) {
        const std::size_t end = partEnd(text, at);
        for (; at < end && afterSpace && text[at] == ' '; ++at) {
            builder.keep(kept, at);
            kept = at + 1;
        }
        if (at == end)
            continue;
        for (std::size_t next = text.find(' ', at); next < end; next = text.find(' ', next + 1)) {
            builder.keep(kept, next);
            builder.replace(next, next + 1, space);
            kept = next + 1;
        }
        at = end;
        afterSpace = remove && text[end - 1] == ' ';
    }
    builder.keep(kept, text.size());
    std::size_t size = builder.size();
    while (remove && size >= space.size() &&
           builder.text().substr(size - space.size(), space.size()) == space)
        size -= space.size();
    Segment built = builder.finish();
    segment = size == built.text.size() ? std::move(built) : built.part(0, size);
}

// A user-defined symbol, or the text up to the next space and the space.
std::size_t SentencePieceNormalizer::partEnd(std::string_view text, std::size_t begin) const {
    if (m_rules.whole.empty())
        return std::min(text.find(' ', begin), text.size() - 1) + 1;
    const auto whole = m_rules.whole.longestAt(text, begin);
    return whole ? whole->end : begin + characterLength(text[begin]);
}

} // namespace retort::tokenizer
