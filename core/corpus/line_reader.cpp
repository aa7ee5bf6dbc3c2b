// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/line_reader.h"

namespace retort::corpus {

namespace {

constexpr std::size_t kChunk = 1U << 20U;

} // namespace

// Appends the next bytes of the file behind the unread ones.
Status LineReader::fill() {
    m_buffer.erase(0, m_at);
    m_at = 0;
    const std::size_t unread = m_buffer.size();
    m_buffer.resize(unread + kChunk);
    RETORT_TRY(const std::size_t count, m_bytes->read(std::span(m_buffer).subspan(unread)));
    m_buffer.resize(unread + count);
    m_ended = count == 0;
    return {};
}

Status LineReader::begin() {
    m_begun = true;
    while (!m_ended && m_buffer.size() < 3)
        RETORT_CHECK(fill());
    if (m_buffer.starts_with("\xFF\xFE") || m_buffer.starts_with("\xFE\xFF"))
        return fail(ErrorCode::InvalidInput, "{}: is UTF-16; save it as UTF-8", m_path.string());
    if (m_buffer.starts_with("\xEF\xBB\xBF"))
        m_offset = m_at = 3;
    return {};
}

Line LineReader::take(std::size_t end, bool terminated) {
    Line line;
    line.text = std::string_view(m_buffer).substr(m_at, end - m_at);
    line.ending = terminated ? "\n" : "";
    if (line.text.ends_with('\r')) {
        line.text.remove_suffix(1);
        line.ending = terminated ? "\r\n" : "\r";
    }
    line.number = ++m_line;
    line.offset = m_offset;
    line.length = line.text.size();
    const std::size_t after = end + (terminated ? 1 : 0);
    m_offset += after - m_at;
    m_at = after;
    return line;
}

Result<std::optional<Line>> LineReader::next() {
    if (!m_begun)
        RETORT_CHECK(begin());
    std::uint64_t skipped = 0;
    for (std::size_t searched = m_at;;) {
        const std::size_t end = m_buffer.find('\n', searched);
        const bool terminated = end != std::string::npos;
        if (!terminated && !m_ended) {
            // A line that is too long is forgotten as it comes, but for its first byte's place.
            if (m_buffer.size() - m_at > m_mostBytes + 1) {
                skipped += m_buffer.size() - m_at;
                m_at = m_buffer.size();
            }
            const std::size_t unread = m_buffer.size() - m_at;
            RETORT_CHECK(fill());
            searched = unread;
            continue;
        }
        if (!terminated && m_at == m_buffer.size() && skipped == 0)
            return std::nullopt;
        Line line = take(terminated ? end : m_buffer.size(), terminated);
        line.length += skipped;
        line.tooLong = line.length > m_mostBytes;
        if (line.tooLong)
            line.text = {};
        m_offset += skipped;
        return line;
    }
}

} // namespace retort::corpus
