// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/plan_scores.h"

#include "core/membership/attack.h"

#include <algorithm>

namespace retort::audit {

namespace {

Result<ScoresPlan> readScoresEntry(TomlSection table, const Plan& plan) {
    ScoresPlan scores;
    RETORT_CHECK(table.text("name", scores.name));
    RETORT_CHECK(table.path("path", scores.path));
    RETORT_CHECK(table.text("model", scores.model));
    RETORT_CHECK(table.texts("data", scores.data));
    RETORT_CHECK(table.text("attack", scores.attack));
    RETORT_CHECK(table.choice("format", scores.format, {"", "csv", "jsonl", "mimir", "fast-mia"}));
    RETORT_CHECK(table.choice("direction", scores.direction, {"", "higher", "lower"}));
    RETORT_CHECK(table.choice("match", scores.match, {"id", "order"}));
    RETORT_CHECK(table.refuseUnknown());
    constexpr std::string_view kLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";
    if (scores.name.empty() || scores.name.find_first_not_of(kLetters) != std::string::npos)
        return table.wrong("name", "must be made of letters, digits and _ . + -");
    if (membership::chooseAttack(scores.name))
        return table.wrong("name", fmt::format("\"{}\" is an attack of this program", scores.name));
    if (scores.path.empty())
        return table.wrong("path", "is missing: a file of scores");
    if (!plan.model(scores.model))
        return table.wrong("model", "must name a model of this plan: whom the scores are about");
    for (const std::string& name : scores.data) {
        const auto data = std::ranges::find(plan.data, name, &DataPlan::name);
        if (data == plan.data.end() || data->seenBy.empty())
            return table.wrong("data",
                               fmt::format("\"{}\" is no data set of this plan that a model saw", name));
    }
    for (const ScoresPlan& other : plan.externalScores) {
        if (other.name == scores.name && other.model == scores.model)
            return table.wrong("name", fmt::format("\"{}\" is taken for {}", scores.name, scores.model));
    }
    return scores;
}

} // namespace

Status readExternalScores(const toml::node& node, const TomlSection& table, Plan& plan) {
    const toml::array* array = node.as_array();
    if (!array || !array->is_homogeneous(toml::node_type::table))
        return table.wrong("scores", "must be written as [[membership.scores]]");
    for (const toml::node& item : *array) {
        RETORT_TRY(ScoresPlan scores,
                   readScoresEntry(TomlSection(*item.as_table(), "membership.scores", plan.file), plan));
        plan.externalScores.push_back(std::move(scores));
    }
    return {};
}

} // namespace retort::audit
