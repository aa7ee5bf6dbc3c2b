// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/families.h"

namespace retort::engine {

Architecture gptNeoxArchitecture(const checkpoint::ModelConfig& config, const Weights& weights) {
    Architecture architecture;
    architecture.projections = ProjectionLayout::Interleaved;
    architecture.finalNorm = WeightReader(weights, config, "gpt_neox.").norm("final_layer_norm");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const WeightReader read(weights, config, fmt::format("gpt_neox.layers.{}.", i));
        Layer layer;
        layer.attentionNorm = read.norm("input_layernorm");
        layer.query = read.dense("attention.query_key_value");
        layer.attentionOut = read.dense("attention.dense");
        layer.mlpNorm = read.norm("post_attention_layernorm");
        layer.up = read.dense("mlp.dense_h_to_4h");
        layer.down = read.dense("mlp.dense_4h_to_h");
        architecture.layers.push_back(std::move(layer));
    }
    return architecture;
}

} // namespace retort::engine
