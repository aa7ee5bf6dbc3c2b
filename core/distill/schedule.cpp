// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/schedule.h"

#include <cmath>
#include <numbers>

namespace retort::distill {

double learningRateAt(const TrainRecipe& train, std::uint64_t step, std::uint64_t steps) {
    const auto warmup = static_cast<std::uint64_t>(train.warmupSteps);
    if (step < warmup)
        return train.learningRate * static_cast<double>(step + 1) / static_cast<double>(warmup);
    if (steps <= warmup)
        return train.learningRate;
    const double done = static_cast<double>(step - warmup) / static_cast<double>(steps - warmup);
    const double range = train.learningRate - train.minimumLearningRate;
    return train.minimumLearningRate + range * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
}

} // namespace retort::distill
