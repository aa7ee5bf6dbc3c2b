// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/inspection.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/config_reader.h"
#include "core/checkpoint/family_usual.h"
#include "core/checkpoint/tensors.h"
#include "core/checkpoint/weight_check.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace retort::checkpoint {

namespace {

TokenizerKind kindOf(const std::vector<std::string>& files) {
    const auto has = [&](std::string_view name) {
        return std::find(files.begin(), files.end(), name) != files.end();
    };
    if (has("tokenizer.json"))
        return TokenizerKind::TokenizerJson;
    if (has("vocab.json") && has("merges.txt"))
        return TokenizerKind::VocabMerges;
    return has("tokenizer.model") ? TokenizerKind::SentencePiece : TokenizerKind::None;
}

void readConfigInto(Inspection& inspection) {
    const Result<Json> document = readConfigDocument(inspection.folders.base);
    if (!document) {
        inspection.refused.push_back(document.error().message);
        return;
    }
    ConfigReading reading = readConfigFields(*document);
    inspection.modelType = reading.config.modelType;
    for (const Error& problem : reading.problems.list())
        inspection.refused.push_back("config.json: " + problem.message);
    if (reading.problems.none())
        inspection.config = std::move(reading.config);
}

void readWeightsInto(Inspection& inspection) {
    const Result<TensorSet> tensors = TensorSet::open(inspection.folders.base);
    if (!tensors) {
        inspection.refused.push_back(tensors.error().message);
        return;
    }
    inspection.weightFormat = weightFormatName(tensors->format());
    const std::vector<std::string> unused = unusedWeightFiles(inspection.folders.base);
    if (!unused.empty())
        inspection.warnings.push_back(
            fmt::format("The weights are read from {}; {} in the same folder is not used.",
                        tensors->files().front().filename().string(), fmt::join(unused, ", ")));
    std::set<std::string_view> dtypes;
    for (const Tensor& tensor : tensors->all()) {
        ++inspection.tensors;
        inspection.storedParameters += tensor.count();
        inspection.weightBytes += tensor.byteCount();
        dtypes.insert(dtypeName(tensor.dtype));
    }
    inspection.dtypes.assign(dtypes.begin(), dtypes.end());
    if (!inspection.config)
        return;
    WeightCheck check = checkWeights(*inspection.config, *tensors);
    for (const Error& problem : check.problems.list())
        inspection.refused.push_back(problem.message);
    inspection.warnings.insert(inspection.warnings.end(), check.warnings.begin(), check.warnings.end());
    const Family family = inspection.config->family;
    if (const Tensor* embedding = findWeight(*tensors, family, embeddingName(family)))
        inspection.config->fileDtype = embedding->dtype;
}

void readAdapterInto(Inspection& inspection) {
    if (inspection.folders.adapter.empty() || !inspection.config)
        return;
    auto adapter = readAdapter(inspection.folders.adapter, *inspection.config);
    if (adapter)
        inspection.adapter = std::move(*adapter);
    else
        inspection.refused.push_back(adapter.error().message);
}

// "q_proj, v_proj": the last parts of the names of the weights that an adapter changes.
std::vector<std::string> changedParts(const Adapter& adapter) {
    std::set<std::string> parts;
    for (const auto& [name, update] : adapter.updates) {
        const std::string module = name.substr(0, name.rfind('.'));
        parts.insert(module.substr(module.rfind('.') + 1));
    }
    return {parts.begin(), parts.end()};
}

std::string adapterText(const Adapter& adapter) {
    std::set<double> scales;
    for (const auto& [name, update] : adapter.updates)
        scales.insert(update.scale);
    return fmt::format(
        "LoRA, rank {}, alpha {}{}, scale {}: {} weights ({}){}", adapter.config.rank, adapter.config.alpha,
        adapter.config.rankStabilised ? " (rank-stabilised)" : "", fmt::join(scales, ", "),
        adapter.updates.size(), fmt::join(changedParts(adapter), ", "),
        adapter.replacements.empty() ? std::string()
                                     : fmt::format(", {} weights replaced", adapter.replacements.size()));
}

void findDifferences(Inspection& inspection) {
    if (inspection.config)
        inspection.differences = differencesFromUsual(*inspection.config);
    if (inspection.weightFormat == weightFormatName(WeightFormat::Torch))
        inspection.differences.emplace_back(
            "The weights come from files of torch.save, not from safetensors.");
    if (inspection.dtypes.size() > 1)
        inspection.differences.push_back(
            fmt::format("The files hold several element types: {}.", fmt::join(inspection.dtypes, ", ")));
    if (inspection.adapter)
        inspection.differences.push_back(
            fmt::format("An adapter is merged into the weights ({}).", adapterText(*inspection.adapter)));
}

Json adapterJson(const Adapter& adapter) {
    Json updates = Json::array();
    for (const auto& [name, update] : adapter.updates)
        updates.push_back(Json{{"weight", name}, {"rank", update.a.shape.front()}, {"scale", update.scale}});
    Json replaced = Json::array();
    for (const auto& [name, tensor] : adapter.replacements)
        replaced.push_back(name);
    return Json{{"directory", adapter.directory.string()},
                {"base", adapter.config.base},
                {"rank", adapter.config.rank},
                {"alpha", adapter.config.alpha},
                {"rank_stabilised", adapter.config.rankStabilised},
                {"targets", changedParts(adapter)},
                {"updates", updates},
                {"replaced", replaced}};
}

Json configJson(const ModelConfig& config) {
    Json rope{{"type", ropeTypeName(config.rope.type)},
              {"base", config.rope.base},
              {"rotated_dimensions", config.rotaryDims()}};
    if (config.rope.type != RopeType::Default)
        rope["factor"] = config.rope.factor;
    return Json{{"family", familyName(config.family)},
                {"hidden_size", config.hiddenSize},
                {"layers", config.layers},
                {"heads", config.heads},
                {"kv_heads", config.kvHeads},
                {"head_dim", config.headDim},
                {"ffn_size", config.ffnSize},
                {"vocabulary", config.vocabulary},
                {"context_length", config.contextLength},
                {"activation", activationName(config.activation)},
                {"rope", rope},
                {"tied_head", config.tiedHead},
                {"parallel_residual", config.parallelResidual},
                {"bos_id", config.bosId ? Json(*config.bosId) : Json(nullptr)},
                {"eos_ids", config.eosIds}};
}

std::string configText(const Inspection& inspection) {
    const ModelConfig& config = *inspection.config;
    std::string text =
        fmt::format("family        {}, {} parameters\n", familyName(config.family), inspection.parameters);
    text += fmt::format(
        "sizes         {} layers, hidden {}, {} heads of {} ({} for keys and values), FFN {}\n",
        config.layers, config.hiddenSize, config.heads, config.headDim, config.kvHeads, config.ffnSize);
    text += fmt::format("vocabulary    {} rows{}\n", config.vocabulary,
                        config.tiedHead ? ", head tied to the embedding" : "");
    text += fmt::format("context       {} tokens\n", config.contextLength);
    return text;
}

} // namespace

