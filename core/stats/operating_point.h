// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many members an attack finds at a bounded rate of false alarms.
#pragma once

#include "core/stats/decimal_rate.h"
#include "core/stats/intervals.h"
#include "core/stats/score_set.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace retort::stats {

enum class PointStatus {
    Ok,
    Exploratory, // fewer than 10 false positives allowed: never in a verdict
    Refused      // not even one false positive allowed: too few non-members for this target
};
[[nodiscard]] std::string_view statusName(PointStatus status);

// With n non-members and target a: k = floor(a n) in decimal arithmetic; a record is flagged if its score is
// greater than the (k+1)-th largest non-member score, so at most k non-members are flagged whatever the ties.
struct OperatingPoint {
    double targetFpr = 0;
    PointStatus status = PointStatus::Refused;
    std::uint64_t nonmembersNeeded = 0; // smallest n for which the target is not refused
    // Everything below is meaningful only when the point is not refused.
    double threshold = 0;
    std::uint64_t truePositives = 0;
    std::uint64_t falsePositives = 0;
    double achievedFpr = 0;
    Interval fprInterval; // quantiles of Beta(k+1, n-k): what the rate in the population may be
    double tpr = 0;
    Interval tprInterval; // Clopper-Pearson, given the threshold
    double pValue = 1; // P(BetaBinomial(members; k+1, n-k) >= true positives): exact if no member stands out
};

[[nodiscard]] OperatingPoint operatingPoint(const RankedScores& ranked, const DecimalRate& target);

// P(X >= successes) for X ~ BetaBinomial(trials; a, b), a and b > 0.
[[nodiscard]] double betaBinomialTail(std::uint64_t successes, std::uint64_t trials, double a, double b);

} // namespace retort::stats
