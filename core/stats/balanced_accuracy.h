// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often a threshold that was chosen on other records tells members from non-members.
#pragma once

#include "core/stats/intervals.h"
#include "core/stats/score_set.h"

#include <array>
#include <cstdint>
#include <optional>

namespace retort::stats {

// Two halves by cluster. On each the threshold with the largest (TPR + TNR) / 2 is chosen (the highest of
// several) and measured on the other half; the counts of both are added. 0.5 is chance.
struct BalancedAccuracy {
    double value = 0.5;
    Interval interval; // 95 %, Newcombe's of TPR - FPR over effective sizes, given the thresholds
    std::array<double, 2> thresholds{}; // chosen on half 0, on half 1; flagged if the score is greater
    std::uint64_t truePositives = 0;
    std::uint64_t falsePositives = 0;
};

// Nothing if a half would lack a class (fewer than two clusters of one). Depends on set and seed alone.
[[nodiscard]] std::optional<BalancedAccuracy> balancedAccuracy(const RankedScores& ranked,
                                                               std::uint64_t seed);

} // namespace retort::stats
