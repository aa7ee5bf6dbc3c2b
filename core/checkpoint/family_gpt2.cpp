// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GPT-2. Its matrices are stored [in, out] (transformers' Conv1D).
#include "core/checkpoint/family.h"

namespace retort::checkpoint {

namespace {

void read(const ConfigFields& fields, ModelConfig& config) {
    config.kvHeads = config.heads;
    config.headDim = wholeHeadDim(fields, config);
    config.normEpsilon = fields.numberOr("layer_norm_epsilon", 1e-5);
    config.rope.fraction = 0.0;
    config.attentionBias = true;
    config.mlpBias = true;
    config.attentionScaled = fields.flagOr("scale_attn_weights", true);
    config.attentionScaledByLayer = fields.flagOr("scale_attn_by_inverse_layer_idx", false);
    // Only an order of rounding in less than f32, which Retort never computes attention in.
    static_cast<void>(fields.flagOr("reorder_and_upcast_attn", false));
    refuseRotaryPositions(fields);
}

void write(const ModelConfig& config, Json& document) {
    document["n_ctx"] = config.contextLength;
    document["layer_norm_epsilon"] = config.normEpsilon;
    document["scale_attn_weights"] = config.attentionScaled;
    document["scale_attn_by_inverse_layer_idx"] = config.attentionScaledByLayer;
    document["reorder_and_upcast_attn"] = false;
    document["attn_pdrop"] = 0.0;
    document["embd_pdrop"] = 0.0;
    document["resid_pdrop"] = 0.0;
}

void firstNeeds(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    NeedList("transformer.", needs).add("wpe.weight", {config.contextLength, config.hiddenSize});
}

void layerNeeds(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs) {
    const std::int64_t d = config.hiddenSize;
    const std::int64_t f = config.ffnSize;
    const std::size_t first = needs.size();
    const NeedList list(fmt::format("transformer.h.{}.", layer), needs);
    list.layerNorm("ln_1", d);
    list.dense("attn.c_attn", 3 * d, d, true);
    list.dense("attn.c_proj", d, d, true);
    list.layerNorm("ln_2", d);
    list.dense("mlp.c_fc", f, d, true);
    list.dense("mlp.c_proj", d, f, true);
    for (std::size_t i = first; i < needs.size(); ++i)
        needs[i].transposed = needs[i].shape.size() == 2;
}

void finalNeeds(const ModelConfig& config, std::vector<TensorNeed>& needs) {
    NeedList("transformer.", needs).layerNorm("ln_f", config.hiddenSize);
}

bool isBuffer(std::string_view name) {
    return name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
}

} // namespace

const FamilyTraits& gpt2Traits() {
    static const FamilyTraits kTraits{
        .family = Family::Gpt2,
        .modelType = "gpt2",
        .architecture = "GPT2LMHeadModel",
        .basePrefix = "transformer.",
        .embedding = "transformer.wte.weight",
        .head = "lm_head.weight",
        .sizes = {.hidden = {{"n_embd", "hidden_size"}, 768},
                  .layers = {{"n_layer", "num_hidden_layers"}, 12},
                  .heads = {{"n_head", "num_attention_heads"}, 12},
                  .ffn = {{"n_inner"}, 0},
                  .vocabulary = {{"vocab_size"}, 50257},
                  .context = {{"n_positions", "max_position_embeddings", "n_ctx"}, 1024}},
        .activationKey = "activation_function",
        .activation = Activation::GeluTanh,
        .bosDefault = 50256,
        .eosDefault = 50256,
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
