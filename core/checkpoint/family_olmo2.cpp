// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// OLMo-2: LLaMA with norms on what the branches yield and on the whole projected queries and keys.
#include "core/checkpoint/llama_parts.h"

namespace retort::checkpoint {

namespace {

void read(const ConfigFields& fields, ModelConfig& config) {
    readLlamaParts(fields, 1e-5, config);
    config.headDim =
        fields.find("head_dim") ? fields.sizeOr("head_dim", kMaxHeadDim, 0) : wholeHeadDim(fields, config);
    config.mlpBias = false;
    refuseSlidingWindow(fields);
}

void layerNeeds(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs) {
    const NeedList list(fmt::format("model.layers.{}.", layer), needs);
    addLlamaAttention(list, config, config.heads * config.headDim, config.kvHeads * config.headDim);
    list.add("post_attention_layernorm.weight", {config.hiddenSize});
    addLlamaMlp(list, config);
    list.add("post_feedforward_layernorm.weight", {config.hiddenSize});
}

} // namespace

const FamilyTraits& olmo2Traits() {
    static const FamilyTraits kTraits = [] {
        FamilyTraits traits = llamaStyleTraits(Family::Olmo2, "olmo2", "Olmo2ForCausalLM");
        traits.sizes = {.hidden = {{"hidden_size"}, 4096},
                        .layers = {{"num_hidden_layers"}, 32},
                        .heads = {{"num_attention_heads"}, 32},
                        .ffn = {{"intermediate_size"}, 11008},
                        .vocabulary = {{"vocab_size"}, 50304},
                        .context = {{"max_position_embeddings"}, 2048}};
        traits.eosDefault = 50279;
        traits.read = &read;
        traits.write = &writeLlamaParts;
        traits.layerNeeds = &layerNeeds;
        return traits;
    }();
    return kTraits;
}

} // namespace retort::checkpoint
