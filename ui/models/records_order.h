// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which records a table shows and in which order: a permutation of rows, made off the GUI thread.
#pragma once

#include "ui/models/audit_data.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retort::ui {

// What a column of the records table shows.
struct RecordColumn {
    enum class Kind { Id, Group, Repeats, Tokens, Region, Value, Excluded };
    Kind kind = Kind::Id;
    std::string name; // of a value column
};

struct RecordQuery {
    std::string text;          // in id or group, upper and lower case alike; empty: all
    std::optional<int> region; // mask; kUntestedRegion: without a verdict in all three
    std::optional<bool> memorized;
    std::string model; // whose verdict and values
    std::optional<RecordColumn> sortBy;
    bool descending = false;
};
inline constexpr int kUntestedRegion = -1;

// Rows of the table in the order asked for; absent values last, equal ones in input order. Any thread.
[[nodiscard]] std::vector<std::uint32_t> orderRecords(const DataTable& table, const RecordQuery& query);

} // namespace retort::ui
