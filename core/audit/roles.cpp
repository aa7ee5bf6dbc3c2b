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

std::vector<std::string> attackNames(const Plan& plan, const membership::ChosenAttack& attack,
                                     const ModelPlan& target, const DataPlan& data) {
    std::vector<std::string> names;
    switch (attack.attack->references) {
    case membership::References::None:
        names.push_back(attackName(attack.name));
        break;
    case membership::References::Each:
        for (const ModelPlan* reference : admissibleReferences(plan, target, data))
            names.push_back(attackName(attack.name, reference->name));
        break;
    case membership::References::All:
        if (commonReferences(plan, target).size() >= attack.attack->minimumReferences)
            names.push_back(attackName(attack.name));
        break;
    }
    return names;
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

bool isSeedOfBaseline(const Plan& plan) {
    return plan.model("baseline") && plan.model("baseline_2") &&
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
    const auto names = attack ? attackNames(plan, *attack, model, data) : std::vector<std::string>();
    return names.empty() ? std::string() : names.front();
}

std::string comparisonName(const Plan& plan) {
    std::vector<std::string> names;
    for (const DataPlan* data : plan.heldOut())
        names.push_back(data->name);
    return fmt::format("{}", fmt::join(names, "+"));
}

} // namespace retort::audit
