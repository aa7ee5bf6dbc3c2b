// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/segment.h"

#include "core/base/utf8.h"

#include <simdjson.h>

namespace retort::tokenizer {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Bytes of the maximal ill-formed part at the beginning of `text`.
std::size_t illFormedLength(std::string_view text) {
    std::size_t length = 1;
    while (length < 3 && length < text.size() && repairUtf8(text.substr(0, length + 1)) == kReplacement)
        ++length;
    return length;
}

} // namespace

Segment Segment::part(std::size_t begin, std::size_t end) const {
    Segment result;
    result.text = text.substr(begin, end - begin);
    result.base = base + static_cast<std::uint32_t>(begin);
    if (!origin.empty())
        result.origin.assign(origin.begin() + static_cast<std::ptrdiff_t>(begin),
                             origin.begin() + static_cast<std::ptrdiff_t>(end));
    return result;
}

Segment segmentOf(std::string_view text) {
    Segment given;
    given.text = text;
    if (simdjson::validate_utf8(text.data(), text.size()))
        return given;
    SegmentBuilder builder(given);
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t wellFormed = firstInvalidUtf8(text.substr(at));
        if (wellFormed == std::string_view::npos) {
            builder.keep(at, text.size());
            break;
        }
        builder.keep(at, at + wellFormed);
        at += wellFormed;
        const std::size_t length = illFormedLength(text.substr(at));
        builder.replace(at, at + length, kReplacement);
        at += length;
    }
    return builder.finish();
}

void SegmentBuilder::keep(std::size_t begin, std::size_t end) {
    m_result.text.append(m_source.text, begin, end - begin);
    if (!m_source.origin.empty()) {
        const auto first = m_source.origin.begin();
        m_result.origin.insert(m_result.origin.end(), first + static_cast<std::ptrdiff_t>(begin),
                               first + static_cast<std::ptrdiff_t>(end));
        return;
    }
    const std::size_t size = m_result.origin.size();
    m_result.origin.resize(size + (end - begin));
    for (std::size_t i = begin; i < end; ++i) {
        const auto place = m_source.base + static_cast<std::uint32_t>(i);
        m_result.origin[size + (i - begin)] = {place, place + 1};
    }
}

void SegmentBuilder::replace(std::size_t begin, std::size_t end, std::string_view text) {
    Range range;
    if (begin < end) {
        range = m_source.originOf(begin, end);
    } else {
        const std::size_t size = m_source.text.size();
        const std::uint32_t place = size == 0      ? m_source.base
                                    : begin < size ? m_source.originOf(begin, begin + 1).first
                                                   : m_source.originOf(size - 1, size).second;
        range = {place, place};
    }
    m_result.text += text;
    m_result.origin.insert(m_result.origin.end(), text.size(), range);
}

} // namespace retort::tokenizer
