// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/families.h"

namespace retort::engine {

Architecture gpt2Architecture(const checkpoint::ModelConfig& config, const Weights& weights) {
    const WeightReader whole(weights, config, "transformer.");
    Architecture architecture;
    architecture.projections = ProjectionLayout::Blocks;
    architecture.positions = whole.at("wpe", "weight");
    architecture.finalNorm = whole.norm("ln_f");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const WeightReader read(weights, config, fmt::format("transformer.h.{}.", i));
        Layer layer;
        layer.attentionNorm = read.norm("ln_1");
        layer.query = read.dense("attn.c_attn");
        layer.attentionOut = read.dense("attn.c_proj");
        layer.mlpNorm = read.norm("ln_2");
        layer.up = read.dense("mlp.c_fc");
        layer.down = read.dense("mlp.c_proj");
        architecture.layers.push_back(std::move(layer));
    }
    return architecture;
}

} // namespace retort::engine
