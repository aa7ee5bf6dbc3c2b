// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/rope_config.h"

#include <algorithm>

namespace retort::checkpoint {

namespace {

// The object under `key`, when there is one with members.
std::optional<ConfigFields> nested(const ConfigFields& fields, std::string_view key) {
    const Json* value = fields.find(key);
    if (!value)
        return std::nullopt;
    if (!value->is_object()) {
        fields.problems().invalid("\"{}\" is {}, not an object", key, excerpt(*value));
        return std::nullopt;
    }
    if (value->empty())
        return std::nullopt;
    const bool perLayerType =
        std::any_of(value->begin(), value->end(), [](const Json& member) { return member.is_object(); });
    if (perLayerType) {
        fields.problems().unsupported("\"{}\" differs by layer type, which Retort doesn't compute", key);
        return std::nullopt;
    }
    return ConfigFields(*value, fields.problems(), std::string(key) + ".");
}

std::string readTypeName(const std::optional<ConfigFields>& parameters,
                         const std::optional<ConfigFields>& scaling, Problems& problems) {
    std::string agreed;
    for (const auto* fields : {&parameters, &scaling}) {
        if (!*fields)
            continue;
        for (const std::string_view key : {"rope_type", "type"}) {
            const std::optional<std::string> name = (*fields)->text(key);
            if (!name)
                continue;
            if (!agreed.empty() && agreed != *name)
                problems.invalid("the rope type is both \"{}\" and \"{}\": the file contradicts itself",
                                 agreed, *name);
            agreed = *name;
        }
    }
    return agreed.empty() ? "default" : agreed;
}

std::optional<RopeType> ropeTypeFromName(std::string_view name) {
    for (const RopeType type : {RopeType::Default, RopeType::Linear, RopeType::Llama3}) {
        if (ropeTypeName(type) == name)
            return type;
    }
    return std::nullopt;
}

void checkScaling(const Rope& rope, Problems& problems) {
    if (rope.type != RopeType::Default && !(rope.factor > 0.0))
        problems.invalid("rope type \"{}\" needs a \"factor\" above 0", ropeTypeName(rope.type));
    if (rope.type != RopeType::Llama3)
        return;
    if (!(rope.lowFrequencyFactor > 0.0) || !(rope.highFrequencyFactor > rope.lowFrequencyFactor))
        problems.invalid("rope type \"llama3\" needs 0 < \"low_freq_factor\" < \"high_freq_factor\"");
    if (!(rope.originalContext > 0.0))
        problems.invalid("rope type \"llama3\" needs an \"original_max_position_embeddings\" above 0");
}

} // namespace

Rope readRope(const ConfigFields& fields, double defaultFraction, std::int64_t contextLength) {
    Problems& problems = fields.problems();
    const std::optional<ConfigFields> parametersOwner = nested(fields, "rope_parameters");
    const std::optional<ConfigFields> scalingOwner = nested(fields, "rope_scaling");
    const ConfigFields* parameters = parametersOwner ? &*parametersOwner : nullptr;
    const ConfigFields* scaling = scalingOwner ? &*scalingOwner : nullptr;
    const auto agreed = [&](std::string_view key) {
        return agreedNumber({{parameters, key}, {scaling, key}}, problems);
    };

    Rope rope;
    rope.base = agreedNumber({{parameters, "rope_theta"},
                              {scaling, "rope_theta"},
                              {&fields, "rope_theta"},
                              {&fields, "rotary_emb_base"}},
                             problems)
                    .value_or(10000.0);
    rope.fraction = agreedNumber({{parameters, "partial_rotary_factor"},
                                  {scaling, "partial_rotary_factor"},
                                  {&fields, "partial_rotary_factor"},
                                  {&fields, "rotary_pct"}},
                                 problems)
                        .value_or(defaultFraction);
    if (!(rope.base > 0.0))
        problems.invalid("the rope base is {}; it must be above 0", rope.base);
    if (!(rope.fraction > 0.0 && rope.fraction <= 1.0))
        problems.invalid("the rotated share of the head is {}; it must be above 0 and at most 1",
                         rope.fraction);

    const std::string typeName = readTypeName(parametersOwner, scalingOwner, problems);
    const std::optional<RopeType> type = ropeTypeFromName(typeName);
    if (!type) {
        problems.unsupported("rope type \"{}\" isn't computed by Retort (default, linear and llama3 are)",
                             typeName);
        return rope;
    }
    rope.type = *type;
    if (rope.type != RopeType::Default)
        rope.factor = agreed("factor").value_or(0.0);
    if (rope.type == RopeType::Llama3) {
        rope.lowFrequencyFactor = agreed("low_freq_factor").value_or(0.0);
        rope.highFrequencyFactor = agreed("high_freq_factor").value_or(0.0);
        rope.originalContext = agreedNumber({{parameters, "original_max_position_embeddings"},
                                             {scaling, "original_max_position_embeddings"},
                                             {&fields, "original_max_position_embeddings"}},
                                            problems)
                                   .value_or(static_cast<double>(contextLength));
    }
    checkScaling(rope, problems);
    return rope;
}

void writeRope(const Rope& rope, std::string_view baseKey, std::string_view fractionKey, Json& document) {
    Json scaling = nullptr;
    if (rope.type != RopeType::Default)
        scaling = Json{{"rope_type", ropeTypeName(rope.type)}, {"factor", rope.factor}};
    if (rope.type == RopeType::Llama3) {
        scaling["low_freq_factor"] = rope.lowFrequencyFactor;
        scaling["high_freq_factor"] = rope.highFrequencyFactor;
        scaling["original_max_position_embeddings"] = static_cast<std::int64_t>(rope.originalContext);
    }
    Json parameters = scaling.is_null() ? Json{{"rope_type", "default"}} : scaling;
    parameters["rope_theta"] = rope.base;
    document[std::string(baseKey)] = rope.base;
    if (!fractionKey.empty()) {
        parameters["partial_rotary_factor"] = rope.fraction;
        document[std::string(fractionKey)] = rope.fraction;
    }
    document["rope_scaling"] = scaling;
    document["rope_parameters"] = parameters;
}

} // namespace retort::checkpoint
