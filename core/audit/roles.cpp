// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/roles.h"

#include "core/membership/admissibility.h"

#include <fmt/format.h>

#include <algorithm>

namespace retort::audit {

std::string attackName(std::string_view attack, std::string_view reference) {
    return reference.empty() ? std::string(attack) : fmt::format("{}:{}", attack, reference);
}

std::vector<const ModelPlan*> commonReferences(const Plan& plan, const ModelPlan& target) {
    std::vector<const ModelPlan*> references;
    for (const ModelPlan& model : plan.models) {
        const bool seenAny =
            std::ranges::any_of(plan.data, [&](const DataPlan& data) { return data.seen(model.name); });
        const bool declared = model.role == "base" || model.role == "reference";
        if (declared && model.name != target.name && !seenAny)
            references.push_back(&model);
    }
    return references;
}

std::vector<TriedAttack> triedAttacks(const Plan& plan, const membership::ChosenAttack& attack,
                                      const ModelPlan& target, const DataPlan& data) {
    std::vector<TriedAttack> tried;
    switch (attack.attack->references) {
    case membership::References::None:
        tried.push_back({attackName(attack.name), {}});
        break;
    case membership::References::Each:
        for (const ModelPlan* reference : admissibleReferences(plan, target, data)) {
            if (!attack.attack->needsSharedTokens || !comparesPerByte(target, {reference}))
                tried.push_back({attackName(attack.name, reference->name), {reference}});
        }
        break;
    case membership::References::All:
        if (auto references = commonReferences(plan, target);
            references.size() >= attack.attack->minimumReferences)
            tried.push_back({attackName(attack.name), std::move(references)});
        break;
    }
    return tried;
}

bool comparesPerByte(const ModelPlan& target, const std::vector<const ModelPlan*>& references) {
    return std::ranges::any_of(
        references, [&](const ModelPlan* reference) { return reference->tokenizer != target.tokenizer; });
}

bool isTested(const Plan& plan, const ModelPlan& model) {
    return std::ranges::any_of(plan.data,
                               [&](const DataPlan& data) { return !testKind(plan, model, data).empty(); });
}

std::string examinedModel(const Plan& plan) {
    for (const std::string_view role : {"student", "teacher", "baseline"}) {
        if (plan.model(role))
            return std::string(role);
    }
    return {};
}

bool isTrainingData(const Plan& plan, std::string_view model, const DataPlan& data) {
    return data.seen(model) || (model == "student" && plan.model("teacher") && data.seen("teacher"));
}

bool shareTokenizer(const Plan& plan, std::initializer_list<std::string_view> models) {
    const ModelPlan* first = nullptr;
    for (const std::string_view name : models) {
        const ModelPlan* model = plan.model(name);
        if (!model)
            continue;
        if (first && model->tokenizer != first->tokenizer)
            return false;
        first = model;
    }
    return true;
}

bool isSeedOfBaseline(const Plan& plan) {
    return plan.model("baseline") && plan.model("baseline_2") &&
           shareTokenizer(plan, {"baseline", "baseline_2"}) &&
           std::all_of(plan.data.begin(), plan.data.end(),
                       [](const DataPlan& data) { return data.seen("baseline") == data.seen("baseline_2"); });
}

std::vector<const ModelPlan*> admissibleReferences(const Plan& plan, const ModelPlan& target,
                                                   const DataPlan& data) {
    std::vector<const ModelPlan*> references;
    for (const ModelPlan& model : plan.models) {
        const bool declared = model.role == "base" || model.role == "reference";
        if (declared && model.name != target.name &&
            membership::referenceUse(model.name, data.seenBy) == membership::ReferenceUse::Attack)
            references.push_back(&model);
    }
    return references;
}

bool beyondAccess(const Plan& plan, const membership::Attack& attack) {
    using membership::Access;
    const Access given = plan.access == "text"            ? Access::Text
                         : plan.access == "probabilities" ? Access::Probabilities
                                                          : Access::Weights;
    return attack.access > given;
}

std::string_view testKind(const Plan& plan, const ModelPlan& model, const DataPlan& data) {
    if (data.seenBy.empty() || !data.canaryReferences.empty())
        return {};
    if (data.seen(model.name))
        return "direct";
    if (model.role == "student" && plan.model("teacher") && data.seen("teacher"))
        return "indirect";
    if (model.role == "base")
        return "control";
    return {};
}

std::string primaryAttackName(const Plan& plan, const ModelPlan& model, const DataPlan& data) {
    const auto attack = membership::chooseAttack(plan.primaryAttack);
    const auto tried = attack ? triedAttacks(plan, *attack, model, data) : std::vector<TriedAttack>();
    return tried.empty() ? std::string() : tried.front().name;
}

std::string comparisonName(const Plan& plan) {
    std::vector<std::string> names;
    for (const DataPlan* data : plan.heldOut())
        names.push_back(data->name);
    return fmt::format("{}", fmt::join(names, "+"));
}

} // namespace retort::audit
