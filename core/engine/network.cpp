// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network.h"

#include "core/engine/families.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace retort::engine {

namespace {

// The frequency of a pair of dimensions after the checkpoint's rope scaling; in f32, as transformers computes
// it.
float scaledFrequency(const checkpoint::Rope& rope, float frequency) {
    const auto factor = static_cast<float>(rope.factor);
    if (rope.type == checkpoint::RopeType::Linear)
        return frequency / factor;
    if (rope.type == checkpoint::RopeType::Default)
        return frequency;
    const auto context = static_cast<float>(rope.originalContext);
    const auto low = static_cast<float>(rope.lowFrequencyFactor);
    const auto high = static_cast<float>(rope.highFrequencyFactor);
    const float wavelength = 2.0F * std::numbers::pi_v<float> / frequency;
    if (wavelength > context / low)
        return frequency / factor;
    if (wavelength < context / high)
        return frequency;
    const float smooth = (context / wavelength - low) / (high - low);
    return (1.0F - smooth) * frequency / factor + smooth * frequency;
}

} // namespace

RotaryTable makeRotaryTable(const checkpoint::ModelConfig& config) {
    const std::int64_t dims = config.rotaryDims();
    const std::int64_t half = dims / 2;
    RotaryTable table{at::empty({config.contextLength, half}, at::kFloat),
                      at::empty({config.contextLength, half}, at::kFloat)};
    auto* cosine = table.cosine.data_ptr<float>();
    auto* sine = table.sine.data_ptr<float>();
    for (std::int64_t i = 0; i < half; ++i) {
        const float exponent = static_cast<float>(2 * i) / static_cast<float>(dims);
        const float frequency =
            scaledFrequency(config.rope, 1.0F / std::pow(static_cast<float>(config.rope.base), exponent));
        for (std::int64_t position = 0; position < config.contextLength; ++position) {
            const float angle = static_cast<float>(position) * frequency;
            cosine[position * half + i] = std::cos(angle);
            sine[position * half + i] = std::sin(angle);
        }
    }
    return table;
}

TokenBatch uniformBatch(const at::Tensor& ids) {
    const std::int64_t count = ids.size(0);
    const std::int64_t length = ids.size(1);
    TokenBatch batch{ids.reshape({-1}), at::arange(length, at::kLong).repeat({count}), {}};
    for (std::int64_t i = 0; i < count; ++i)
        batch.sequences.push_back({i * length, length, 0});
    return batch;
}

Network::Network(const checkpoint::ModelConfig& config, const Weights& weights)
    : m_config(config), m_rotary(makeRotaryTable(config)),
      m_embedding(weights.at(std::string(checkpoint::embeddingName(config.family)))) {
    m_head.weight =
        config.tiedHead ? m_embedding : weights.at(std::string(checkpoint::headName(config.family)));
}

at::Tensor Network::hidden(const at::Tensor& ids) const {
    TensorOperations operations;
    return hidden(operations, uniformBatch(ids)).view({ids.size(0), ids.size(1), m_config.hiddenSize});
}

std::vector<Dense*> Network::denses() {
    std::vector<Dense*> all = bodyDenses();
    all.push_back(&m_head);
    return all;
}

Result<std::unique_ptr<Network>> makeNetwork(const checkpoint::ModelConfig& config, const Weights& weights) {
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(config)) {
        const auto found = weights.find(need.name);
        if (found == weights.end())
            return fail(ErrorCode::InvalidInput, "the weights lack {}", need.name);
        if (found->second.sizes() != at::IntArrayRef(need.shape))
            return fail(ErrorCode::InvalidInput,
                        "the weight {} has another shape than the configuration says", need.name);
    }
    switch (config.family) {
    case checkpoint::Family::GptNeox:
        return makeGptNeox(config, weights);
    case checkpoint::Family::Qwen3:
        return makeQwen3(config, weights);
    }
    return fail(ErrorCode::Unsupported, "the engine doesn't compute the family {}",
                checkpoint::familyName(config.family));
}

} // namespace retort::engine
