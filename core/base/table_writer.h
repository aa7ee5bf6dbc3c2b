// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tables for other programs, row by row: CSV (RFC 4180) and JSON lines. The file appears when finish()
// succeeds.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace retort {

// monostate: absent (empty in CSV, null in JSON). A double that isn't finite is written as "nan", "inf",
// "-inf".
using Cell = std::variant<std::monostate, std::string, std::int64_t, double, bool, std::vector<std::int64_t>,
                          std::vector<float>>;

enum class ColumnType { Text, Integer, Real, Boolean, IntegerList, RealList };

struct Column {
    std::string name;
    ColumnType type = ColumnType::Text;
};

class TableWriter {
public:
    virtual ~TableWriter() = default;
    // As many cells as columns, each absent or of its column's type.
    [[nodiscard]] virtual Status row(std::span<const Cell> cells) = 0;
    [[nodiscard]] virtual Status finish() = 0;
};

// The format follows the extension: .csv or .jsonl; anything else is a Usage error naming what is possible.
// In CSV, text that a spreadsheet would take for a formula (it begins with = + - @, tab or CR) gets a ' in
// front; lists are refused there.
[[nodiscard]] Result<std::unique_ptr<TableWriter>> openTable(const std::filesystem::path& path,
                                                             std::vector<Column> columns);

} // namespace retort
