// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// config.json of a Hugging Face checkpoint as one value: what the engine must know to compute the model
// exactly. Nothing is guessed: what Retort wouldn't compute correctly is refused by name
// (ErrorCode::Unsupported), what contradicts itself is refused as ErrorCode::InvalidInput. Thread: any.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/checkpoint/dtype.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

enum class Family { Gpt2, Opt, GptNeox, Llama, Olmo2, Qwen3 };

// The model_type of config.json: "gpt2", "gpt_neox".
[[nodiscard]] std::string_view familyName(Family family);
// All of them, for messages and tables.
[[nodiscard]] const std::vector<Family>& allFamilies();

enum class Activation {
    Gelu,     // x * Phi(x), exact (erf)
    GeluTanh, // 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))): gelu_new, gelu_fast, gelu_pytorch_tanh
    Relu,
    Silu,     // x * sigmoid(x): silu, swish
    QuickGelu // x * sigmoid(1.702 x)
};

[[nodiscard]] std::string_view activationName(Activation activation);

enum class RopeType { Default, Linear, Llama3 };

[[nodiscard]] std::string_view ropeTypeName(RopeType type);

// Rotary positions in rotate-half layout. With n = rotaryDims(): inverse frequency i is base^(-2i/n), i <
// n/2.
struct Rope {
    double base = 10000.0;
    // Share of the head dimension that is rotated; the rest passes through. 0 in the families that learn an
    // embedding of positions instead (gpt2, opt).
    double fraction = 1.0;
    RopeType type = RopeType::Default;
    double factor = 1.0; // Linear and Llama3: divides the inverse frequencies
    // Llama3 only: wavelength = 2 pi / frequency. Longer than originalContext / lowFrequencyFactor: divided
    // by factor; shorter than originalContext / highFrequencyFactor: kept; smooth mix between the two.
    double lowFrequencyFactor = 1.0;
    double highFrequencyFactor = 4.0;
    double originalContext = 8192.0;
};

struct ModelConfig {
    Family family = Family::GptNeox;
    std::int64_t hiddenSize = 0;    // d
    std::int64_t layers = 0;        // L
    std::int64_t heads = 0;         // H, query heads
    std::int64_t kvHeads = 0;       // Hk; heads is a multiple of it
    std::int64_t headDim = 0;       // hd; heads * headDim need not be hiddenSize (qwen3)
    std::int64_t ffnSize = 0;       // f
    std::int64_t vocabulary = 0;    // V with padding rows, which take part in the softmax
    std::int64_t contextLength = 0; // positions
    Activation activation = Activation::Gelu;
    double normEpsilon = 1e-5;
    Rope rope;
    bool parallelResidual = false; // gpt_neox: x + attn(ln1 x) + mlp(ln2 x)
    bool attentionBias = false;
    bool mlpBias = false;
    bool tiedHead = false; // the head is the embedding matrix
    // gpt2: attention scores are divided by sqrt(hd), and by the number of the layer from 1.
    bool attentionScaled = true;
    bool attentionScaledByLayer = false;
    // opt: the embedding's width when projections lead from it to d and back, else 0.
    std::int64_t projectedSize = 0;
    // opt: norms follow the sums of the residual stream instead of preceding the branches.
    bool postNorm = false;
    bool normWeights = true; // opt: norms have a weight and a bias
    bool finalNorm = true;   // opt: a norm follows the last layer
    // Ids outside the vocabulary, which some files have, are left out.
    std::optional<std::int64_t> bosId;
    std::vector<std::int64_t> eosIds;
    std::string modelType;
    Dtype fileDtype = Dtype::F32; // what config.json says; openCheckpoint() puts in what the weights have

    [[nodiscard]] std::int64_t rotaryDims() const;
    // Width of the embedding and of the head.
    [[nodiscard]] std::int64_t embeddingSize() const {
        return projectedSize > 0 ? projectedSize : hiddenSize;
    }
};

// `config` is the document, `where` its name in messages (the path of config.json).
[[nodiscard]] Result<ModelConfig> parseModelConfig(const Json& config, std::string_view where);
[[nodiscard]] Result<ModelConfig> readModelConfig(const std::filesystem::path& directory);

// A config.json that transformers 4 and 5 and parseModelConfig() read as the same model.
[[nodiscard]] Json toHuggingFaceConfig(const ModelConfig& config);

struct TensorNeed {
    std::string name;
    std::vector<std::int64_t> shape; // in the model
    bool transposed = false;         // files hold the matrix as [in, out] (gpt2)

    [[nodiscard]] std::vector<std::int64_t> storedShape() const;
    bool operator==(const TensorNeed&) const = default;
};

// The weights of the model by their canonical Hugging Face names, in the order of computation (embedding,
// layers, final norm, head). Linear weights are [out, in]. A tied head isn't among them.
[[nodiscard]] std::vector<TensorNeed> neededTensors(const ModelConfig& config);
// The number of weights in neededTensors().
[[nodiscard]] std::int64_t parameterCount(const ModelConfig& config);
// The names of the embedding matrix and of an untied head, both [V, embeddingSize()].
[[nodiscard]] std::string_view embeddingName(Family family);
[[nodiscard]] std::string_view headName(Family family);

} // namespace retort::checkpoint
