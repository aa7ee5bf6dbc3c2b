// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Training objectives over rows of logits [N, V], each a mean over the N rows, differentiable in the first
// argument. Includes LibTorch: for core/distill only.
#pragma once

#include <ATen/core/Tensor.h>

namespace retort::distill {

// -log p(target), targets int64 [N]; nats.
[[nodiscard]] at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& targets);

// Soft distillation (Hinton et al., arXiv 1503.02531; arXiv 2601.15394): T^2 * KL(teacher || student) of the
// two distributions softmax(logits / T); nats times T^2. The teacher's logits take no gradient.
[[nodiscard]] at::Tensor forwardKl(const at::Tensor& studentLogits, const at::Tensor& teacherLogits,
                                   double temperature);

} // namespace retort::distill
