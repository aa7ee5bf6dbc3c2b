// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/head_statistics.h"

#include <cmath>

namespace retort::engine {

HeadStatistics headStatistics(std::span<const float> logits, std::size_t target, InstructionSet set) {
    const RowSums sums = cpuKernels(set).rowSums(logits.data(), logits.size(), target);
    const double own = static_cast<double>(logits[target]);
    const double logWeight = std::log(sums.weight);
    const double mean = sums.weightedFirst / sums.weight;
    const double variance = sums.weightedSecond / sums.weight - mean * mean;

    HeadStatistics result;
    result.logProbability = own - sums.maximum - logWeight;
    result.entropy = logWeight - mean;
    // Rounding may leave a tiny negative number where one token has all the weight. A NaN stays one.
    result.variance = variance < 0.0 ? 0.0 : variance;
    result.margin = own - sums.largestOther;
    result.logSumExp = sums.maximum + logWeight;
    result.rank = sums.rank;
    return result;
}

} // namespace retort::engine
