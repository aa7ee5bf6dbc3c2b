// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GPT-NeoX (Pythia).
#include "core/checkpoint/family.h"
#include "core/checkpoint/rope_config.h"

namespace retort::checkpoint {

namespace {

void read(const ConfigFields& fields, ModelConfig& config) {
    config.kvHeads = config.heads;
    config.headDim = wholeHeadDim(fields, config);
    config.normEpsilon = fields.numberOr("layer_norm_eps", 1e-5);
    config.rope = readRope(fields, 0.25, config.contextLength);
    config.parallelResidual = fields.flagOr("use_parallel_residual", true);
    config.attentionBias = fields.flagOr("attention_bias", true);
    config.mlpBias = true;
}

void write(const ModelConfig& config, Json& document) {
    document["layer_norm_eps"] = config.normEpsilon;
    document["use_parallel_residual"] = config.parallelResidual;
    document["attention_bias"] = config.attentionBias;
    document["attention_dropout"] = 0.0;
    document["hidden_dropout"] = 0.0;
    writeRope(config.rope, "rotary_emb_base", "rotary_pct", document);
}

void layerNeeds(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs) {
    const std::int64_t d = config.hiddenSize;
    const std::int64_t f = config.ffnSize;
    const NeedList list(fmt::format("gpt_neox.layers.{}.", layer), needs);
    list.layerNorm("input_layernorm", d);
    list.dense("attention.query_key_value", 3 * d, d, config.attentionBias);
    list.dense("attention.dense", d, d, config.attentionBias);
    list.layerNorm("post_attention_layernorm", d);
    list.dense("mlp.dense_h_to_4h", f, d, true);
    list.dense("mlp.dense_4h_to_h", d, f, true);
}

void finalNeeds(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    NeedList("gpt_neox.", needs).layerNorm("final_layer_norm", config.hiddenSize);
}

bool isBuffer(std::string_view name) {
    return name.ends_with(".rotary_emb.inv_freq") || name.ends_with(".attention.bias") ||
           name.ends_with(".attention.masked_bias");
}

} // namespace

const FamilyTraits& gptNeoxTraits() {
    static const FamilyTraits kTraits{.family = Family::GptNeox,
                                      .modelType = "gpt_neox",
                                      .architecture = "GPTNeoXForCausalLM",
                                      .basePrefix = "gpt_neox.",
                                      .embedding = "gpt_neox.embed_in.weight",
                                      .head = "embed_out.weight",
                                      .sizes = {.hidden = {{"hidden_size"}, 6144},
                                                .layers = {{"num_hidden_layers"}, 44},
                                                .heads = {{"num_attention_heads"}, 64},
                                                .ffn = {{"intermediate_size"}, 24576},
                                                .vocabulary = {{"vocab_size"}, 50432},
                                                .context = {{"max_position_embeddings"}, 2048}},
                                      .activationKey = "hidden_act",
                                      .activation = Activation::Gelu,
                                      .bosDefault = 0,
                                      .eosDefault = 2,
                                      .tiedDefault = false,
                                      .read = &read,
                                      .write = &write,
                                      .firstNeeds = nullptr,
                                      .layerNeeds = &layerNeeds,
                                      .finalNeeds = &finalNeeds,
                                      .isBuffer = &isBuffer};
    return kTraits;
}

} // namespace retort::checkpoint
