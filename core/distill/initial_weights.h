// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random weights of a new model. Includes LibTorch: for core/distill only.
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/engine/network.h"

#include <cstdint>

namespace retort::distill {

// Matrices N(0, 0.02), each drawn from its own (seed, place in neededTensors()); weights of norms 1, biases
// 0; f32.
[[nodiscard]] engine::Weights initialWeights(const checkpoint::ModelConfig& config, std::uint64_t seed);

} // namespace retort::distill
