// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/families.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

namespace retort::engine {

Architecture optArchitecture(const checkpoint::ModelConfig& config, const Weights& weights) {
    const WeightReader whole(weights, config, "model.decoder.");
    Architecture architecture;
    architecture.normPlace = config.postNorm ? NormPlace::AfterSum : NormPlace::BeforeBranch;
    architecture.positions = whole.at("embed_positions", "weight");
    architecture.firstPositionRow = 2;
    // Norms without weights are norms with weights that never change; vectors are f32 beside bf16 matrices.
    const at::ScalarType matrices = architecture.positions.scalar_type();
    const at::ScalarType vectors = matrices == at::kBFloat16 ? at::kFloat : matrices;
    const Norm plain{at::ones(config.hiddenSize, vectors), at::zeros(config.hiddenSize, vectors),
                     config.normEpsilon};
    const auto norm = [&](const WeightReader& read, std::string_view name) {
        return config.normWeights ? read.norm(name) : plain;
    };
    if (config.finalNorm)
        architecture.finalNorm = norm(whole, "final_layer_norm");
    if (config.projectedSize > 0) {
        architecture.projectIn = whole.dense("project_in");
        architecture.projectOut = whole.dense("project_out");
    }
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const WeightReader read(weights, config, fmt::format("model.decoder.layers.{}.", i));
        Layer layer;
        layer.attentionNorm = norm(read, "self_attn_layer_norm");
        layer.query = read.dense("self_attn.q_proj");
        layer.key = read.dense("self_attn.k_proj");
        layer.value = read.dense("self_attn.v_proj");
        layer.attentionOut = read.dense("self_attn.out_proj");
        layer.mlpNorm = norm(read, "final_layer_norm");
        layer.up = read.dense("fc1");
        layer.down = read.dense("fc2");
        architecture.layers.push_back(std::move(layer));
    }
    return architecture;
}

} // namespace retort::engine
