// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/losses.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/kl_div.h>
#include <ATen/ops/log_softmax.h>

namespace retort::distill {

at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& targets) {
    return at::cross_entropy_loss(logits, targets);
}

at::Tensor forwardKl(const at::Tensor& studentLogits, const at::Tensor& teacherLogits, double temperature) {
    const at::Tensor student = at::log_softmax(studentLogits / temperature, -1);
    const at::Tensor teacher = at::log_softmax(teacherLogits.detach() / temperature, -1);
    const at::Tensor sum = at::kl_div(student, teacher, at::Reduction::Sum, /*log_target=*/true);
    return sum * (temperature * temperature / static_cast<double>(studentLogits.size(0)));
}

} // namespace retort::distill
