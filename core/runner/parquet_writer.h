// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tables as Parquet (Arrow C++), beside the formats of core/base/table_writer.h.
#pragma once

#include "core/base/table_writer.h"

namespace retort::runner {

// As openTable(), and also .parquet (absent cells are null, lists are list columns, Zstandard).
[[nodiscard]] Result<std::unique_ptr<TableWriter>> openAnyTable(const std::filesystem::path& path,
                                                                std::vector<Column> columns);

} // namespace retort::runner
