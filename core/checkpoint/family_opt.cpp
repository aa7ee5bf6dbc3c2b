// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// OPT; the size 350m has its norms after the sums and projections around a narrower embedding.
#include "core/checkpoint/family.h"

namespace retort::checkpoint {

namespace {

// The table of positions begins with two rows that no token uses.
constexpr std::int64_t kUnusedPositions = 2;

void read(const ConfigFields& fields, ModelConfig& config) {
    config.kvHeads = config.heads;
    config.headDim = wholeHeadDim(fields, config);
    config.normEpsilon = 1e-5;
    config.rope.fraction = 0.0;
    const std::int64_t embedding = fields.sizeOr("word_embed_proj_dim", kMaxHidden, config.hiddenSize);
    config.projectedSize = embedding == config.hiddenSize ? 0 : embedding;
    config.postNorm = !fields.flagOr("do_layer_norm_before", true);
    config.finalNorm = !config.postNorm && !fields.flagOr("_remove_final_layer_norm", false);
    config.attentionBias = fields.flagOr("enable_bias", true);
    config.mlpBias = config.attentionBias;
    config.normWeights = fields.flagOr("layer_norm_elementwise_affine", true);
    refuseRotaryPositions(fields);
}

void write(const ModelConfig& config, Json& document) {
    document["word_embed_proj_dim"] = config.embeddingSize();
    document["do_layer_norm_before"] = !config.postNorm;
    document["_remove_final_layer_norm"] = !config.postNorm && !config.finalNorm;
    document["enable_bias"] = config.attentionBias;
    document["layer_norm_elementwise_affine"] = config.normWeights;
    document["dropout"] = 0.0;
    document["attention_dropout"] = 0.0;
    document["layerdrop"] = 0.0;
}

void firstNeeds(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    const NeedList list("model.decoder.", needs);
    if (config.projectedSize > 0)
        list.dense("project_in", config.hiddenSize, config.projectedSize, false);
    list.add("embed_positions.weight", {config.contextLength + kUnusedPositions, config.hiddenSize});
}

void layerNeeds(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs) {
    const std::int64_t d = config.hiddenSize;
    const NeedList list(fmt::format("model.decoder.layers.{}.", layer), needs);
    if (config.normWeights)
        list.layerNorm("self_attn_layer_norm", d);
    for (const std::string_view name : {"q_proj", "k_proj", "v_proj", "out_proj"})
        list.dense(fmt::format("self_attn.{}", name), d, d, config.attentionBias);
    if (config.normWeights)
        list.layerNorm("final_layer_norm", d);
    list.dense("fc1", config.ffnSize, d, config.mlpBias);
    list.dense("fc2", d, config.ffnSize, config.mlpBias);
}

void finalNeeds(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    const NeedList list("model.decoder.", needs);
    if (config.finalNorm && config.normWeights)
        list.layerNorm("final_layer_norm", config.hiddenSize);
    if (config.projectedSize > 0)
        list.dense("project_out", config.projectedSize, config.hiddenSize, false);
}

bool isBuffer(std::string_view /*name*/) {
    return false;
}

} // namespace

const FamilyTraits& optTraits() {
    static const FamilyTraits kTraits{.family = Family::Opt,
                                      .modelType = "opt",
                                      .architecture = "OPTForCausalLM",
                                      .basePrefix = "model.",
                                      .embedding = "model.decoder.embed_tokens.weight",
                                      .head = "lm_head.weight",
                                      .sizes = {.hidden = {{"hidden_size"}, 768},
                                                .layers = {{"num_hidden_layers"}, 12},
                                                .heads = {{"num_attention_heads"}, 12},
                                                .ffn = {{"ffn_dim"}, 3072},
                                                .vocabulary = {{"vocab_size"}, 50272},
                                                .context = {{"max_position_embeddings"}, 2048}},
                                      .activationKey = "activation_function",
                                      .activation = Activation::Relu,
                                      .bosDefault = 2,
                                      .eosDefault = 2,
                                      .tiedDefault = true,
                                      .read = &read,
                                      .write = &write,
                                      .firstNeeds = &firstNeeds,
                                      .layerNeeds = &layerNeeds,
                                      .finalNeeds = &finalNeeds,
                                      .isBuffer = &isBuffer};
    return kTraits;
}

} // namespace retort::checkpoint
