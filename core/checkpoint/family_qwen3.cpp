// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Qwen-3 (dense): LLaMA with a head dimension of its own and norms on the queries and keys of each head.
#include "core/checkpoint/llama_parts.h"

namespace retort::checkpoint {

namespace {

// Without "layer_types" an older pair of keys says from which layer on attention has a window.
void refuseOlderWindow(const ConfigFields& fields, const ModelConfig& config) {
    const bool noWindow = fields.has("sliding_window") && !fields.find("sliding_window");
    if (fields.find("layer_types") || noWindow || !fields.flagOr("use_sliding_window", false))
        return;
    if (config.layers > fields.sizeOr("max_window_layers", kMaxLayers, 28))
        fields.problems().unsupported(
            "\"use_sliding_window\" is on: Retort doesn't compute attention windows");
}

void read(const ConfigFields& fields, ModelConfig& config) {
    readLlamaParts(fields, 1e-6, config);
    if (!fields.has("num_key_value_heads"))
        config.kvHeads = 32; // the class's own default; null means one for each query head
    config.headDim = fields.sizeOr("head_dim", kMaxHeadDim, 128);
    config.mlpBias = false;
    refuseOlderWindow(fields, config);
}

void write(const ModelConfig& config, Json& document) {
    writeLlamaParts(config, document);
    document["use_sliding_window"] = false;
    document["sliding_window"] = nullptr;
    document["max_window_layers"] = config.layers;
}

void layerNeeds(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs) {
    const NeedList list(fmt::format("model.layers.{}.", layer), needs);
    list.add("input_layernorm.weight", {config.hiddenSize});
    addLlamaAttention(list, config, config.headDim, config.headDim);
    list.add("post_attention_layernorm.weight", {config.hiddenSize});
    addLlamaMlp(list, config);
}

} // namespace

const FamilyTraits& qwen3Traits() {
    static const FamilyTraits kTraits = [] {
        FamilyTraits traits = llamaStyleTraits(Family::Qwen3, "qwen3", "Qwen3ForCausalLM");
        traits.sizes = {.hidden = {{"hidden_size"}, 4096},
                        .layers = {{"num_hidden_layers"}, 32},
                        .heads = {{"num_attention_heads"}, 32},
                        .ffn = {{"intermediate_size"}, 22016},
                        .vocabulary = {{"vocab_size"}, 151936},
                        .context = {{"max_position_embeddings"}, 32768}};
        traits.read = &read;
        traits.write = &write;
        traits.layerNeeds = &layerNeeds;
        return traits;
    }();
    return kTraits;
}

} // namespace retort::checkpoint
