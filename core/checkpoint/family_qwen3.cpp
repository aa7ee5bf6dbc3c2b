// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Qwen-3 (dense).
#include "core/checkpoint/family.h"
#include "core/checkpoint/rope_config.h"

namespace retort::checkpoint {

namespace {

// Which layers attend to a window only: "layer_types" says so, or without it the older pair of keys.
void refuseSlidingWindow(const ConfigFields& fields, const ModelConfig& config) {
    Problems& problems = fields.problems();
    const bool wanted = fields.flagOr("use_sliding_window", false) && fields.find("sliding_window");
    const Json* types = fields.find("layer_types");
    if (!types) {
        if (wanted && config.layers > fields.sizeOr("max_window_layers", kMaxLayers, 28))
            problems.unsupported("\"use_sliding_window\" is on: Retort doesn't compute attention windows");
        return;
    }
    if (!types->is_array() || static_cast<std::int64_t>(types->size()) != config.layers) {
        problems.invalid("\"layer_types\" doesn't name a type for each of the {} layers", config.layers);
        return;
    }
    for (const Json& type : *types) {
        if (type != "full_attention") {
            problems.unsupported("\"layer_types\" has {}: Retort computes \"full_attention\" only",
                                 excerpt(type));
            return;
        }
    }
}

void read(const ConfigFields& fields, ModelConfig& config) {
    config.kvHeads = fields.sizeOr("num_key_value_heads", kMaxHeads, config.heads);
    config.headDim = fields.sizeOr("head_dim", kMaxHeadDim, 128);
    config.activation = readActivation(fields, "hidden_act", Activation::Silu);
    config.normEpsilon = fields.numberOr("rms_norm_eps", 1e-6);
    config.rope = readRope(fields, 1.0, config.contextLength);
    if (config.rope.fraction != 1.0)
        fields.problems().unsupported("a rotated share of {}: this family rotates whole heads",
                                      config.rope.fraction);
    config.attentionBias = fields.flagOr("attention_bias", false);
    config.mlpBias = false;
    config.tiedHead = fields.flagOr("tie_word_embeddings", false);
    refuseSlidingWindow(fields, config);
}

void write(const ModelConfig& config, Json& document) {
    document["num_key_value_heads"] = config.kvHeads;
    document["head_dim"] = config.headDim;
    document["rms_norm_eps"] = config.normEpsilon;
    document["attention_bias"] = config.attentionBias;
    document["attention_dropout"] = 0.0;
    document["use_sliding_window"] = false;
    document["sliding_window"] = nullptr;
    document["max_window_layers"] = config.layers;
    writeRope(config.rope, "rope_theta", "", document);
}

void layerNeeds(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs) {
    const std::int64_t d = config.hiddenSize;
    const std::int64_t f = config.ffnSize;
    const std::int64_t queryWidth = config.heads * config.headDim;
    const std::int64_t keyWidth = config.kvHeads * config.headDim;
    const auto add = [&](std::string_view name, std::vector<std::int64_t> shape) {
        needs.push_back({fmt::format("model.layers.{}.{}", layer, name), std::move(shape)});
    };
    const auto addProjection = [&](std::string_view name, std::int64_t out, std::int64_t in) {
        add(fmt::format("self_attn.{}.weight", name), {out, in});
        if (config.attentionBias)
            add(fmt::format("self_attn.{}.bias", name), {out});
    };
    add("input_layernorm.weight", {d});
    addProjection("q_proj", queryWidth, d);
    addProjection("k_proj", keyWidth, d);
    addProjection("v_proj", keyWidth, d);
    add("self_attn.q_norm.weight", {config.headDim});
    add("self_attn.k_norm.weight", {config.headDim});
    addProjection("o_proj", d, queryWidth);
    add("post_attention_layernorm.weight", {d});
    add("mlp.gate_proj.weight", {f, d});
    add("mlp.up_proj.weight", {f, d});
    add("mlp.down_proj.weight", {d, f});
}

void finalNeeds(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    needs.push_back({"model.norm.weight", {config.hiddenSize}});
}

bool isBuffer(std::string_view name) {
    return name.ends_with(".rotary_emb.inv_freq");
}

} // namespace

const FamilyTraits& qwen3Traits() {
    static const FamilyTraits kTraits{Family::Qwen3,
                                      "qwen3",
                                      "Qwen3ForCausalLM",
                                      "model.embed_tokens.weight",
                                      "lm_head.weight",
                                      &read,
                                      &write,
                                      &layerNeeds,
                                      &finalNeeds,
                                      &isBuffer};
    return kTraits;
}

} // namespace retort::checkpoint
