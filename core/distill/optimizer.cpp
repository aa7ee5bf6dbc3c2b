// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/optimizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

namespace retort::distill {

AdamW::AdamW(const engine::Weights& weights, const TrainRecipe& train) : m_train(train) {
    m_matrices.decay = train.weightDecay;
    for (const auto& [name, weight] : weights)
        add(weight.dim() > 1 ? m_matrices : m_vectors, weight);
}

void AdamW::add(Group& group, const at::Tensor& weight) {
    group.weights.push_back(weight);
    group.means.push_back(at::zeros_like(weight));
    group.squares.push_back(at::zeros_like(weight));
    group.steps.push_back(at::zeros({}, at::kFloat));
}

double AdamW::step(double learningRate) {
    const at::NoGradGuard noGradient;
    double squares = 0.0;
    for (Group* group : {&m_matrices, &m_vectors}) {
        for (const at::Tensor& weight : group->weights) {
            const auto norm = at::linalg_vector_norm(weight.grad()).item<double>();
            squares += norm * norm;
        }
    }
    const double norm = std::sqrt(squares);
    clip(norm);
    for (Group* group : {&m_matrices, &m_vectors}) {
        std::vector<at::Tensor> gradients;
        for (at::Tensor& weight : group->weights) {
            gradients.push_back(weight.grad());
            weight.mutable_grad().reset();
        }
        for (at::Tensor& count : group->steps)
            count.add_(1.0);
        at::_fused_adamw_(group->weights, gradients, group->means, group->squares, {}, group->steps,
                          learningRate, m_train.beta1, m_train.beta2, group->decay, m_train.epsilon, false,
                          false);
    }
    return norm;
}

void AdamW::clip(double norm) {
    // 1e-6: as torch.nn.utils.clip_grad_norm_ does.
    const double scale = m_train.clip / (norm + 1e-6);
    if (m_train.clip == 0.0 || scale >= 1.0)
        return;
    for (Group* group : {&m_matrices, &m_vectors}) {
        for (at::Tensor& weight : group->weights)
            weight.mutable_grad().mul_(scale);
    }
}

} // namespace retort::distill
