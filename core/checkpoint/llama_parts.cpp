// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/llama_parts.h"

#include "core/checkpoint/rope_config.h"

namespace retort::checkpoint {

void readLlamaParts(const ConfigFields& fields, double classEpsilon, ModelConfig& config) {
    config.kvHeads = fields.sizeOr("num_key_value_heads", kMaxHeads, config.heads);
    config.normEpsilon = fields.numberOr("rms_norm_eps", classEpsilon);
    config.rope = readRope(fields, 1.0, config.contextLength);
    if (config.rope.fraction != 1.0)
        fields.problems().unsupported("a rotated share of {}: this family rotates whole heads",
                                      config.rope.fraction);
    config.attentionBias = fields.flagOr("attention_bias", false);
    refuseLayerTypes(fields, config);
}

void refuseSlidingWindow(const ConfigFields& fields) {
    const Json* window = fields.find("sliding_window");
    if (window && fields.flagOr("use_sliding_window", true))
        fields.problems().unsupported("\"sliding_window\" is {}: Retort doesn't compute attention windows",
                                      excerpt(*window));
}

void writeLlamaParts(const ModelConfig& config, Json& document) {
    document["num_key_value_heads"] = config.kvHeads;
    document["head_dim"] = config.headDim;
    document["rms_norm_eps"] = config.normEpsilon;
    document["attention_bias"] = config.attentionBias;
    document["attention_dropout"] = 0.0;
    writeRope(config.rope, "rope_theta", "", document);
}

void addLlamaAttention(const NeedList& list, const ModelConfig& config, std::int64_t queryNorm,
                       std::int64_t keyNorm) {
    const std::int64_t d = config.hiddenSize;
    const std::int64_t queryWidth = config.heads * config.headDim;
    const std::int64_t keyWidth = config.kvHeads * config.headDim;
    list.dense("self_attn.q_proj", queryWidth, d, config.attentionBias);
    list.dense("self_attn.k_proj", keyWidth, d, config.attentionBias);
    list.dense("self_attn.v_proj", keyWidth, d, config.attentionBias);
    if (queryNorm > 0) {
        list.add("self_attn.q_norm.weight", {queryNorm});
        list.add("self_attn.k_norm.weight", {keyNorm});
    }
    list.dense("self_attn.o_proj", d, queryWidth, config.attentionBias);
}

void addLlamaMlp(const NeedList& list, const ModelConfig& config) {
    list.dense("mlp.gate_proj", config.ffnSize, config.hiddenSize, config.mlpBias);
    list.dense("mlp.up_proj", config.ffnSize, config.hiddenSize, config.mlpBias);
    list.dense("mlp.down_proj", config.hiddenSize, config.ffnSize, config.mlpBias);
}

void addLlamaFinalNorm(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    needs.push_back({"model.norm.weight", {config.hiddenSize}});
}

bool isLlamaBuffer(std::string_view name) {
    return name.ends_with("rotary_emb.inv_freq");
}

FamilyTraits llamaStyleTraits(Family family, std::string_view modelType, std::string_view architecture) {
    FamilyTraits traits{};
    traits.family = family;
    traits.modelType = modelType;
    traits.architecture = architecture;
    traits.basePrefix = "model.";
    traits.embedding = "model.embed_tokens.weight";
    traits.head = "lm_head.weight";
    traits.activationKey = "hidden_act";
    traits.activation = Activation::Silu;
    traits.bosDefault = -1;
    traits.eosDefault = -1;
    traits.tiedDefault = false;
    traits.finalNeeds = &addLlamaFinalNorm;
    traits.isBuffer = &isLlamaBuffer;
    return traits;
}

} // namespace retort::checkpoint