std::string_view tokenizerKindName(TokenizerKind kind) {
    constexpr std::array<std::string_view, 4> kNames{"none", "tokenizer.json", "vocab.json + merges.txt",
                                                     "tokenizer.model"};
    return kNames[static_cast<std::size_t>(kind)];
}

Inspection inspect(const std::filesystem::path& directory, const std::filesystem::path& adapter,
                   FingerprintSource source) {
    Inspection inspection;
    inspection.directory = directory;
    std::error_code ignored;
    if (!std::filesystem::is_directory(directory, ignored)) {
        inspection.refused.push_back(
            fmt::format("{}: is not a folder; name the folder of a checkpoint", directory.string()));
        return inspection;
    }
    auto folders = findFolders(directory, adapter);
    if (!folders) {
        inspection.refused.push_back(folders.error().message);
        return inspection;
    }
    inspection.folders = std::move(*folders);
    readConfigInto(inspection);
    readWeightsInto(inspection);
    readAdapterInto(inspection);
    findDifferences(inspection);
    if (inspection.config)
        inspection.parameters = parameterCount(*inspection.config);
    inspection.tokenizerFiles = tokenizerFiles(inspection.folders.tokenizer());
    inspection.tokenizer = kindOf(inspection.tokenizerFiles);
    if (inspection.tokenizer == TokenizerKind::None)
        inspection.warnings.emplace_back(
            "There is no tokenizer in the folder; text can't be scored without one.");
    // A failure here has its reason among the refusals already: the same files couldn't be read.
    if (const Result<Fingerprint> print = fingerprint(inspection.folders, source))
        inspection.fingerprint = *print;
    return inspection;
}

