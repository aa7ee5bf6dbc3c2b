// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/tokenizer_notes.h"

#include "core/audit/phrases.h"
#include "core/audit/roles.h"

#include <algorithm>

namespace retort::audit {

namespace {

bool attacksTogether(const Plan& plan, const ModelPlan& target, const ModelPlan& reference) {
    return std::ranges::any_of(plan.data, [&](const DataPlan& data) {
        if (testKind(plan, target, data).empty())
            return false;
        const auto admissible = admissibleReferences(plan, target, data);
        return std::ranges::find(admissible, &reference) != admissible.end();
    });
}

void noteAttack(const Plan& plan, const std::string& name, std::vector<std::string>& notes) {
    const auto chosen = membership::chooseAttack(name);
    if (!chosen || !chosen->attack->needsSharedTokens)
        return;
    for (const ModelPlan& target : plan.models) {
        for (const ModelPlan& reference : plan.models) {
            if (comparesPerByte(target, {&reference}) && attacksTogether(plan, target, reference))
                notes.push_back(
                    phrase("tokenizers.no_attack",
                           {{"attack", name}, {"model", target.name}, {"reference", reference.name}}));
        }
    }
}

} // namespace

std::vector<std::string> tokenizerNotes(const Plan& plan) {
    std::vector<std::string> notes;
    for (const ModelPlan& model : plan.models) {
        if (!model.tokenizer.empty())
            notes.push_back(
                phrase("tokenizers.other", {{"model", model.name}, {"examined", examinedModel(plan)}}));
    }
    for (const std::string& name : plan.attacks)
        noteAttack(plan, name, notes);
    const bool three = plan.model("teacher") && plan.model("baseline") && plan.model("student");
    if (three && !shareTokenizer(plan, {"teacher", "baseline", "student"}))
        notes.push_back(phrase("tokenizers.no_regions"));
    else if (three && plan.model("baseline_2") && !shareTokenizer(plan, {"baseline", "baseline_2"}))
        notes.push_back(phrase("tokenizers.no_seed_floor"));
    return notes;
}

} // namespace retort::audit
