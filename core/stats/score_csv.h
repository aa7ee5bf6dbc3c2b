// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Anybody's scores as CSV: a header line with id,member,score and optionally cluster, in any order.
#pragma once

#include "core/stats/score_set.h"

#include <filesystem>
#include <string_view>

namespace retort::stats {

// RFC 4180 (quotes, line ends inside quotes, LF or CRLF, a UTF-8 byte order mark). member is 0, 1, true or
// false; score a decimal number, inf, -inf, nan, or empty for nan; records with an empty cluster stand for
// themselves. Refused, with the line: other columns, a missing column, a wrong number of fields, unreadable
// values, an id that occurs twice.
[[nodiscard]] Result<ScoreSet> parseScoresCsv(std::string_view text, std::string_view where);
[[nodiscard]] Result<ScoreSet> readScoresCsv(const std::filesystem::path& path);

} // namespace retort::stats
