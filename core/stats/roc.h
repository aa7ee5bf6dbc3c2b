// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Receiver operating characteristic with exact vertices, the area under it, and that under precision and
// recall.
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

// Area under the precision-recall curve as average precision: sum over the steps of (recall gained) *
// precision, tied scores one step, no interpolation (scikit-learn's average_precision_score; Davis and
// Goadrich 2006 say why lines between points would be too good). Chance is the share of members.
[[nodiscard]] double averagePrecision(const RankedScores& ranked);

} // namespace retort::stats
