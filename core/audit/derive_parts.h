// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the steps of deriving share. Internal to core/audit.
#pragma once

#include "core/base/result.h"
#include "core/scores/token_table.h"
#include "core/store/audit_file.h"

#include <string_view>

namespace retort::audit {

// The stored rows of a result set, kind "record" or "window". No windows: an empty table; no records: an
// error that says what to do.
[[nodiscard]] Result<scores::TokenTable> loadRows(const store::AuditFile& audit, std::string_view model,
                                                  std::string_view dataSet, std::string_view kind);

} // namespace retort::audit
