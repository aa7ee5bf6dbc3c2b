// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/discoverable.h"

#include <cmath>

namespace retort::memorization {

double logQueriesNeeded(double suffixLogProbability, double chance) {
    // Below this, log(1 - p_z) is -p_z to the last digit.
    constexpr double kTiny = -40;
    const double logOfMiss = suffixLogProbability < kTiny
                                 ? suffixLogProbability
                                 : std::log(-std::log1p(-std::exp(suffixLogProbability)));
    return std::log(-std::log1p(-chance)) - logOfMiss;
}

bool isDiscoverable(double suffixLogProbability, std::uint64_t queries, double chance) {
    return std::log(static_cast<double>(queries)) >= logQueriesNeeded(suffixLogProbability, chance);
}

} // namespace retort::memorization
