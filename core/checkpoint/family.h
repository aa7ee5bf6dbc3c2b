// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tells one model family from another when its files are read and written. A new family is one file with
// its traits and one line in family.cpp.
#pragma once

#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/model_config.h"

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

struct FamilyTraits {
    Family family;
    std::string_view modelType;
    std::string_view architecture; // the class that config.json names
    std::string_view embedding;    // name of the [V, d] matrix
    std::string_view head;         // name of the [V, d] matrix when it isn't the embedding
    // The family's part of the configuration; sizes common to all families have been read.
    void (*read)(const ConfigFields& fields, ModelConfig& config);
    // The family's part of a new config.json.
    void (*write)(const ModelConfig& config, Json& document);
    // The weights of layer `layer`, and the ones after the last layer but the head.
    void (*layerNeeds)(const ModelConfig& config, std::int64_t layer, std::vector<TensorNeed>& needs);
    void (*finalNeeds)(const ModelConfig& config, std::vector<TensorNeed>& needs);
    // Whether a stored tensor is a buffer that the model makes by itself (masks, rotary tables).
    bool (*isBuffer)(std::string_view name);
};

[[nodiscard]] const FamilyTraits& gptNeoxTraits();
[[nodiscard]] const FamilyTraits& qwen3Traits();

[[nodiscard]] const FamilyTraits& traitsOf(Family family);
// Null for an unknown model_type.
[[nodiscard]] const FamilyTraits* traitsByModelType(std::string_view modelType);

// Reads "hidden_act"; an unknown one is a problem.
[[nodiscard]] Activation readActivation(const ConfigFields& fields, std::string_view key,
                                        Activation fallback);

} // namespace retort::checkpoint
