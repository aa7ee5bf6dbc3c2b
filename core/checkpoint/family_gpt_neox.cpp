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
    if (config.heads > 0 && config.hiddenSize % config.heads != 0)
        fields.problems().invalid("\"hidden_size\" {} isn't a multiple of \"num_attention_heads\" {}",
                                  config.hiddenSize, config.heads);
    config.headDim = config.heads > 0 ? config.hiddenSize / config.heads : 0;
    config.activation = readActivation(fields, "hidden_act", Activation::Gelu);
    config.normEpsilon = fields.numberOr("layer_norm_eps", 1e-5);
    config.rope = readRope(fields, 0.25, config.contextLength);
    config.parallelResidual = fields.flagOr("use_parallel_residual", true);
    config.attentionBias = fields.flagOr("attention_bias", true);
    config.mlpBias = true;
    config.tiedHead = fields.flagOr("tie_word_embeddings", false);
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
    const auto add = [&](std::string_view name, std::vector<std::int64_t> shape) {
        needs.push_back({fmt::format("gpt_neox.layers.{}.{}", layer, name), std::move(shape)});
    };
    add("input_layernorm.weight", {d});
    add("input_layernorm.bias", {d});
    add("attention.query_key_value.weight", {3 * d, d});
    if (config.attentionBias)
        add("attention.query_key_value.bias", {3 * d});
    add("attention.dense.weight", {d, d});
    if (config.attentionBias)
        add("attention.dense.bias", {d});
    add("post_attention_layernorm.weight", {d});
    add("post_attention_layernorm.bias", {d});
    add("mlp.dense_h_to_4h.weight", {f, d});
    add("mlp.dense_h_to_4h.bias", {f});
    add("mlp.dense_4h_to_h.weight", {d, f});
    add("mlp.dense_4h_to_h.bias", {d});
}

void finalNeeds(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    needs.push_back({"gpt_neox.final_layer_norm.weight", {config.hiddenSize}});
    needs.push_back({"gpt_neox.final_layer_norm.bias", {config.hiddenSize}});
}

bool isBuffer(std::string_view name) {
    return name.ends_with(".rotary_emb.inv_freq") || name.ends_with(".attention.bias") ||
           name.ends_with(".attention.masked_bias");
}

} // namespace

const FamilyTraits& gptNeoxTraits() {
    static const FamilyTraits kTraits{Family::GptNeox,
                                      "gpt_neox",
                                      "GPTNeoXForCausalLM",
                                      "gpt_neox.embed_in.weight",
                                      "embed_out.weight",
                                      &read,
                                      &write,
                                      &layerNeeds,
                                      &finalNeeds,
                                      &isBuffer};
    return kTraits;
}

} // namespace retort::checkpoint
