// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parquet and Arrow files row by row. Arrow itself stands behind a plug-in (`retort-columns`), loaded when
// the first such file is opened, because it would more than double the time the programs need to start.
#pragma once

#include "core/base/result.h"
#include "core/columns/field.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace retort::columns {

enum class ColumnFormat { Parquet, Arrow }; // Arrow: an IPC file (Feather 2) or stream

struct WantedColumn {
    std::string name; // of a column, or of a struct's member with dots: "meta.id"
    bool required = true;
};

// One file from its first to its last row. Memory does not grow with the number of rows: one batch of a
// Parquet row group, or pages of a mapped Arrow file. Thread: one object by one thread at a time.
class ColumnFile {
public:
    virtual ~ColumnFile() = default;
    // Goes to the next row; false behind the last one. Errors name the file.
    [[nodiscard]] virtual Result<bool> next() = 0;
    // Of the current row; `column` counts as in the list given when opening.
    [[nodiscard]] virtual Field field(std::size_t column) = 0;
};

// Errors: not the format it claims, a required column that is missing (names those there are), a type no
// record is made of, damage, a plug-in that can't be loaded.
[[nodiscard]] Result<std::unique_ptr<ColumnFile>> openColumnFile(const std::filesystem::path& path,
                                                                 ColumnFormat format,
                                                                 const std::vector<WantedColumn>& columns);

// The plug-in's one symbol. Both sides are built together, so C++ types may cross.
inline constexpr const char* kPluginFile = "retort-columns.so";
inline constexpr const char* kPluginEntry = "retortOpenColumnFile";
using PluginEntry = void (*)(const std::filesystem::path& path, ColumnFormat format,
                             const std::vector<WantedColumn>& columns,
                             Result<std::unique_ptr<ColumnFile>>& opened);

} // namespace retort::columns
