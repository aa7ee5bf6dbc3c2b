// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LLaMA and the families that came from it: OLMo-2 and Qwen-3 have norms on queries and keys, and OLMo-2 has
// the layer's norms on the branches.
#include "core/engine/families.h"

namespace retort::engine {

namespace {

struct LayerNames {
    std::string_view attentionNorm;
    std::string_view mlpNorm;
    bool normsQueriesAndKeys;
};

Architecture llamaStyle(const checkpoint::ModelConfig& config, const Weights& weights,
                        const LayerNames& names) {
    Architecture architecture;
    architecture.finalNorm = WeightReader(weights, config, "model.").norm("norm");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const WeightReader read(weights, config, fmt::format("model.layers.{}.", i));
        Layer layer;
        layer.attentionNorm = read.norm(names.attentionNorm);
        layer.query = read.dense("self_attn.q_proj");
        layer.key = read.dense("self_attn.k_proj");
        layer.value = read.dense("self_attn.v_proj");
        if (names.normsQueriesAndKeys) {
            layer.queryNorm = read.norm("self_attn.q_norm");
            layer.keyNorm = read.norm("self_attn.k_norm");
        }
        layer.attentionOut = read.dense("self_attn.o_proj");
        layer.mlpNorm = read.norm(names.mlpNorm);
        layer.gate = read.dense("mlp.gate_proj");
        layer.up = read.dense("mlp.up_proj");
        layer.down = read.dense("mlp.down_proj");
        architecture.layers.push_back(std::move(layer));
    }
    return architecture;
}

} // namespace

Architecture llamaArchitecture(const checkpoint::ModelConfig& config, const Weights& weights) {
    return llamaStyle(config, weights, {"input_layernorm", "post_attention_layernorm", false});
}

Architecture qwen3Architecture(const checkpoint::ModelConfig& config, const Weights& weights) {
    return llamaStyle(config, weights, {"input_layernorm", "post_attention_layernorm", true});
}

Architecture olmo2Architecture(const checkpoint::ModelConfig& config, const Weights& weights) {
    Architecture architecture =
        llamaStyle(config, weights, {"post_attention_layernorm", "post_feedforward_layernorm", true});
    architecture.normPlace = NormPlace::OnBranch;
    return architecture;
}

} // namespace retort::engine
