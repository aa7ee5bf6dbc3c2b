// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Paired test of two yes/no verdicts, counts of unequal trials, and multiplicity.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace retort::stats {

// McNemar (1947), exact: two-sided p as twice the smaller binomial tail, at most 1; no discordant pair
// gives 1.
[[nodiscard]] double mcnemarExact(std::uint64_t firstOnly, std::uint64_t secondOnly);

// Fisher's exact test (1935), one-sided: the chance of successes1 or more of total1 if the successes of both
// samples were dealt out at random (hypergeometric). No trials or no successes: 1.
[[nodiscard]] double fisherExactGreater(std::uint64_t successes1, std::uint64_t total1,
                                        std::uint64_t successes2, std::uint64_t total2);

// The same test, two-sided by doubling the smaller tail, at most 1.
[[nodiscard]] double fisherExact(std::uint64_t successes1, std::uint64_t total1, std::uint64_t successes2,
                                 std::uint64_t total2);

// Holm (1979): adjusted p-values in input order, comparable with the family's level.
[[nodiscard]] std::vector<double> holm(std::span<const double> pValues);

// P(at least `count` successes) of independent trials with these probabilities (the Poisson-binomial
// distribution), exact to rounding by convolution: every term is positive, so small tails keep their digits.
// Time grows with trials times `count`.
[[nodiscard]] double atLeastSuccesses(std::span<const double> probabilities, std::uint64_t count);

// Upper tail of the standard normal distribution.
[[nodiscard]] double normalUpperTail(double z);

} // namespace retort::stats
