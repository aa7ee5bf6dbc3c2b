// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/families.h"

#include <fmt/format.h>

namespace retort::engine {

namespace {

struct Layer {
    Norm attentionNorm;
    Norm mlpNorm;
    Norm queryNorm; // per head, weight [hd]
    Norm keyNorm;
    Dense query;
    Dense key;
    Dense value;
    Dense attentionOut;
    Dense gate;
    Dense up;
    Dense down;
};

class Qwen3 final : public Network {
public:
    Qwen3(const checkpoint::ModelConfig& config, const Weights& weights) : Network(config, weights) {
        m_finalNorm = norm(weights, "model.norm");
        for (std::int64_t i = 0; i < config.layers; ++i) {
            const std::string prefix = fmt::format("model.layers.{}.", i);
            m_layers.push_back(
                {norm(weights, prefix + "input_layernorm"),
                 norm(weights, prefix + "post_attention_layernorm"),
                 norm(weights, prefix + "self_attn.q_norm"), norm(weights, prefix + "self_attn.k_norm"),
                 dense(weights, prefix + "self_attn.q_proj"), dense(weights, prefix + "self_attn.k_proj"),
                 dense(weights, prefix + "self_attn.v_proj"), dense(weights, prefix + "self_attn.o_proj"),
                 dense(weights, prefix + "mlp.gate_proj"), dense(weights, prefix + "mlp.up_proj"),
                 dense(weights, prefix + "mlp.down_proj")});
        }
    }

    [[nodiscard]] at::Tensor hidden(Operations& operations, const TokenBatch& batch) const override {
        at::Tensor x = operations.embed(m_embedding, batch.ids);
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            const Layer& layer = m_layers[i];
            const at::Tensor fromAttention =
                attention(operations, layer, operations.norm(x, layer.attentionNorm), batch, i);
            x = operations.add(x, fromAttention);
            const at::Tensor fromMlp = mlp(operations, layer, operations.norm(x, layer.mlpNorm));
            x = operations.add(x, fromMlp);
        }
        return operations.norm(x, m_finalNorm);
    }

protected:
    [[nodiscard]] std::vector<Dense*> bodyDenses() override {
        std::vector<Dense*> all;
        for (Layer& layer : m_layers)
            all.insert(all.end(), {&layer.query, &layer.key, &layer.value, &layer.attentionOut, &layer.gate,
                                   &layer.up, &layer.down});
        return all;
    }

private:
    [[nodiscard]] Norm norm(const Weights& weights, const std::string& name) const {
        return {weights.at(name + ".weight"), {}, m_config.normEpsilon};
    }

    [[nodiscard]] static Dense dense(const Weights& weights, const std::string& name) {
        const auto bias = weights.find(name + ".bias");
        return {weights.at(name + ".weight"), bias == weights.end() ? at::Tensor() : bias->second, {}};
    }

    [[nodiscard]] at::Tensor attention(Operations& operations, const Layer& layer, const at::Tensor& x,
                                       const TokenBatch& batch, std::size_t index) const {
        const std::int64_t rows = x.size(0);
        at::Tensor q = operations.linear(x, layer.query).view({rows, m_config.heads, m_config.headDim});
        at::Tensor k = operations.linear(x, layer.key).view({rows, m_config.kvHeads, m_config.headDim});
        const at::Tensor v =
            operations.linear(x, layer.value).view({rows, m_config.kvHeads, m_config.headDim});
        q = operations.rotate(operations.norm(q, layer.queryNorm), m_rotary, batch);
        k = operations.rotate(operations.norm(k, layer.keyNorm), m_rotary, batch);
        const at::Tensor mixed = operations.attention(q, k, v, batch, static_cast<std::int64_t>(index));
        return operations.linear(mixed, layer.attentionOut);
    }

    [[nodiscard]] at::Tensor mlp(Operations& operations, const Layer& layer, const at::Tensor& x) const {
        const at::Tensor up = operations.linear(x, layer.up);
        return operations.linear(operations.gate(operations.linear(x, layer.gate), up, m_config.activation),
                                 layer.down);
    }

    std::vector<Layer> m_layers;
    Norm m_finalNorm;
};

} // namespace

std::unique_ptr<Network> makeQwen3(const checkpoint::ModelConfig& config, const Weights& weights) {
    return std::make_unique<Qwen3>(config, weights);
}

} // namespace retort::engine
