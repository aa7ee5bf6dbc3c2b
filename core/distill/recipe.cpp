// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/recipe.h"

#include "core/base/files.h"
#include "core/base/toml_section.h"
#include "core/checkpoint/checkpoint_folders.h"

#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

namespace retort::distill {

namespace {

// What a new model of the family has where the recipe doesn't say otherwise: the class's own settings.
Result<checkpoint::ModelConfig> newModel(const TomlSection& section, const std::string& family) {
    std::vector<std::string_view> names;
    for (const checkpoint::Family known : checkpoint::allFamilies())
        names.push_back(checkpoint::familyName(known));
    if (std::ranges::find(names, family) == names.end())
        return section.wrong("family",
                             fmt::format("\"{}\" is not one of {}", family, fmt::join(names, ", ")));
    RETORT_TRY(checkpoint::ModelConfig config,
               checkpoint::parseModelConfig(Json{{"model_type", family}}, "a new model"));
    config.bosId.reset();
    config.eosIds.clear();
    config.rope.base = 10000.0;
    config.contextLength = 256;
    if (config.family == checkpoint::Family::Qwen3)
        config.tiedHead = true;
    return config;
}

// Heads share out the hidden size and have keys of their own.
bool hasWholeHeads(checkpoint::Family family) {
    return family == checkpoint::Family::Gpt2 || family == checkpoint::Family::Opt ||
           family == checkpoint::Family::GptNeox;
}

Status readSizes(TomlSection& section, checkpoint::ModelConfig& config) {
    std::string family = "qwen3";
    RETORT_CHECK(section.text("family", family));
    RETORT_TRY(config, newModel(section, family));
    for (const std::string_view key : {"hidden_size", "layers", "heads", "ffn_size"}) {
        if (!section.has("init") && !section.has(key))
            return section.wrong(key,
                                 "is missing: a new model needs hidden_size, layers, heads and ffn_size");
    }
    RETORT_CHECK(section.whole("hidden_size", config.hiddenSize, 1));
    RETORT_CHECK(section.whole("layers", config.layers, 1));
    RETORT_CHECK(section.whole("heads", config.heads, 1));
    config.kvHeads = config.heads;
    RETORT_CHECK(section.whole("kv_heads", config.kvHeads, 1));
    config.headDim = config.heads > 0 ? config.hiddenSize / config.heads : 0;
    RETORT_CHECK(section.whole("head_dim", config.headDim, 2));
    RETORT_CHECK(section.whole("ffn_size", config.ffnSize, 1));
    RETORT_CHECK(section.whole("context_length", config.contextLength, 2));
    RETORT_CHECK(section.number("rope_base", config.rope.base, 1.0, 1e9));
    return section.truth("tied_head", config.tiedHead);
}

Status checkSizes(const TomlSection& section, const checkpoint::ModelConfig& config) {
    if (config.heads % config.kvHeads != 0)
        return section.wrong("kv_heads",
                             fmt::format("{} does not divide heads = {}", config.kvHeads, config.heads));
    if (hasWholeHeads(config.family) &&
        (config.kvHeads != config.heads || config.heads * config.headDim != config.hiddenSize))
        return section.wrong(
            "heads",
            fmt::format("of {} must divide hidden_size, without kv_heads or head_dim", config.modelType));
    if (config.rope.fraction > 0.0 && (config.rotaryDims() < 2 || config.rotaryDims() % 2 != 0))
        return section.wrong("heads", fmt::format("gives {} rotary dimensions; an even number is needed",
                                                  config.rotaryDims()));
    return {};
}

Status readModel(TomlSection section, ModelRecipe& model) {
    RETORT_CHECK(readSizes(section, model.config));
    std::filesystem::path init;
    RETORT_CHECK(section.path("init", init));
    if (!init.empty()) {
        for (const std::string_view key : {"family", "hidden_size", "layers", "heads", "kv_heads", "head_dim",
                                           "ffn_size", "context_length", "rope_base", "tied_head", "seed"}) {
            if (section.has(key))
                return section.wrong(key, "can't stand beside init, which brings its own");
        }
        model.init = init;
        RETORT_TRY(const checkpoint::CheckpointFolders folders, checkpoint::findFolders(init));
        model.tokenizer = folders.tokenizer();
    } else {
        RETORT_CHECK(checkSizes(section, model.config));
    }
    RETORT_CHECK(section.path("tokenizer", model.tokenizer));
    if (model.tokenizer.empty())
        return section.wrong("tokenizer", "is missing: name the directory that holds tokenizer.json");
    RETORT_CHECK(section.whole("seed", model.seed, 0));
    return section.refuseUnknown();
}

Status readData(TomlSection section, DataRecipe& data) {
    RETORT_CHECK(section.paths("path", data.paths));
    if (data.paths.empty())
        return section.wrong("path", "is missing: name the JSONL file or files to train on");
    RETORT_CHECK(section.text("text", data.textField));
    RETORT_CHECK(section.text("repeats", data.repeatsField));
    return section.refuseUnknown();
}

Status readTrain(TomlSection section, TrainRecipe& train) {
    RETORT_CHECK(section.whole("epochs", train.epochs, 1));
    RETORT_CHECK(section.whole("batch_records", train.batchRecords, 1));
    RETORT_CHECK(section.whole("max_tokens", train.maxTokens, 0));
    RETORT_CHECK(section.number("learning_rate", train.learningRate, 1e-12, 10.0));
    RETORT_CHECK(section.number("minimum_learning_rate", train.minimumLearningRate, 0.0, train.learningRate));
    RETORT_CHECK(section.whole("warmup_steps", train.warmupSteps, 0));
    RETORT_CHECK(section.number("weight_decay", train.weightDecay, 0.0, 10.0));
    RETORT_CHECK(section.number("beta1", train.beta1, 0.0, 0.999999));
    RETORT_CHECK(section.number("beta2", train.beta2, 0.0, 0.999999));
    RETORT_CHECK(section.number("epsilon", train.epsilon, 1e-16, 1.0));
    RETORT_CHECK(section.number("clip", train.clip, 0.0, 1e9));
    RETORT_CHECK(section.whole("seed", train.seed, 0));
    RETORT_CHECK(section.whole("threads", train.threads, 0));
    return section.refuseUnknown();
}

Status readDistill(TomlSection section, std::optional<DistillRecipe>& distill) {
    DistillRecipe found;
    RETORT_CHECK(section.path("teacher", found.teacher));
    if (found.teacher.empty())
        return section.wrong("teacher", "is missing: name the teacher's checkpoint directory");
    RETORT_CHECK(section.number("temperature", found.temperature, 0.01, 100.0));
    RETORT_CHECK(section.number("kd_ratio", found.kdRatio, 0.0, 1.0));
    distill = std::move(found);
    return section.refuseUnknown();
}

Status readOutput(TomlSection section, checkpoint::Dtype& dtype) {
    std::string name = "f32";
    RETORT_CHECK(section.text("dtype", name));
    if (name == "f32")
        dtype = checkpoint::Dtype::F32;
    else if (name == "f16")
        dtype = checkpoint::Dtype::F16;
    else if (name == "bf16")
        dtype = checkpoint::Dtype::BF16;
    else
        return section.wrong("dtype", fmt::format("\"{}\" is not one of f32, f16, bf16", name));
    return section.refuseUnknown();
}

Status readAllData(const toml::table& root, Recipe& recipe) {
    const toml::array* list = root["data"].as_array();
    if (!list || list->empty() || !list->is_array_of_tables())
        return fail(ErrorCode::Usage, "{}: no [[data]]: name at least one JSONL file to train on",
                    recipe.file.string());
    for (const toml::node& item : *list)
        RETORT_CHECK(
            readData(TomlSection(*item.as_table(), "data", recipe.file), recipe.data.emplace_back()));
    return {};
}

Status readTables(const toml::table& root, Recipe& recipe) {
    for (const auto& [key, node] : root) {
        const std::string_view name = key.str();
        if (name == "data")
            continue;
        const toml::table* table = node.as_table();
        const auto section = [&] { return TomlSection(*table, std::string(name), recipe.file); };
        if (!table || (name != "model" && name != "train" && name != "distill" && name != "output"))
            return fail(
                ErrorCode::Usage,
                "{}:{}: unknown \"{}\"; a recipe has [model], [[data]], [train], [distill] and [output]",
                recipe.file.string(), node.source().begin.line, name);
        if (name == "model")
            RETORT_CHECK(readModel(section(), recipe.model));
        else if (name == "train")
            RETORT_CHECK(readTrain(section(), recipe.train));
        else if (name == "distill")
            RETORT_CHECK(readDistill(section(), recipe.distill));
        else
            RETORT_CHECK(readOutput(section(), recipe.dtype));
    }
    if (!root.contains("model"))
        return fail(ErrorCode::Usage, "{}: no [model]: give the sizes of a new model, or init = \"DIR\"",
                    recipe.file.string());
    return readAllData(root, recipe);
}

} // namespace

Result<Recipe> readRecipe(const std::filesystem::path& file) {
    RETORT_TRY(std::string text, readFile(file, 1U << 20U));
    return parseRecipe(std::move(text), file);
}

Result<Recipe> parseRecipe(std::string text, const std::filesystem::path& file) {
    Recipe recipe;
    recipe.file = file;
    recipe.text = std::move(text);
    toml::table root;
    try {
        root = toml::parse(recipe.text, file.string());
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::Usage, "{}:{}: not TOML: {}", file.string(), error.source().begin.line,
                    error.description());
    }
    RETORT_CHECK(readTables(root, recipe));
    return recipe;
}

} // namespace retort::distill
