// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads an input as a data file of one kind to its end and checks what every reader promises of its rows.
#pragma once

#include "core/base/utf8.h"
#include "core/corpus/row_stream.h"
#include "tests/fuzz/fuzz.h"

#include <cstdlib>
#include <optional>

namespace retort::fuzz {

inline void require(bool promise) {
    if (!promise)
        std::abort();
}

// Small limits, so that small inputs reach them.
inline constexpr std::uint64_t kMostRowBytes = 4096;

inline void readAllRows(corpus::FileKind kind, const corpus::DataSource& options, const std::uint8_t* data,
                        std::size_t size) {
    static const Folder folder;
    corpus::DataSource source = options;
    source.maxRowBytes = kMostRowBytes;
    corpus::DataFile file;
    file.path = folder.write("input", data, size);
    file.kind = kind;
    const auto rows = corpus::openRows(file, source);
    if (!rows)
        return;
    std::uint64_t line = 0;
    for (;;) {
        const auto row = (*rows)->next();
        if (!row || !*row)
            return;
        const corpus::Record& record = (*row)->record;
        require(record.line > line);
        line = record.line;
        require(record.byteOffset + record.byteLength <= size);
        if (!(*row)->problem.empty())
            continue;
        require(record.text.empty() != record.tokens.empty());
        require(firstInvalidUtf8(record.text) == std::string::npos);
        require(record.responseBegin <= record.text.size() && record.repeats > 0);
        require(record.tokens.size() <= kMostRowBytes);
    }
}

} // namespace retort::fuzz
