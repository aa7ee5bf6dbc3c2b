// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Between checkpoint files and tensors. Includes LibTorch: for core/engine and core/distill only.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/checkpoint.h"
#include "core/engine/model.h"
#include "core/engine/network.h"

namespace retort::engine {

// Room for a weight or a part of one. A large one has memory of its own, which goes back to the system at
// once when it has been packed: in the heap it would leave a hole that the next one doesn't fit in.
[[nodiscard]] at::Tensor emptyWeight(at::IntArrayRef shape, at::ScalarType type);

// Copies of the weights that the model needs, an adapter merged in f32: matrices (linear weights and the
// embedding) converted to `matrices`, vectors (norms and biases) to `vectors`, with noise where it is asked
// for. Pages of the files, which are only read, are given back as soon as they are converted. The checkpoint
// may go afterwards.
[[nodiscard]] Result<Weights> loadWeights(const checkpoint::Checkpoint& checkpoint, at::ScalarType matrices,
                                          at::ScalarType vectors,
                                          const std::optional<Perturbation>& perturbation = {});
// All of one type.
[[nodiscard]] inline Result<Weights> loadWeights(const checkpoint::Checkpoint& checkpoint,
                                                 at::ScalarType type) {
    return loadWeights(checkpoint, type, type);
}

} // namespace retort::engine
