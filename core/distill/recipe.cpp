// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/recipe.h"

#include "core/base/files.h"

#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <cmath>
#include <limits>
#include <set>
#include <string_view>

namespace retort::distill {

namespace {

// Reads the keys of one table; remembers which were asked for, so that the others can be refused.
class Section {
public:
    Section(const toml::table& table, std::string name, const std::filesystem::path& file)
        : m_table(table), m_name(std::move(name)), m_file(file) {}

    Status text(std::string_view key, std::string& value) {
        const toml::node* node = take(key);
        if (!node)
            return {};
        const auto found = node->value_exact<std::string>();
        if (!found)
            return wrong(key, "must be a text in quotes");
        value = *found;
        return {};
    }

    template <class Integer>
    Status whole(std::string_view key, Integer& value, std::int64_t least) {
        const toml::node* node = take(key);
        if (!node)
            return {};
        const auto found = node->value_exact<std::int64_t>();
        constexpr std::int64_t most = std::numeric_limits<int>::max();
        if (!found || *found < least || *found > most)
            return wrong(key, fmt::format("must be a whole number from {} to {}", least, most));
        value = static_cast<Integer>(*found);
        return {};
    }

    Status number(std::string_view key, double& value, double least, double most) {
        const toml::node* node = take(key);
        if (!node)
            return {};
        const auto found = node->value<double>();
        if (!found || !node->is_number() || !std::isfinite(*found) || *found < least || *found > most)
            return wrong(key, fmt::format("must be a number from {} to {}", least, most));
        value = *found;
        return {};
    }

    Status truth(std::string_view key, bool& value) {
        const toml::node* node = take(key);
        if (!node)
            return {};
        const auto found = node->value_exact<bool>();
        if (!found)
            return wrong(key, "must be true or false");
        value = *found;
        return {};
    }

    // One path or a list of them, relative to the recipe.
    Status paths(std::string_view key, std::vector<std::filesystem::path>& values) {
        const toml::node* node = take(key);
        if (!node)
            return {};
        if (const auto one = node->value_exact<std::string>()) {
            values.push_back(resolve(*one));
            return {};
        }
        const toml::array* list = node->as_array();
        if (!list)
            return wrong(key, "must be a path in quotes or a list of paths");
        for (const toml::node& item : *list) {
            const auto one = item.value_exact<std::string>();
            if (!one)
                return wrong(key, "must be a path in quotes or a list of paths");
            values.push_back(resolve(*one));
        }
        return {};
    }

    Status path(std::string_view key, std::filesystem::path& value) {
        std::string found;
        RETORT_CHECK(text(key, found));
        if (!found.empty())
            value = resolve(found);
        return {};
    }

    [[nodiscard]] bool has(std::string_view key) const { return m_table.contains(key); }

    [[nodiscard]] Status refuseUnknown() const {
        for (const auto& [key, node] : m_table) {
            if (!m_known.contains(std::string(key.str())))
                return fail(ErrorCode::Usage, "{}:{}: [{}] has the unknown key \"{}\"; known are {}",
                            m_file.string(), node.source().begin.line, m_name, key.str(),
                            fmt::join(m_known, ", "));
        }
        return {};
    }

    [[nodiscard]] tl::unexpected<Error> wrong(std::string_view key, std::string_view fact) const {
        const toml::node* node = m_table.get(key);
        const auto line = node ? node->source().begin.line : m_table.source().begin.line;
        return fail(ErrorCode::Usage, "{}:{}: {}.{} {}", m_file.string(), line, m_name, key, fact);
    }

private:
    const toml::node* take(std::string_view key) {
        m_known.insert(std::string(key));
        return m_table.get(key);
    }

    [[nodiscard]] std::filesystem::path resolve(const std::string& path) const {
        return (m_file.parent_path() / path).lexically_normal();
    }

