// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tables of an audit file, as numbered migrations. docs/formats/audit-file.md describes the current ones.
#pragma once

#include "core/base/result.h"
#include "core/store/inputs.h"

#include <cstdint>

namespace SQLite {
class Database;
}

namespace retort::store {

inline constexpr std::uint32_t kApplicationId = 0x52747274; // "Rtrt"
inline constexpr std::uint32_t kSchemaVersion = 2;          // user_version of a file that is up to date

// Both may throw SQLite::Exception, and both either do all of it or leave the file as it was.
[[nodiscard]] Status initialise(SQLite::Database& database, const NewAudit& audit); // an empty file
void migrate(SQLite::Database& database); // a file of an older version

} // namespace retort::store
