// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network.h"

#include "core/engine/families.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

#include <cmath>
#include <numbers>
#include <stdexcept>
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

Architecture architectureOf(const checkpoint::ModelConfig& config, const Weights& weights) {
    switch (config.family) {
    case checkpoint::Family::Gpt2:
        return gpt2Architecture(config, weights);
    case checkpoint::Family::Opt:
        return optArchitecture(config, weights);
    case checkpoint::Family::GptNeox:
        return gptNeoxArchitecture(config, weights);
    case checkpoint::Family::Llama:
        return llamaArchitecture(config, weights);
    case checkpoint::Family::Olmo2:
        return olmo2Architecture(config, weights);
    case checkpoint::Family::Qwen3:
        return qwen3Architecture(config, weights);
    }
    throw std::logic_error("a family without an architecture");
}

} // namespace

RotaryTable makeRotaryTable(const checkpoint::ModelConfig& config) {
    const std::int64_t dims = config.rotaryDims();
    if (dims == 0)
        return {};
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

Network::Network(const checkpoint::ModelConfig& config, const Weights& weights, Architecture architecture)
    : m_config(config), m_architecture(std::move(architecture)), m_rotary(makeRotaryTable(config)),
      m_embedding(weights.at(std::string(checkpoint::embeddingName(config.family)))) {
    m_head.weight =
        config.tiedHead ? m_embedding : weights.at(std::string(checkpoint::headName(config.family)));
}

at::Tensor Network::hidden(Operations& operations, const TokenBatch& batch) const {
    at::Tensor x = embed(operations, batch);
    for (std::int64_t i = 0; i < m_config.layers; ++i)
        x = throughLayer(operations, std::move(x), batch, i);
    if (m_architecture.finalNorm)
        x = operations.norm(x, *m_architecture.finalNorm);
    if (m_architecture.projectOut)
        x = operations.linear(x, *m_architecture.projectOut);
    return x;
}

at::Tensor Network::hidden(const at::Tensor& ids) const {
    TensorOperations operations;
    return hidden(operations, uniformBatch(ids)).view({ids.size(0), ids.size(1), m_config.embeddingSize()});
}

at::Tensor Network::embed(Operations& operations, const TokenBatch& batch) const {
    at::Tensor x = operations.embed(m_embedding, batch.ids);
    if (m_architecture.projectIn)
        x = operations.linear(x, *m_architecture.projectIn);
    if (!m_architecture.positions.defined())
        return x;
    const at::Tensor rows = batch.positions + m_architecture.firstPositionRow;
    return operations.add(std::move(x), operations.embed(m_architecture.positions, rows));
}

at::Tensor Network::throughLayer(Operations& operations, at::Tensor x, const TokenBatch& batch,
                                 std::int64_t index) const {
    const Layer& layer = m_architecture.layers[static_cast<std::size_t>(index)];
    const auto normAt = [&](NormPlace place, const at::Tensor& value, const Norm& norm) {
        return m_architecture.normPlace == place ? operations.norm(value, norm) : value;
    };
    at::Tensor fromAttention =
        attention(operations, normAt(NormPlace::BeforeBranch, x, layer.attentionNorm), batch, index);
    fromAttention = normAt(NormPlace::OnBranch, fromAttention, layer.attentionNorm);
    if (m_config.parallelResidual) {
        const at::Tensor fromMlp = mlp(operations, layer, normAt(NormPlace::BeforeBranch, x, layer.mlpNorm));
        return operations.add(operations.add(std::move(x), fromAttention), fromMlp);
    }
    x = operations.add(std::move(x), fromAttention);
    x = normAt(NormPlace::AfterSum, x, layer.attentionNorm);
    at::Tensor fromMlp = mlp(operations, layer, normAt(NormPlace::BeforeBranch, x, layer.mlpNorm));
    fromMlp = normAt(NormPlace::OnBranch, fromMlp, layer.mlpNorm);
    x = operations.add(std::move(x), fromMlp);
    return normAt(NormPlace::AfterSum, x, layer.mlpNorm);
}

Network::Heads Network::project(Operations& operations, const Layer& layer, const at::Tensor& x) const {
    const std::int64_t rows = x.size(0);
    const std::int64_t heads = m_config.heads;
    const std::int64_t headDim = m_config.headDim;
    at::Tensor q = operations.linear(x, layer.query);
    if (m_architecture.projections == ProjectionLayout::Blocks) {
        const at::Tensor all = q.view({rows, 3, heads, headDim});
        return {all.select(1, 0), all.select(1, 1), all.select(1, 2)};
    }
    if (m_architecture.projections == ProjectionLayout::Interleaved) {
        const at::Tensor all = q.view({rows, heads, 3, headDim});
        return {all.select(2, 0), all.select(2, 1), all.select(2, 2)};
    }
    at::Tensor k = operations.linear(x, *layer.key);
    const at::Tensor v = operations.linear(x, *layer.value);
    const auto split = [&](const at::Tensor& projected, const std::optional<Norm>& norm, std::int64_t count) {
        const bool whole = norm && norm->weight.size(0) == projected.size(1);
        const at::Tensor own =
            (whole ? operations.norm(projected, *norm) : projected).view({rows, count, headDim});
        return norm && !whole ? operations.norm(own, *norm) : own;
    };
    return {split(q, layer.queryNorm, heads), split(k, layer.keyNorm, m_config.kvHeads),
            split(v, std::nullopt, m_config.kvHeads)};
}

at::Tensor Network::attention(Operations& operations, const at::Tensor& x, const TokenBatch& batch,
                              std::int64_t index) const {
    const Layer& layer = m_architecture.layers[static_cast<std::size_t>(index)];
    Heads heads = project(operations, layer, x);
    if (m_rotary.cosine.defined()) {
        heads.query = operations.rotate(heads.query, m_rotary, batch);
        heads.key = operations.rotate(heads.key, m_rotary, batch);
    }
    const at::Tensor mixed =
        operations.attention(heads.query, heads.key, heads.value, batch, index, attentionScale(index));
    return operations.linear(mixed, layer.attentionOut);
}

at::Tensor Network::mlp(Operations& operations, const Layer& layer, const at::Tensor& x) const {
    const at::Tensor up = operations.linear(x, layer.up);
    const at::Tensor inner = layer.gate
                                 ? operations.gate(operations.linear(x, *layer.gate), up, m_config.activation)
                                 : operations.activate(up, m_config.activation);
    return operations.linear(inner, layer.down);
}

double Network::attentionScale(std::int64_t index) const {
    double scale = m_config.attentionScaled ? 1.0 / std::sqrt(static_cast<double>(m_config.headDim)) : 1.0;
    if (m_config.attentionScaledByLayer)
        scale /= static_cast<double>(index + 1);
    return scale;
}

std::vector<Dense*> Network::denses() {
    std::vector<Dense*> all;
    const auto addIf = [&all](std::optional<Dense>& dense) {
        if (dense)
            all.push_back(&*dense);
    };
    addIf(m_architecture.projectIn);
    for (Layer& layer : m_architecture.layers) {
        all.push_back(&layer.query);
        addIf(layer.key);
        addIf(layer.value);
        all.push_back(&layer.attentionOut);
        addIf(layer.gate);
        all.insert(all.end(), {&layer.up, &layer.down});
    }
    addIf(m_architecture.projectOut);
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
    return std::make_unique<Network>(config, weights, architectureOf(config, weights));
}

} // namespace retort::engine
