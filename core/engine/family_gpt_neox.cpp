// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/families.h"

#include <fmt/format.h>

namespace retort::engine {

namespace {

struct Layer {
    Norm attentionNorm;
    Norm mlpNorm;
    Dense queryKeyValue;
    Dense attentionOut;
    Dense up;
    Dense down;
};

class GptNeox final : public Network {
public:
    GptNeox(const checkpoint::ModelConfig& config, const Weights& weights) : Network(config, weights) {
        m_finalNorm = norm(weights, "gpt_neox.final_layer_norm");
        for (std::int64_t i = 0; i < config.layers; ++i) {
            const std::string prefix = fmt::format("gpt_neox.layers.{}.", i);
            m_layers.push_back({norm(weights, prefix + "input_layernorm"),
                                norm(weights, prefix + "post_attention_layernorm"),
                                dense(weights, prefix + "attention.query_key_value"),
                                dense(weights, prefix + "attention.dense"),
                                dense(weights, prefix + "mlp.dense_h_to_4h"),
                                dense(weights, prefix + "mlp.dense_4h_to_h")});
        }
    }

    [[nodiscard]] at::Tensor hidden(Operations& operations, const TokenBatch& batch) const override {
        at::Tensor x = operations.embed(m_embedding, batch.ids);
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            const Layer& layer = m_layers[i];
            const at::Tensor fromAttention =
                attention(operations, layer, operations.norm(x, layer.attentionNorm), batch, i);
            if (m_config.parallelResidual) {
                const at::Tensor fromMlp = mlp(operations, layer, operations.norm(x, layer.mlpNorm));
                x = operations.add(operations.add(x, fromAttention), fromMlp);
            } else {
                x = operations.add(x, fromAttention);
                const at::Tensor fromMlp = mlp(operations, layer, operations.norm(x, layer.mlpNorm));
                x = operations.add(x, fromMlp);
            }
        }
        return operations.norm(x, m_finalNorm);
    }

protected:
    [[nodiscard]] std::vector<Dense*> bodyDenses() override {
        std::vector<Dense*> all;
        for (Layer& layer : m_layers)
            all.insert(all.end(), {&layer.queryKeyValue, &layer.attentionOut, &layer.up, &layer.down});
        return all;
    }

private:
    [[nodiscard]] Norm norm(const Weights& weights, const std::string& name) const {
        return {weights.at(name + ".weight"), weights.at(name + ".bias"), m_config.normEpsilon};
    }

    [[nodiscard]] static Dense dense(const Weights& weights, const std::string& name) {
        const auto bias = weights.find(name + ".bias");
        return {weights.at(name + ".weight"), bias == weights.end() ? at::Tensor() : bias->second, {}};
    }

    [[nodiscard]] at::Tensor attention(Operations& operations, const Layer& layer, const at::Tensor& x,
                                       const TokenBatch& batch, std::size_t index) const {
        // The projection is interleaved by head: [H][q, k, v][hd].
        const at::Tensor all =
            operations.linear(x, layer.queryKeyValue).view({x.size(0), m_config.heads, 3, m_config.headDim});
        const at::Tensor q = operations.rotate(all.select(2, 0), m_rotary, batch);
        const at::Tensor k = operations.rotate(all.select(2, 1), m_rotary, batch);
        const at::Tensor mixed =
            operations.attention(q, k, all.select(2, 2), batch, static_cast<std::int64_t>(index));
        return operations.linear(mixed, layer.attentionOut);
    }

    [[nodiscard]] at::Tensor mlp(Operations& operations, const Layer& layer, const at::Tensor& x) const {
        return operations.linear(operations.activate(operations.linear(x, layer.up), m_config.activation),
                                 layer.down);
    }

    std::vector<Layer> m_layers;
    Norm m_finalNorm;
};

} // namespace

std::unique_ptr<Network> makeGptNeox(const checkpoint::ModelConfig& config, const Weights& weights) {
    return std::make_unique<GptNeox>(config, weights);
}

} // namespace retort::engine
