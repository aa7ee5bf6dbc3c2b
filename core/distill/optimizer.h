// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// AdamW with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), as torch.optim.AdamW computes
// it. Includes LibTorch: for core/distill only.
#pragma once

#include "core/distill/recipe.h"
#include "core/engine/network.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace retort::distill {

class AdamW {
public:
    // Trains the tensors of `weights` in place. Matrices decay, vectors (norms, biases) don't.
    AdamW(const engine::Weights& weights, const TrainRecipe& train);

    // One step with the tensors' gradients, scaled down to norm `clip` where they are longer. Returns the
    // norm before. Clears the gradients.
    double step(double learningRate);

private:
    struct Group {
        std::vector<at::Tensor> weights, means, squares, steps;
        double decay = 0.0;
    };

    void add(Group& group, const at::Tensor& weight);
    void clip(double norm);

    Group m_matrices;
    Group m_vectors;
    TrainRecipe m_train;
};

} // namespace retort::distill
