// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/roles.h"

#include "core/membership/admissibility.h"

#include <fmt/format.h>

namespace retort::audit {

std::string attackName(std::string_view attack, std::string_view reference) {
    return reference.empty() ? std::string(attack) : fmt::format("{}:{}", attack, reference);
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

std::string_view testKind(const Plan& plan, const ModelPlan& model, const DataPlan& data) {
    if (data.seenBy.empty())
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
    if (plan.primaryAttack != "reference")
        return attackName(plan.primaryAttack);
    const auto references = admissibleReferences(plan, model, data);
    return references.empty() ? std::string() : attackName("reference", references.front()->name);
}

std::string comparisonName(const Plan& plan) {
    std::vector<std::string> names;
    for (const DataPlan* data : plan.heldOut())
        names.push_back(data->name);
    return fmt::format("{}", fmt::join(names, "+"));
}

} // namespace retort::audit
