// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a test of this size could have found: one-sided 5 %, power 80 %.
#pragma once

#include "core/stats/decimal_rate.h"

#include <cstdint>
#include <optional>

namespace retort::stats {

// 0.5 + 2.486 sqrt((m + n + 1) / (12 m n)), at most 1; m and n count clusters. Nothing for an empty class.
[[nodiscard]] std::optional<double> smallestDetectableAuc(std::uint64_t members, std::uint64_t nonmembers);

// With c the smallest number of true positives whose p_value at this operating point is at most 5 %: the
// true-positive rate at which c or more come up with probability 80 %. Nothing where the point is refused or
// no c exists.
[[nodiscard]] std::optional<double> smallestDetectableTpr(std::uint64_t members, std::uint64_t nonmembers,
                                                          const DecimalRate& target);

} // namespace retort::stats
