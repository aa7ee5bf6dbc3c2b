// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"

#include "core/checkpoint/config_reader.h"
#include "core/checkpoint/family.h"

#include <array>
#include <utility>

namespace retort::checkpoint {

namespace {

// Keys of models that share a family's name but not its mathematics.
constexpr std::array<std::string_view, 8> kForeignKeys{"num_experts",
                                                       "num_local_experts",
                                                       "n_routed_experts",
                                                       "moe_intermediate_size",
                                                       "attn_logit_softcapping",
                                                       "final_logit_softcapping",
                                                       "clip_qkv",
                                                       "attention_sink_size"};

void refuseForeignParts(const ConfigFields& fields) {
    for (const std::string_view key : kForeignKeys) {
        if (const Json* value = fields.find(key); value && *value != 0)
            fields.problems().unsupported("\"{}\" is {}: no family that Retort computes has such a part", key,
                                          excerpt(*value));
    }
}

void refuseForeignCode(const ConfigFields& fields) {
    Problems& problems = fields.problems();
    if (const Json* map = fields.find("auto_map"); map && !(map->is_structured() && map->empty()))
        problems.unsupported("\"auto_map\" asks for code of the repository's own, which Retort never runs");
    if (fields.find("quantization_config"))
        problems.unsupported(
            "\"quantization_config\": quantised weights aren't read; use the checkpoint they were "
            "made from");
    for (const std::string_view key : {"is_encoder_decoder", "add_cross_attention"}) {
        if (fields.flagOr(key, false))
            problems.unsupported("\"{}\" is true: only decoders without cross-attention are computed", key);
    }
}

// Ids outside the vocabulary can't be produced by the model and are left out.
std::vector<std::int64_t> readIds(const ConfigFields& fields, std::string_view key, std::int64_t classDefault,
                                  std::int64_t vocabulary) {
    std::vector<std::int64_t> ids;
    const Json* value = fields.find(key);
    Json list = Json::array();
    if (value)
        list = value->is_array() ? *value : Json::array({*value});
    else if (!fields.has(key))
        list.push_back(classDefault);
    for (const Json& id : list) {
        if (!id.is_number_integer()) {
            fields.problems().invalid("\"{}\" is {}, not a token id", key, excerpt(*value));
            return {};
        }
        if (id >= 0 && id < vocabulary)
            ids.push_back(id.get<std::int64_t>());
    }
    return ids;
}

Dtype readDtype(const ConfigFields& fields) {
    for (const std::string_view key : {"dtype", "torch_dtype"}) {
        const std::optional<std::string> name = fields.text(key);
        if (!name)
            continue;
        if (const std::optional<Dtype> dtype = dtypeFromTorchName(*name))
            return *dtype;
        fields.problems().invalid("\"{}\" is \"{}\", an unknown element type", key, *name);
    }
    return Dtype::F32;
}

std::int64_t readSize(const ConfigFields& fields, const SizeKey& size, std::int64_t maximum) {
    for (const std::string_view key : size.keys) {
        if (key.empty() || !fields.has(key))
            continue;
        if (!fields.find(key)) {
            fields.problems().invalid("\"{}\" is null, not a size", key);
            break;
        }
        return fields.sizeOr(key, maximum, size.classDefault);
    }
    return size.classDefault;
}

void readSizes(const ConfigFields& fields, const FamilySizes& sizes, ModelConfig& config) {
    config.hiddenSize = readSize(fields, sizes.hidden, kMaxHidden);
    config.layers = readSize(fields, sizes.layers, kMaxLayers);
    config.heads = readSize(fields, sizes.heads, kMaxHeads);
    config.vocabulary = readSize(fields, sizes.vocabulary, kMaxVocabulary);
    config.contextLength = readSize(fields, sizes.context, kMaxContext);
    config.ffnSize = sizes.ffn.classDefault == 0
                         ? fields.sizeOr(sizes.ffn.keys.front(), kMaxFfn, 4 * config.hiddenSize)
                         : readSize(fields, sizes.ffn, kMaxFfn);
}

// What holds for every family once its own part has been read without problems.
void checkConsistency(const ModelConfig& config, Problems& problems) {
    if (config.heads % config.kvHeads != 0)
        problems.invalid("\"num_attention_heads\" {} isn't a multiple of \"num_key_value_heads\" {}",
                         config.heads, config.kvHeads);
    if (!(config.normEpsilon > 0.0 && config.normEpsilon < 1.0))
        problems.invalid("the norm's epsilon is {}; it must lie between 0 and 1", config.normEpsilon);
    const std::int64_t rotary = config.rotaryDims();
    if (config.rope.fraction > 0.0 && (rotary < 2 || rotary % 2 != 0))
        problems.invalid("{} of {} head dimensions are rotated; that must be an even number", rotary,
                         config.headDim);
}

} // namespace

std::int64_t ModelConfig::rotaryDims() const {
    return static_cast<std::int64_t>(static_cast<double>(headDim) * rope.fraction);
}

ConfigReading readConfigFields(const Json& document) {
    ConfigReading reading;
    if (!document.is_object()) {
        reading.problems.invalid("isn't a JSON object");
        return reading;
    }
    const ConfigFields fields(document, reading.problems);
    ModelConfig& config = reading.config;
    const std::optional<std::string> modelType = fields.text("model_type");
    refuseForeignCode(fields);
    refuseForeignParts(fields);
    if (!modelType) {
        reading.problems.invalid("names no \"model_type\"");
        return reading;
    }
    config.modelType = *modelType;
    const FamilyTraits* traits = traitsByModelType(*modelType);
    if (!traits) {
        std::string known;
        for (const Family family : allFamilies())
            known += (known.empty() ? "" : ", ") + std::string(familyName(family));
        reading.problems.unsupported("\"model_type\" is \"{}\"; Retort computes {}", *modelType, known);
        return reading;
    }
    config.family = traits->family;
    readSizes(fields, traits->sizes, config);
    config.activation = readActivation(fields, traits->activationKey, traits->activation);
    config.tiedHead = fields.flagOr("tie_word_embeddings", traits->tiedDefault);
    traits->read(fields, config);
    const std::vector<std::int64_t> bos =
        readIds(fields, "bos_token_id", traits->bosDefault, config.vocabulary);
    if (!bos.empty())
        config.bosId = bos.front();
    config.eosIds = readIds(fields, "eos_token_id", traits->eosDefault, config.vocabulary);
    config.fileDtype = readDtype(fields);
    if (reading.problems.none())
        checkConsistency(config, reading.problems);
    return reading;
}

Result<ModelConfig> parseModelConfig(const Json& config, std::string_view where) {
    ConfigReading reading = readConfigFields(config);
    if (!reading.problems.none())
        return reading.problems.error(where);
    return std::move(reading.config);
}

Result<Json> readConfigDocument(const std::filesystem::path& directory) {
    constexpr std::uint64_t kMaxConfigBytes = std::uint64_t{1} << 20U;
    return readJsonFile(directory / "config.json", kMaxConfigBytes);
}

Result<ModelConfig> readModelConfig(const std::filesystem::path& directory) {
    RETORT_TRY(const Json document, readConfigDocument(directory));
    return parseModelConfig(document, (directory / "config.json").string());
}

Json toHuggingFaceConfig(const ModelConfig& config) {
    const FamilyTraits& traits = traitsOf(config.family);
    Json document;
    document["architectures"] = Json::array({traits.architecture});
    document["model_type"] = traits.modelType;
    const FamilySizes& sizes = traits.sizes;
    for (const auto& [size, value] : {std::pair{&sizes.hidden, config.hiddenSize},
                                      {&sizes.layers, config.layers},
                                      {&sizes.heads, config.heads},
                                      {&sizes.ffn, config.ffnSize},
                                      {&sizes.vocabulary, config.vocabulary},
                                      {&sizes.context, config.contextLength}})
        document[std::string(size->keys.front())] = value;
    document[std::string(traits.activationKey)] = activationName(config.activation);
    document["tie_word_embeddings"] = config.tiedHead;
    document["bos_token_id"] = config.bosId ? Json(*config.bosId) : Json(nullptr);
    if (config.eosIds.size() == 1)
        document["eos_token_id"] = config.eosIds.front();
    else
        document["eos_token_id"] = config.eosIds.empty() ? Json(nullptr) : Json(config.eosIds);
    document["torch_dtype"] = torchDtypeName(config.fileDtype);
    document["initializer_range"] = 0.02;
    document["use_cache"] = true;
    traits.write(config, document);
    return document;
}

} // namespace retort::checkpoint
