// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/plan_membership.h"

#include "core/audit/plan_scores.h"
#include "core/audit/presets.h"
#include "core/membership/attack.h"

#include <algorithm>
#include <iterator>

namespace retort::audit {

namespace {

// The presets, where a name is none and no attack either.
std::string orPreset(std::string_view name) {
    if (membership::findAttack(name.substr(0, name.find(':'))))
        return {};
    std::vector<std::string_view> names;
    for (const Preset& preset : presets())
        names.push_back(preset.name);
    return fmt::format(", or of the presets {}", fmt::join(names, ", "));
}

// The verdict rests on the primary attack, so it must be run; an empty list asks for no verdict at all.
Status checkPrimary(const TomlSection& table, const Plan& plan) {
    if (plan.attacks.empty() || std::ranges::find(plan.attacks, plan.primaryAttack) != plan.attacks.end())
        return {};
    return table.wrong("attacks",
                       fmt::format("lacks \"{}\", the primary_attack of [audit] on which the verdict "
                                   "rests: add it here, or make one of {} the primary_attack",
                                   plan.primaryAttack, fmt::join(plan.attacks, ", ")));
}

} // namespace

Status readMembership(TomlSection table, Plan& plan) {
    RETORT_CHECK(table.texts("attacks", plan.attacks));
    std::ranges::copy_if(plan.attacks, std::back_inserter(plan.presets),
                         [](const std::string& name) { return findPreset(name) != nullptr; });
    plan.attacks = withPresetsExpanded(plan.attacks);
    RETORT_CHECK(table.paths("frequency_corpus", plan.frequencyCorpus));
    for (const std::string& name : plan.attacks) {
        const auto attack = membership::chooseAttack(name);
        if (!attack)
            return table.wrong("attacks", attack.error().message + orPreset(name));
        if (attack->attack->needsFrequencies && plan.frequencyCorpus.empty())
            return table.wrong(
                "attacks",
                fmt::format("names {}, which needs frequency_corpus beside it: files of general text", name));
    }
    RETORT_CHECK(checkPrimary(table, plan));
    RETORT_CHECK(table.numbers("target_fpr", plan.targetFpr, 0, 1));
    if (const toml::node* node = table.take("scores"))
        RETORT_CHECK(readExternalScores(*node, table, plan));
    RETORT_CHECK(table.truth("slot_test", plan.slotTest));
    RETORT_CHECK(table.whole("slots", plan.slotLimit, 1));
    return table.refuseUnknown();
}

} // namespace retort::audit
