// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Uncertainty of an AUC, and the comparison of two AUCs.
#pragma once

#include "core/stats/intervals.h"
#include "core/stats/score_set.h"

#include <cstdint>
#include <optional>

namespace retort::stats {

inline constexpr std::uint32_t kBootstrapDraws = 2000;

struct AucEstimate {
    double auc = 0.5;
    double variance = 0; // DeLong; cluster form after Obuchowski where duplicates exist
    Interval interval;   // 95 %, on the logit scale; Wilson where the variance is zero or can't be estimated
    bool wilson =
        false; // the interval is the Wilson one, with the smaller number of clusters of the two classes
};

// DeLong, DeLong and Clarke-Pearson (1988) by midranks (Sun and Xu 2014), O(n log n); clusters after
// Obuchowski (1997).
[[nodiscard]] AucEstimate estimateAuc(const RankedScores& ranked);

struct AucDifference {
    double first = 0.5;
    double second = 0.5;
    double difference = 0;        // first minus second
    Interval interval;            // 95 %, Wald; from both Wilson intervals (MOVER) where the variance is zero
    std::optional<double> pValue; // two-sided; absent where the variance is zero but the difference is not
    std::uint64_t records = 0;
};

// Paired DeLong. Both sets describe the same records in the same order with the same classes and clusters
// (else refused); records whose score is NaN in either are left out.
[[nodiscard]] Result<AucDifference> compareAucs(const ScoreSet& first, const ScoreSet& second);

// The same for scores of different records: the variances add up. Where some records are in both sets and
// score alike, interval and p-value are too careful.
[[nodiscard]] Result<AucDifference> compareIndependentAucs(const ScoreSet& first, const ScoreSet& second);

// Percentile interval of the AUC (linear interpolation between order statistics). Every draw gives each
// cluster a Poisson(1) weight and normalises members and non-members apart; a draw that empties a class is
// left out. Depends on set and seed alone, not on the number of threads.
[[nodiscard]] Interval bootstrapAuc(const RankedScores& ranked, std::uint64_t seed,
                                    std::uint32_t draws = kBootstrapDraws);

} // namespace retort::stats
