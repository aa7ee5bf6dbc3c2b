// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// (n, p)-discoverable extraction (Hayes et al. 2025, arXiv 2410.19482): may a suffix come out when it is
// asked for n times? Sampling at temperature 1 without truncation; a query emits the suffix with probability
// p_z = exp(suffix log-probability).
#pragma once

#include <cstdint>

namespace retort::memorization {

// Logarithm of the number of queries after which the suffix has come out at least once with probability
// `chance`: log(log(1 - chance) / log(1 - p_z)), in log space, so that p_z may be too small for a double.
// Below 0: more likely than that with one query. NaN for a NaN; chance lies strictly between 0 and 1.
[[nodiscard]] double logQueriesNeeded(double suffixLogProbability, double chance);

// Whether 1 - (1 - p_z)^queries >= chance. False for a NaN.
[[nodiscard]] bool isDiscoverable(double suffixLogProbability, std::uint64_t queries, double chance);

} // namespace retort::memorization
