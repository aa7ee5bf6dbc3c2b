// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/initial_weights.h"

#include "core/base/philox.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <span>

namespace retort::distill {

namespace {

constexpr double kSpread = 0.02;

at::Tensor normal(at::IntArrayRef shape, std::uint64_t seed, std::uint64_t stream) {
    const at::Tensor tensor = at::empty(shape, at::kFloat);
    Philox random(seed, stream);
    for (float& value : std::span(tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())))
        value = static_cast<float>(kSpread * random.normal());
    return tensor;
}

} // namespace

engine::Weights initialWeights(const checkpoint::ModelConfig& config, std::uint64_t seed) {
    engine::Weights weights;
    std::uint64_t stream = 0;
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(config)) {
        const at::IntArrayRef shape(need.shape);
        if (need.shape.size() > 1)
            weights.emplace(need.name, normal(shape, seed, stream));
        else if (need.name.ends_with(".bias"))
            weights.emplace(need.name, at::zeros(shape, at::kFloat));
        else
            weights.emplace(need.name, at::ones(shape, at::kFloat));
        ++stream;
    }
    return weights;
}

} // namespace retort::distill
