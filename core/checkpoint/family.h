// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tells one model family from another when its files are read and written. A new family is one file with
// its traits and one line in family.cpp.
#pragma once

#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/model_config.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

// Largest sizes that are believed; they keep every product of sizes far from overflow.
constexpr std::int64_t kMaxHidden = std::int64_t{1} << 17U;
constexpr std::int64_t kMaxLayers = 1024;
constexpr std::int64_t kMaxHeads = 4096;
constexpr std::int64_t kMaxHeadDim = std::int64_t{1} << 14U;
constexpr std::int64_t kMaxFfn = std::int64_t{1} << 20U;
constexpr std::int64_t kMaxVocabulary = std::int64_t{1} << 24U;
constexpr std::int64_t kMaxContext = std::int64_t{1} << 26U;

// A size in config.json: its key, other spellings, and what transformers' configuration class takes where
// none is there.
struct SizeKey {
    std::array<std::string_view, 3> keys; // the first that is there counts; the first is written
    std::int64_t classDefault;
};

struct FamilySizes {
    SizeKey hidden;
    SizeKey layers;
    SizeKey heads;
    SizeKey ffn; // a class default of 0: four times the hidden size
    SizeKey vocabulary;
    SizeKey context;
};

struct FamilyTraits {
    Family family;
    std::string_view modelType;
    std::string_view architecture; // the class that config.json names
    std::string_view basePrefix;   // of the names of all weights but the head; base models are saved without
    std::string_view embedding;    // name of the [V, E] matrix
    std::string_view head;         // name of the [V, E] matrix when it isn't the embedding
    FamilySizes sizes;
    std::string_view activationKey;
    Activation activation; // class default
    // Class defaults, negative for none.
    std::int64_t bosDefault;
    std::int64_t eosDefault;
    bool tiedDefault;
    // The family's part of the configuration; what is common to all families has been read.
    void (*read)(const ConfigFields& fields, ModelConfig& config);
    // The family's part of a new config.json.
    void (*write)(const ModelConfig& config, Json& document);
    // The weights between embedding and layers (may be null), those of layer `layer`, and those after the
    // last layer but the head.
    void (*firstNeeds)(const ModelConfig& config, std::vector<TensorNeed>& needs);
    void (*layerNeeds)(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs);
    void (*finalNeeds)(const ModelConfig& config, std::vector<TensorNeed>& needs);
    // Whether a stored tensor is a buffer that the model makes by itself (masks, rotary tables).
    bool (*isBuffer)(std::string_view name);
};

[[nodiscard]] const FamilyTraits& gpt2Traits();
[[nodiscard]] const FamilyTraits& optTraits();
[[nodiscard]] const FamilyTraits& gptNeoxTraits();
[[nodiscard]] const FamilyTraits& llamaTraits();
[[nodiscard]] const FamilyTraits& olmo2Traits();
[[nodiscard]] const FamilyTraits& qwen3Traits();

[[nodiscard]] const FamilyTraits& traitsOf(Family family);
// Null for an unknown model_type.
[[nodiscard]] const FamilyTraits* traitsByModelType(std::string_view modelType);

// An unknown activation is a problem.
[[nodiscard]] Activation readActivation(const ConfigFields& fields, std::string_view key,
                                        Activation fallback);

// The head dimension of a family whose heads share out the hidden size; sizes that don't divide are a
// problem.
[[nodiscard]] std::int64_t wholeHeadDim(const ConfigFields& fields, const ModelConfig& config);
// "layer_types" other than full attention are problems.
void refuseLayerTypes(const ConfigFields& fields, const ModelConfig& config);
// So are rotary positions where the family has none.
void refuseRotaryPositions(const ConfigFields& fields);

// Appends needs whose names share a prefix.
class NeedList {
public:
    NeedList(std::string prefix, std::vector<TensorNeed>& needs)
        : m_prefix(std::move(prefix)), m_needs(&needs) {}

    void add(std::string_view name, std::vector<std::int64_t> shape) const;
    // name.weight [width] and name.bias [width].
    void layerNorm(std::string_view name, std::int64_t width) const;
    // name.weight [out, in], and name.bias [out] on demand.
    void dense(std::string_view name, std::int64_t out, std::int64_t in, bool bias) const;

private:
    std::string m_prefix;
    std::vector<TensorNeed>* m_needs;
};

} // namespace retort::checkpoint
