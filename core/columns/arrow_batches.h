// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Batches of a Parquet or Arrow file, one after another.
#pragma once

#include "core/columns/column_file.h"

#include <arrow/api.h>

#include <memory>
#include <vector>

namespace retort::columns {

// Rows taken at once.
inline constexpr std::int64_t kBatchRows = 1024;
// What decoding may hold at once; a file that needs more is refused.
inline constexpr std::int64_t kMostDecodedBytes = std::int64_t{2} << 30U;

// Throws what Parquet throws.
class BatchSource {
public:
    virtual ~BatchSource() = default;
    [[nodiscard]] virtual const arrow::Schema& schema() const = 0;
    // Only these top-level columns, in this order, are read from now on. Once, before the first batch.
    virtual arrow::Status select(const std::vector<int>& columns) = 0;
    // At most kBatchRows rows of the selected columns, validated in full; null at the end.
    virtual arrow::Result<std::shared_ptr<arrow::RecordBatch>> next() = 0;
};

[[nodiscard]] arrow::Result<std::unique_ptr<BatchSource>> openParquet(const std::filesystem::path& path);
[[nodiscard]] arrow::Result<std::unique_ptr<BatchSource>> openArrow(const std::filesystem::path& path);

} // namespace retort::columns
