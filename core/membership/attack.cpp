// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/attack.h"

#include "core/membership/builtin_attacks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace retort::membership {

namespace {

std::optional<double> numberOf(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// "min_k[:percent]"
std::string usageOf(const Attack& attack) {
    if (attack.parameters.empty())
        return std::string(attack.name);
    std::vector<std::string_view> names;
    for (const ParameterRule& rule : attack.parameters)
        names.push_back(rule.name);
    return fmt::format("{}[:{}]", attack.name, fmt::join(names, ","));
}

std::string knownAttacks() {
    std::vector<std::string> known;
    for (const Attack& attack : attacks())
        known.push_back(usageOf(attack));
    return fmt::format("{}", fmt::join(known, ", "));
}

// Puts the comma-separated arguments in the place of the presets.
Status readArguments(std::string_view arguments, ChosenAttack& chosen) {
    const std::span<const ParameterRule> rules = chosen.attack->parameters;
    for (std::size_t i = 0;; ++i) {
        if (i == rules.size())
            return fail(ErrorCode::Usage, "\"{}\" has too many arguments: write {}", chosen.name,
                        usageOf(*chosen.attack));
        const ParameterRule& rule = rules[i];
        const std::size_t comma = arguments.find(',');
        const auto value = numberOf(arguments.substr(0, comma));
        if (!value || !(*value >= rule.least && *value <= rule.most) ||
            (rule.whole && *value != std::floor(*value)))
            return fail(ErrorCode::Usage, "\"{}\": {} must be a {} from {} to {}", chosen.name, rule.name,
                        rule.whole ? "whole number" : "number", rule.least, rule.most);
        chosen.parameters[i] = *value;
        if (comma == std::string_view::npos)
            return {};
        arguments.remove_prefix(comma + 1);
    }
}

} // namespace

std::string_view accessName(Access access) {
    switch (access) {
    case Access::Text:
        return "text";
    case Access::Probabilities:
        return "probabilities";
    case Access::Weights:
        break;
    }
    return "weights";
}

double variantMean(const RecordView& record, std::size_t pass) {
    if (pass >= record.passes.size() || record.passes[pass].empty())
        return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (const scores::VariantScore& variant : record.passes[pass])
        sum += variant.meanLogProbability;
    return sum / static_cast<double>(record.passes[pass].size());
}

std::span<const Attack> attacks() {
    static const std::array kAttacks{lossAttack(),           zlibAttack(),     minKAttack(),
                                     minKPlusPlusAttack(),   surpAttack(),     slidingWindowAttack(),
                                     pacDistanceAttack(),    dcPddAttack(),    referenceAttack(),
                                     referenceRatioAttack(), wbcAttack(),      rmiaAttack(),
                                     liraAttack(),           minKCodeAttack(), minKPlusPlusCodeAttack(),
                                     lowercaseAttack(),      recallAttack(),   conRecallAttack(),
                                     neighboursAttack(),     mopeAttack()};
    return kAttacks;
}

const Attack* findAttack(std::string_view name) {
    const auto found = std::ranges::find(attacks(), name, &Attack::name);
    return found == attacks().end() ? nullptr : &*found;
}

std::string argumentWords(const ChosenAttack& chosen) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < chosen.parameters.size(); ++i)
        words.push_back(fmt::format("{} {}", chosen.attack->parameters[i].name, chosen.parameters[i]));
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string attackTitle(const ChosenAttack& chosen) {
    const bool plain = chosen.name.find(':') == std::string::npos;
    return plain ? std::string(chosen.attack->title)
                 : fmt::format("{} ({})", chosen.attack->title, argumentWords(chosen));
}

std::optional<TestedAttack> testedAttack(std::string_view findingName) {
    const std::size_t colon = findingName.find(':');
    const Attack* attack = findAttack(findingName.substr(0, colon));
    if (!attack)
        return std::nullopt;
    const bool withReference = attack->references == References::Each && colon != std::string_view::npos;
    auto chosen = chooseAttack(withReference ? findingName.substr(0, colon) : findingName);
    if (!chosen)
        return std::nullopt;
    return TestedAttack{std::move(*chosen),
                        withReference ? std::string(findingName.substr(colon + 1)) : std::string()};
}

Result<ChosenAttack> chooseAttack(std::string_view name) {
    const std::size_t colon = name.find(':');
    const Attack* attack = findAttack(name.substr(0, colon));
    if (!attack)
        return fail(ErrorCode::Usage, "\"{}\" is not one of {}", name, knownAttacks());
    ChosenAttack chosen{std::string(name), attack, {}};
    for (const ParameterRule& rule : attack->parameters)
        chosen.parameters.push_back(rule.preset);
    if (colon != std::string_view::npos)
        RETORT_CHECK(readArguments(name.substr(colon + 1), chosen));
    return chosen;
}

} // namespace retort::membership