Json toJson(const Inspection& inspection) {
    Json json{
        {"directory", inspection.directory.string()},
        {"usable", inspection.refused.empty()},
        {"model_type", inspection.modelType},
        {"config", inspection.config ? configJson(*inspection.config) : Json(nullptr)},
        {"dtype", inspection.config && inspection.tensors > 0 ? Json(dtypeName(inspection.config->fileDtype))
                                                              : Json(nullptr)},
        {"parameters", inspection.parameters},
        {"stored",
         Json{{"tensors", inspection.tensors},
              {"elements", inspection.storedParameters},
              {"bytes", inspection.weightBytes},
              {"format", inspection.weightFormat.empty() ? Json(nullptr) : Json(inspection.weightFormat)},
              {"dtypes", inspection.dtypes}}},
        {"tokenizer",
         Json{{"kind", tokenizerKindName(inspection.tokenizer)}, {"files", inspection.tokenizerFiles}}}};
    json["adapter"] = inspection.adapter ? adapterJson(*inspection.adapter) : Json(nullptr);
    json["base"] = inspection.folders.base.string();
    json["fingerprint"] = nullptr;
    if (const auto& print = inspection.fingerprint)
        json["fingerprint"] =
            Json{{"weights", print->weights},
                 {"config", print->config},
                 {"tokenizer", print->tokenizer.empty() ? Json(nullptr) : Json(print->tokenizer)}};
    json["differences"] = inspection.differences;
    json["warnings"] = inspection.warnings;
    json["refused"] = inspection.refused;
    return json;
}

std::string describe(const Inspection& inspection) {
    std::string text = fmt::format("{}\n", inspection.directory.string());
    if (inspection.config)
        text += configText(inspection);
    else if (!inspection.modelType.empty())
        text += fmt::format("model_type    {}\n", inspection.modelType);
    if (inspection.tensors > 0)
        text +=
            fmt::format("weights       {} tensors, {} bytes, {}, {}\n", inspection.tensors,
                        inspection.weightBytes, fmt::join(inspection.dtypes, ", "), inspection.weightFormat);
    if (!inspection.folders.adapter.empty())
        text += fmt::format("base          {}\n", inspection.folders.base.string());
    if (inspection.adapter)
        text += fmt::format("adapter       {}\n", adapterText(*inspection.adapter));
    text += fmt::format("tokenizer     {}\n", tokenizerKindName(inspection.tokenizer));
    if (inspection.fingerprint) {
        const Fingerprint& print = *inspection.fingerprint;
        text += fmt::format("fingerprint   weights   {}\n              config    {}\n", print.weights,
                            print.config);
        if (!print.tokenizer.empty())
            text += fmt::format("              tokenizer {}\n", print.tokenizer);
    }
    for (const std::string& difference : inspection.differences)
        text += fmt::format("differs       {}\n", difference);
    for (const std::string& warning : inspection.warnings)
        text += fmt::format("warning       {}\n", warning);
    for (const std::string& reason : inspection.refused)
        text += fmt::format("refused       {}\n", reason);
    if (inspection.refused.empty())
        text += "Retort can use this checkpoint.\n";
    return text;
}

} // namespace retort::checkpoint
