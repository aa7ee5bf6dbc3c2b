// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The learning rate over a run: linear warm-up, then half a cosine (Loshchilov and Hutter, arXiv 1608.03983,
// without restarts). No LibTorch.
#pragma once

#include "core/distill/recipe.h"

#include <cstdint>

namespace retort::distill {

// Of step 0 .. steps-1. Warm-up: learningRate * (step + 1) / warmupSteps. Then, with u the share of the
// remaining steps done before this one, minimum + (learningRate - minimum) * (1 + cos(pi u)) / 2.
[[nodiscard]] double learningRateAt(const TrainRecipe& train, std::uint64_t step, std::uint64_t steps);

} // namespace retort::distill
