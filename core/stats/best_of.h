// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The best of several attacks, with the price of having looked at all of them.
#pragma once

#include "core/stats/auc.h"
#include "core/stats/score_set.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace retort::stats {

// Max-statistic bootstrap (Westfall and Young 1993; single-step of Romano and Wolf 2005): per draw the
// largest over the attacks of (AUC of the draw - AUC) / s, s DeLong's deviation, all attacks under the same
// weights.
struct BestOf {
    std::size_t best = 0;            // attack with the largest (AUC - 0.5) / s; the first of several
    std::uint64_t records = 0;       // with a score from every attack
    double criticalValue = 0;        // 95 % quantile of the draws' maxima
    std::vector<double> aucs;        // on those records
    std::vector<double> lowerBounds; // AUC - criticalValue * s: all hold at once with 95 %, one-sided
    // Share of the draws (counting the data as one) whose maximum reaches (AUC - 0.5) / s: one-sided,
    // adjusted.
    std::vector<double> pValues;
};

// All sets describe the same records in the same order with the same classes and clusters (else refused). An
// attack without variance (AUC 0 or 1, all scores equal, one cluster in a class) takes no part in the maximum
// and has p = 1 and bound 0. Nothing if none takes part.
[[nodiscard]] Result<std::optional<BestOf>> bestOf(std::span<const ScoreSet> attacks, std::uint64_t seed,
                                                   std::uint32_t draws = kBootstrapDraws);

} // namespace retort::stats
