// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values of Arrow arrays as fields.
#pragma once

#include "core/columns/field.h"

#include <arrow/api.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace retort::columns {

// Whether field values can be made of a column of this type: text (string, large_string, string_view), whole
// numbers, null, dictionaries of those, and lists of text or whole numbers.
[[nodiscard]] bool isReadable(const arrow::DataType& type);

// A column of a batch and, for a member of structs, the way to it from the batch's column.
struct ColumnPath {
    int column = -1; // in the batch; -1: the file has no such column
    std::vector<int> members;
};

// The same arrays with bytes in the place of text, so that validation leaves ill-formed UTF-8 to whoever
// reads the value: one bad row is no reason to refuse a file.
[[nodiscard]] std::shared_ptr<arrow::ArrayData> asBytes(const arrow::ArrayData& data);

// The value in a row of a batch whose arrays are asBytes() and validated; a null anywhere on the way is
// Absent.
[[nodiscard]] Field fieldAt(const arrow::RecordBatch& batch, const ColumnPath& path, std::int64_t row);

} // namespace retort::columns
