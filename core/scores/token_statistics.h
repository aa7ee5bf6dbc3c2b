// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one row of token statistics says about its text; the same numbers for columns, attacks and reports.
#pragma once

#include "core/scores/token_table.h"

#include <cstddef>
#include <vector>

namespace retort::scores {

// Distributions flatter or more certain than this (variance of log p under p, nats squared) are treated as if
// they had this variance, so that rounding noise is not divided by zero.
inline constexpr double kVarianceFloor = 1e-6;
inline constexpr unsigned kMinKPercent = 20;

// max(1, floor(percent * n / 100)), and 0 for n = 0.
[[nodiscard]] std::size_t lowestCount(std::size_t n, unsigned percent);

// Mean of the lowestCount() smallest values; NaN without values or where one is NaN.
[[nodiscard]] double meanOfLowest(std::vector<double> values, unsigned percent);
// Square root of a variance that is at least kVarianceFloor; NaN stays.
[[nodiscard]] double guardedDeviation(double variance);

// Means over the predicted tokens, summed in double; NaN without tokens or where an entry is NaN.
[[nodiscard]] double meanLogProbability(const TokenColumns& columns);
[[nodiscard]] double meanEntropy(const TokenColumns& columns);
// Min-K% Prob (arXiv 2310.16789): mean of the lowest percent of log-probabilities.
[[nodiscard]] double minK(const TokenColumns& columns, unsigned percent = kMinKPercent);
// Min-K%++ (arXiv 2404.02936): the same over (log p - mu) / sigma, where mu (minus the entropy) and sigma are
// mean and deviation of log p under the model's own distribution.
[[nodiscard]] double minKPlusPlus(const TokenColumns& columns, unsigned percent = kMinKPercent);

} // namespace retort::scores
