// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/family.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace retort::checkpoint {

namespace {

const std::vector<const FamilyTraits*>& table() {
    static const std::vector<const FamilyTraits*> kTable{&gpt2Traits(),  &optTraits(),   &gptNeoxTraits(),
                                                         &llamaTraits(), &olmo2Traits(), &qwen3Traits()};
    return kTable;
}

struct ActivationName {
    std::string_view name;
    Activation activation;
};

constexpr std::array kActivations{
    ActivationName{"gelu", Activation::Gelu},
    ActivationName{"gelu_new", Activation::GeluTanh},
    ActivationName{"gelu_fast", Activation::GeluTanh},
    ActivationName{"gelu_pytorch_tanh", Activation::GeluTanh},
    ActivationName{"relu", Activation::Relu},
    ActivationName{"silu", Activation::Silu},
    ActivationName{"swish", Activation::Silu},
    ActivationName{"quick_gelu", Activation::QuickGelu},
};

} // namespace

const FamilyTraits& traitsOf(Family family) {
    for (const FamilyTraits* traits : table()) {
        if (traits->family == family)
            return *traits;
    }
    throw std::logic_error("a family without traits");
}

const FamilyTraits* traitsByModelType(std::string_view modelType) {
    for (const FamilyTraits* traits : table()) {
        if (traits->modelType == modelType)
            return traits;
    }
    return nullptr;
}

std::string_view familyName(Family family) {
    return traitsOf(family).modelType;
}

const std::vector<Family>& allFamilies() {
    static const std::vector<Family> kFamilies = [] {
        std::vector<Family> families;
        for (const FamilyTraits* traits : table())
            families.push_back(traits->family);
        return families;
    }();
    return kFamilies;
}

std::string_view activationName(Activation activation) {
    return std::find_if(kActivations.begin(), kActivations.end(),
                        [activation](const ActivationName& row) { return row.activation == activation; })
        ->name;
}

Activation readActivation(const ConfigFields& fields, std::string_view key, Activation fallback) {
    const std::optional<std::string> name = fields.text(key);
    if (!name)
        return fallback;
    const auto found = std::find_if(kActivations.begin(), kActivations.end(),
                                    [&](const ActivationName& row) { return row.name == *name; });
    if (found == kActivations.end()) {
        fields.problems().unsupported("\"{}\" is \"{}\", an activation that Retort doesn't compute", key,
                                      *name);
        return fallback;
    }
    return found->activation;
}

std::int64_t wholeHeadDim(const ConfigFields& fields, const ModelConfig& config) {
    if (config.heads < 1)
        return 0;
    const FamilySizes& sizes = traitsOf(config.family).sizes;
    if (config.hiddenSize % config.heads != 0)
        fields.problems().invalid("\"{}\" {} isn't a multiple of \"{}\" {}", sizes.hidden.keys.front(),
                                  config.hiddenSize, sizes.heads.keys.front(), config.heads);
    return config.hiddenSize / config.heads;
}

void refuseLayerTypes(const ConfigFields& fields, const ModelConfig& config) {
    Problems& problems = fields.problems();
    const Json* types = fields.find("layer_types");
    if (!types)
        return;
    if (!types->is_array() || static_cast<std::int64_t>(types->size()) != config.layers) {
        problems.invalid("\"layer_types\" doesn't name a type for each of the {} layers", config.layers);
        return;
    }
    for (const Json& type : *types) {
        if (type != "full_attention") {
            problems.unsupported("\"layer_types\" has {}: Retort computes \"full_attention\" only",
                                 excerpt(type));
            return;
        }
    }
}

void refuseRotaryPositions(const ConfigFields& fields) {
    for (const std::string_view key : {"rope_scaling", "rope_parameters"}) {
        if (const Json* value = fields.find(key); value && !(value->is_structured() && value->empty()))
            fields.problems().unsupported(
                "\"{}\": this family learns its positions, Retort doesn't compute it "
                "with rotary ones",
                key);
    }
}

void NeedList::add(std::string_view name, std::vector<std::int64_t> shape) const {
    m_needs->push_back({m_prefix + std::string(name), std::move(shape)});
}

void NeedList::layerNorm(std::string_view name, std::int64_t width) const {
    add(fmt::format("{}.weight", name), {width});
    add(fmt::format("{}.bias", name), {width});
}

void NeedList::dense(std::string_view name, std::int64_t out, std::int64_t in, bool bias) const {
    add(fmt::format("{}.weight", name), {out, in});
    if (bias)
        add(fmt::format("{}.bias", name), {out});
}

std::vector<std::int64_t> TensorNeed::storedShape() const {
    std::vector<std::int64_t> stored = shape;
    if (transposed)
        std::reverse(stored.begin(), stored.end());
    return stored;
}

std::string_view ropeTypeName(RopeType type) {
    constexpr std::array<std::string_view, 3> kNames{"default", "linear", "llama3"};
    return kNames[static_cast<std::size_t>(type)];
}

std::string_view embeddingName(Family family) {
    return traitsOf(family).embedding;
}

std::string_view headName(Family family) {
    return traitsOf(family).head;
}

std::vector<TensorNeed> neededTensors(const ModelConfig& config) {
    const FamilyTraits& traits = traitsOf(config.family);
    std::vector<TensorNeed> needs;
    needs.push_back({std::string(traits.embedding), {config.vocabulary, config.embeddingSize()}});
    if (traits.firstNeeds != nullptr)
        traits.firstNeeds(config, needs);
    for (std::int64_t layer = 0; layer < config.layers; ++layer)
        traits.layerNeeds(config, layer, needs);
    traits.finalNeeds(config, needs);
    if (!config.tiedHead)
        needs.push_back({std::string(traits.head), {config.vocabulary, config.embeddingSize()}});
    return needs;
}

std::int64_t parameterCount(const ModelConfig& config) {
    std::int64_t total = 0;
    for (const TensorNeed& need : neededTensors(config)) {
        std::int64_t count = 1;
        for (const std::int64_t extent : need.shape)
            count *= extent;
        total += count;
    }
    return total;
}

} // namespace retort::checkpoint