    const toml::table& m_table;
    std::string m_name;
    const std::filesystem::path& m_file;
    std::set<std::string> m_known;
};

Status readSizes(Section& section, checkpoint::ModelConfig& config) {
    std::string family = "qwen3";
    RETORT_CHECK(section.text("family", family));
    if (family == checkpoint::familyName(checkpoint::Family::Qwen3))
        config.family = checkpoint::Family::Qwen3;
    else if (family == checkpoint::familyName(checkpoint::Family::GptNeox))
        config.family = checkpoint::Family::GptNeox;
    else
        return section.wrong("family", fmt::format("\"{}\" is not one of qwen3, gpt_neox", family));
    const bool neox = config.family == checkpoint::Family::GptNeox;
    config.modelType = family;
    config.activation = neox ? checkpoint::Activation::Gelu : checkpoint::Activation::Silu;
    config.normEpsilon = neox ? 1e-5 : 1e-6;
    config.rope.base = 10000.0;
    config.rope.fraction = neox ? 0.25 : 1.0;
    config.parallelResidual = config.attentionBias = config.mlpBias = neox;
    config.tiedHead = !neox;
    config.contextLength = 256;
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

Status checkSizes(const Section& section, const checkpoint::ModelConfig& config) {
    if (config.heads % config.kvHeads != 0)
        return section.wrong("kv_heads",
                             fmt::format("{} does not divide heads = {}", config.kvHeads, config.heads));
    const bool neox = config.family == checkpoint::Family::GptNeox;
    if (neox && (config.kvHeads != config.heads || config.heads * config.headDim != config.hiddenSize))
        return section.wrong("heads", "of gpt_neox must divide hidden_size, without kv_heads or head_dim");
    if (config.rotaryDims() < 2 || config.rotaryDims() % 2 != 0)
        return section.wrong("heads", fmt::format("gives {} rotary dimensions; an even number is needed",
                                                  config.rotaryDims()));
    return {};
}

Status readModel(Section section, ModelRecipe& model) {
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
        model.tokenizer = init;
    } else {
        RETORT_CHECK(checkSizes(section, model.config));
    }
    RETORT_CHECK(section.path("tokenizer", model.tokenizer));
    if (model.tokenizer.empty())
        return section.wrong("tokenizer", "is missing: name the directory that holds tokenizer.json");
    RETORT_CHECK(section.whole("seed", model.seed, 0));
    return section.refuseUnknown();
}

Status readData(Section section, DataRecipe& data) {
    RETORT_CHECK(section.paths("path", data.paths));
    if (data.paths.empty())
        return section.wrong("path", "is missing: name the JSONL file or files to train on");
    RETORT_CHECK(section.text("text", data.textField));
    RETORT_CHECK(section.text("repeats", data.repeatsField));
    return section.refuseUnknown();
}

Status readTrain(Section section, TrainRecipe& train) {
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

Status readDistill(Section section, std::optional<DistillRecipe>& distill) {
    DistillRecipe found;
    RETORT_CHECK(section.path("teacher", found.teacher));
    if (found.teacher.empty())
        return section.wrong("teacher", "is missing: name the teacher's checkpoint directory");
    RETORT_CHECK(section.number("temperature", found.temperature, 0.01, 100.0));
    RETORT_CHECK(section.number("kd_ratio", found.kdRatio, 0.0, 1.0));
    distill = std::move(found);
    return section.refuseUnknown();
}

Status readOutput(Section section, checkpoint::Dtype& dtype) {
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
        RETORT_CHECK(readData(Section(*item.as_table(), "data", recipe.file), recipe.data.emplace_back()));
    return {};
}

Status readTables(const toml::table& root, Recipe& recipe) {
    for (const auto& [key, node] : root) {
        const std::string_view name = key.str();
        if (name == "data")
            continue;
        const toml::table* table = node.as_table();
        const auto section = [&] { return Section(*table, std::string(name), recipe.file); };
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
