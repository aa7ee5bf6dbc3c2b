// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace retort::checkpoint {

namespace {

constexpr std::int64_t kMaxRank = 1 << 16;

// Keys that are read below, or that change nothing about what a trained adapter computes.
constexpr std::array<std::string_view, 31> kHarmless{
    "peft_type",
    "base_model_name_or_path",
    "r",
    "lora_alpha",
    "use_rslora",
    "target_modules",
    "rank_pattern",
    "alpha_pattern",
    "init_lora_weights",
    "task_type",
    "bias",
    "modules_to_save",
    "fan_in_fan_out",
    "auto_mapping",
    "revision",
    "inference_mode",
    "lora_dropout",
    "megatron_core",
    "peft_version",
    "layers_pattern",
    "layers_to_transform",
    "exclude_modules",
    "loftq_config",
    "eva_config",
    "corda_config",
    "lora_ga_config",
    "qalora_group_size",
    "runtime_config",
    "ensure_weight_tying",
    "enable_lora",
    "merge_weights",
};

// PEFT itself sets fan_in_fan_out to what the layer needs; these two inits leave the base as it is.
constexpr std::array<std::string_view, 3> kHarmlessInits{"gaussian", "eva", "orthogonal"};

bool isNothing(const Json& value) {
    return value.is_null() || value == Json(false) || (value.is_structured() && value.empty()) ||
           value == Json("");
}

void refuseUnknown(const Json& document, Problems& problems) {
    for (const auto& [key, value] : document.items()) {
        if (std::find(kHarmless.begin(), kHarmless.end(), key) != kHarmless.end() || isNothing(value))
            continue;
        if (key == "use_dora")
            problems.unsupported(
                "the adapter is a DoRA adapter (\"use_dora\"); Retort merges plain LoRA. Merge it with "
                "PEFT: model.merge_and_unload().save_pretrained(DIR)");
        else
            problems.unsupported("\"{}\" is {}; Retort merges plain LoRA adapters", key, excerpt(value));
    }
}

void readInit(const Json& value, Problems& problems) {
    if (value.is_boolean())
        return;
    const bool harmless = value.is_string() && std::find(kHarmlessInits.begin(), kHarmlessInits.end(),
                                                         value.get<std::string>()) != kHarmlessInits.end();
    if (!harmless)
        problems.unsupported(
            "\"init_lora_weights\" is {}: such an adapter belongs to base weights that were changed "
            "too; save it with path_initial_model_for_weight_conversion, or merge it with PEFT",
            excerpt(value));
}

void readTargets(const Json& value, AdapterConfig& config, Problems& problems) {
    if (value.is_string())
        return;
    if (!value.is_array()) {
        problems.invalid("\"target_modules\" is {}, neither text nor a list", excerpt(value));
        return;
    }
    for (const Json& item : value) {
        if (!item.is_string())
            return problems.invalid("\"target_modules\" holds {}", excerpt(item));
        config.targets.push_back(item.get<std::string>());
    }
}

// A pattern of PEFT is a regular expression; nearly all are plain names, with escaped dots at most.
std::string plainName(std::string_view pattern) {
    std::string name;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size() && pattern[i + 1] == '.')
            ++i;
        name += pattern[i];
    }
    const std::string_view body = std::string_view(name).substr(name.starts_with('^') ? 1 : 0);
    const bool plain = !body.empty() && std::all_of(body.begin(), body.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '.';
    });
    return plain ? name : std::string();
}

void readAlphaPattern(const Json& value, AdapterConfig& config, Problems& problems) {
    if (!value.is_object())
        return problems.invalid("\"alpha_pattern\" is {}, not an object", excerpt(value));
    for (const auto& [key, alpha] : value.items()) {
        const std::string name = plainName(key);
        if (name.empty())
            problems.unsupported(
                "\"alpha_pattern\" has the regular expression {}; Retort reads names of modules",
                excerpt(key));
        else if (!alpha.is_number())
            problems.invalid("\"alpha_pattern\" gives {} to {}", excerpt(alpha), excerpt(key));
        else
            config.otherAlphas.emplace_back(name, alpha.get<double>());
    }
}

void readRankPattern(const Json& value, AdapterConfig& config, Problems& problems) {
    if (!value.is_object())
        return problems.invalid("\"rank_pattern\" is {}, not an object", excerpt(value));
    for (const auto& [key, rank] : value.items()) {
        if (!rank.is_number_integer())
            problems.invalid("\"rank_pattern\" gives {} to {}", excerpt(rank), excerpt(key));
        else
            config.otherRanks.push_back(rank.get<std::int64_t>());
    }
}

} // namespace

double AdapterConfig::scale(std::string_view module, std::int64_t rankOfModule) const {
    double own = alpha;
    for (const auto& [name, value] : otherAlphas) {
        const bool whole = name.starts_with('^');
        if (whole ? module == std::string_view(name).substr(1)
                  : module == name || module.ends_with("." + name)) {
            own = value;
            break;
        }
    }
    const auto rankNumber = static_cast<double>(rankOfModule);
    return own / (rankStabilised ? std::sqrt(rankNumber) : rankNumber);
}

AdapterConfig parseAdapterConfig(const Json& document, Problems& problems) {
    AdapterConfig config;
    if (!document.is_object()) {
        problems.invalid("isn't a JSON object");
        return config;
    }
    const ConfigFields fields(document, problems);
    const std::string type = fields.text("peft_type").value_or("");
    if (type != "LORA") {
        problems.unsupported("\"peft_type\" is {}; Retort merges LoRA adapters", excerpt(type));
        return config;
    }
    refuseUnknown(document, problems);
    config.base = fields.text("base_model_name_or_path").value_or("");
    config.rank = fields.sizeOr("r", kMaxRank, 8);
    config.alpha = fields.numberOr("lora_alpha", 8);
    config.rankStabilised = fields.flagOr("use_rslora", false);
    config.someLayersOnly =
        fields.find("layers_to_transform") || fields.find("layers_pattern") || fields.find("exclude_modules");
    if (const std::string task = fields.text("task_type").value_or("CAUSAL_LM"); task != "CAUSAL_LM")
        problems.unsupported("\"task_type\" is {}; Retort computes causal language models", excerpt(task));
    if (const std::string bias = fields.text("bias").value_or("none");
        bias != "none" && bias != "all" && bias != "lora_only")
        problems.unsupported("\"bias\" is {}", excerpt(bias));
    if (const Json* value = fields.find("init_lora_weights"))
        readInit(*value, problems);
    if (const Json* value = fields.find("target_modules"))
        readTargets(*value, config, problems);
    if (const Json* value = fields.find("rank_pattern"))
        readRankPattern(*value, config, problems);
    if (const Json* value = fields.find("alpha_pattern"))
        readAlphaPattern(*value, config, problems);
    return config;
}

} // namespace retort::checkpoint
