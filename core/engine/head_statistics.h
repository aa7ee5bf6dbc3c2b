// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every statistic of one predicted token from one sweep over its row of logits, without LibTorch.
// With d = x - max x, S0 = sum e^d, S1 = sum e^d d, S2 = sum e^d d^2: log p = x_t - max - ln S0,
// E[log p] = S1/S0 - ln S0, entropy = -E[log p], Var[log p] = S2/S0 - (S1/S0)^2.
#pragma once

#include "core/engine/cpu_kernels.h"

#include <cstdint>
#include <span>

namespace retort::engine {

struct HeadStatistics {
    double logProbability = 0.0;
    double entropy = 0.0;
    double variance = 0.0;  // of log p under p; 0 for a one-hot distribution
    double margin = 0.0;    // target's logit minus the largest other; infinite when there is no other
    double logSumExp = 0.0; // of the logits
    std::uint32_t rank = 1; // 1-based; ties go to the lowest id
};

// `target` < logits.size(). A NaN or +infinity among the logits makes log-probability, entropy, variance and
// log-sum-exp NaN.
[[nodiscard]] HeadStatistics headStatistics(std::span<const float> logits, std::size_t target,
                                            InstructionSet set = bestInstructionSet());

} // namespace retort::engine
