// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is tested on what, and with which references: read from the plan alone (docs/methods.md, "Who saw
// what").
#pragma once

#include "core/audit/plan.h"
#include "core/membership/attack.h"

#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

// The model an audit speaks of: the one to be released, or what the plan has instead of a student.
[[nodiscard]] std::string examinedModel(const Plan& plan);

// Whether the set is training data for a question about the model: its own, or its teacher's.
[[nodiscard]] bool isTrainingData(const Plan& plan, std::string_view model, const DataPlan& data);

// Whether baseline_2 can stand for another seed of the baseline: both are there and saw the same sets.
[[nodiscard]] bool isSeedOfBaseline(const Plan& plan);

// How a model is tested on a data set: "direct" (it saw the set), "indirect" (only its teacher did),
// "control" (base, which did not see it), or nothing.
[[nodiscard]] std::string_view testKind(const Plan& plan, const ModelPlan& model, const DataPlan& data);

// References that may attack the data set with `target`: base and declared references that did not see it.
[[nodiscard]] std::vector<const ModelPlan*> admissibleReferences(const Plan& plan, const ModelPlan& target,
                                                                 const DataPlan& data);

// References that may stand beside `target` in an attack with all of them: those that saw no data set of the
// plan, so that members and comparison set are measured against the same models.
[[nodiscard]] std::vector<const ModelPlan*> commonReferences(const Plan& plan, const ModelPlan& target);

// As the findings name attacks: "loss", "min_k:10"; with a reference "reference:base".
[[nodiscard]] std::string attackName(std::string_view attack, std::string_view reference = {});
// The names of an attack of the plan with `target` on this data set: one for each admissible reference where
// the attack takes each; none where it takes all and there are too few.
[[nodiscard]] std::vector<std::string> attackNames(const Plan& plan, const membership::ChosenAttack& attack,
                                                   const ModelPlan& target, const DataPlan& data);
// Whether the attack needs more than the release gives an outsider.
[[nodiscard]] bool beyondAccess(const Plan& plan, const membership::Attack& attack);
// The attack that `primary_attack` stands for on this data set: the first of its attackNames(), empty if
// there is none.
[[nodiscard]] std::string primaryAttackName(const Plan& plan, const ModelPlan& model, const DataPlan& data);

// Names of the sets that nobody saw, joined by "+"; empty if there is none.
[[nodiscard]] std::string comparisonName(const Plan& plan);

} // namespace retort::audit
