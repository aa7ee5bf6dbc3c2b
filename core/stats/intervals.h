// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// 95 % intervals of proportions, their differences and ratios (docs/methods.md).
#pragma once

#include <cstdint>
#include <optional>

namespace retort::stats {

// Standard normal quantile of 97.5 %.
inline constexpr double kNormal975 = 1.959963984540054;

struct Interval {
    double lower = 0;
    double upper = 0;
    bool operator==(const Interval&) const = default;
};

// Clopper and Pearson (1934): exact, never shorter than promised. total = 0 gives [0, 1].
[[nodiscard]] Interval clopperPearson(std::uint64_t successes, std::uint64_t total);

// Wilson (1927) score interval for the share `proportion` of `total` trials with critical value z; total = 0
// gives [0, 1]. The share need not be a whole count (an AUC with its smaller class as total).
[[nodiscard]] Interval wilson(double proportion, double total, double z = kNormal975);

// Newcombe (1998), method 10: difference of two independent proportions, first minus second, from Wilson
// limits.
[[nodiscard]] Interval newcombeDifference(std::uint64_t successes1, std::uint64_t total1,
                                          std::uint64_t successes2, std::uint64_t total2);
// The same for shares of totals that need not be whole (effective sizes).
[[nodiscard]] Interval newcombeOfShares(double share1, double total1, double share2, double total2);

// Quantiles 2.5 % and 97.5 % of Beta(a, b); a, b > 0.
[[nodiscard]] Interval betaInterval(double a, double b);

// Ratio of two paired counts, first over second. Second zero: `infinite`, no ratio, no upper bound. Both
// zero: nothing is set.
struct PairedRatio {
    std::optional<double> ratio;
    std::optional<double> lower;
    std::optional<double> upper;
    bool infinite = false;
    bool operator==(const PairedRatio&) const = default;
};

// Bonett and Price (2006): `both` records count in first and second, the others in one of them only.
[[nodiscard]] PairedRatio bonettPriceRatio(std::uint64_t both, std::uint64_t firstOnly,
                                           std::uint64_t secondOnly);

} // namespace retort::stats
