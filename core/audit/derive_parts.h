// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the steps of deriving share. Internal to core/audit.
#pragma once

#include "core/base/result.h"
#include "core/scores/token_table.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace retort::audit {

// The stored rows of a result set, kind "record" or "window". No windows: an empty table; no records: an
// error that says what to do.
[[nodiscard]] Result<scores::TokenTable> loadRows(const store::AuditFile& audit, std::string_view model,
                                                  std::string_view dataSet, std::string_view kind);

struct Tables {
    scores::TokenTable records;
    scores::TokenTable windows; // of those that are sequences of their own; may be empty
};
[[nodiscard]] Result<Tables> loadTables(const store::AuditFile& audit, std::string_view model,
                                        std::string_view dataSet);
// Content tokens of each record under the model's tokenizer, those of a prompt included.
[[nodiscard]] Result<std::vector<std::uint32_t>> contentTokens(const store::AuditFile& audit,
                                                               std::string_view model,
                                                               std::string_view dataSet,
                                                               const std::vector<store::Record>& records);
// Entries of the suffix: in the record's own row, counted from its end, or in the window's own row.
[[nodiscard]] scores::TokenColumns suffixColumns(const store::Window& window, std::uint32_t recordTokens,
                                                 const scores::TokenTableIndex& records,
                                                 const scores::TokenTableIndex& windows);
// The same of the row that holds the window: its own, or its record's.
[[nodiscard]] scores::TokenColumns suffixOfRow(const store::Window& window, std::uint32_t recordTokens,
                                               const scores::TokenColumns& row);

} // namespace retort::audit
