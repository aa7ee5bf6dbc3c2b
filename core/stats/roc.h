// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Receiver operating characteristic with exact vertices, and the area under it.
#pragma once

#include "core/stats/score_set.h"

#include <cstdint>
#include <vector>

namespace retort::stats {

// Vertices from (0, 0) to (nonmembers, members) in counts; tied scores are one step (a slanted edge). Points
// on the straight line between their neighbours are left out: the curve through the rest is the same.
struct RocCurve {
    std::vector<std::uint64_t> falsePositives;
    std::vector<std::uint64_t> truePositives;
    std::uint64_t members = 0;
    std::uint64_t nonmembers = 0;
};

[[nodiscard]] RocCurve rocCurve(const RankedScores& ranked);

// P(member > non-member) + P(equal) / 2, exact in integers before one division; below 0.5 stays below 0.5.
[[nodiscard]] double areaUnderCurve(const RankedScores& ranked);

} // namespace retort::stats
