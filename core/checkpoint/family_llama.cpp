// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LLaMA 2 and 3.
#include "core/checkpoint/llama_parts.h"

namespace retort::checkpoint {

namespace {

void read(const ConfigFields& fields, ModelConfig& config) {
    readLlamaParts(fields, 1e-6, config);
    config.headDim =
        fields.find("head_dim") ? fields.sizeOr("head_dim", kMaxHeadDim, 0) : wholeHeadDim(fields, config);
    config.mlpBias = fields.flagOr("mlp_bias", false);
    refuseSlidingWindow(fields);
}

void write(const ModelConfig& config, Json& document) {
    writeLlamaParts(config, document);
    document["mlp_bias"] = config.mlpBias;
}

void layerNeeds(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs) {
    const NeedList list(fmt::format("model.layers.{}.", layer), needs);
    list.add("input_layernorm.weight", {config.hiddenSize});
    addLlamaAttention(list, config, 0, 0);
    list.add("post_attention_layernorm.weight", {config.hiddenSize});
    addLlamaMlp(list, config);
}

} // namespace

const FamilyTraits& llamaTraits() {
    static const FamilyTraits kTraits = [] {
        FamilyTraits traits = llamaStyleTraits(Family::Llama, "llama", "LlamaForCausalLM");
        traits.sizes = {.hidden = {{"hidden_size"}, 4096},
                        .layers = {{"num_hidden_layers"}, 32},
                        .heads = {{"num_attention_heads"}, 32},
                        .ffn = {{"intermediate_size"}, 11008},
                        .vocabulary = {{"vocab_size"}, 32000},
                        .context = {{"max_position_embeddings"}, 2048}};
        traits.bosDefault = 1;
        traits.eosDefault = 2;
        traits.read = &read;
        traits.write = &write;
        traits.layerNeeds = &layerNeeds;
        return traits;
    }();
    return kTraits;
}

} // namespace retort::checkpoint
