// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lines of a text file, one after another, in constant memory.
#pragma once

#include "core/corpus/byte_source.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace retort::corpus {

struct Line {
    std::string_view text;    // without its end; empty if tooLong. Valid until the next call of next().
    std::string_view ending;  // "\n" or "\r\n"; "" or "\r" where the file ends without one
    std::uint64_t number = 0; // from 1
    std::uint64_t offset = 0; // of its first byte in the unpacked file
    std::uint64_t length = 0; // of the text in bytes, also if tooLong
    bool tooLong = false;     // more bytes than the reader was allowed; they were skipped
};

// A byte order mark at the beginning is skipped. Thread: one object by one thread at a time.
class LineReader {
public:
    LineReader(std::unique_ptr<ByteSource> bytes, std::filesystem::path path, std::uint64_t mostBytes)
        : m_bytes(std::move(bytes)), m_path(std::move(path)), m_mostBytes(mostBytes) {}

    // None at the end. Errors: those of the bytes; UTF-16 (it begins with its byte order mark).
    [[nodiscard]] Result<std::optional<Line>> next();
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    [[nodiscard]] Status fill();
    [[nodiscard]] Status begin();
    [[nodiscard]] Line take(std::size_t end, bool terminated);

    std::unique_ptr<ByteSource> m_bytes;
    std::filesystem::path m_path;
    std::uint64_t m_mostBytes;
    std::string m_buffer; // unread bytes are [m_at, m_buffer.size())
    std::size_t m_at = 0;
    std::uint64_t m_offset = 0; // of m_at in the file
    std::uint64_t m_line = 0;
    bool m_begun = false;
    bool m_ended = false; // the bytes have
};

} // namespace retort::corpus
