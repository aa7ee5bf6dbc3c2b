// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is tested on what, and with which references: read from the plan alone (docs/methods.md, "Who saw
// what"). Before prepare() has filled in the models' tokenizers, all count as the same.
#pragma once

#include "core/audit/plan.h"
#include "core/membership/attack.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

// The model an audit speaks of: the one to be released, or what the plan has instead of a student.
[[nodiscard]] std::string examinedModel(const Plan& plan);

// Whether the set is training data for a question about the model: its own, or its teacher's.
[[nodiscard]] bool isTrainingData(const Plan& plan, std::string_view model, const DataPlan& data);

// Whether those of the named models that the plan has see the same tokens of every text.
[[nodiscard]] bool shareTokenizer(const Plan& plan, std::initializer_list<std::string_view> models);

// Whether baseline_2 can stand for another seed of the baseline: both are there, share a tokenizer and saw
// the same sets.
[[nodiscard]] bool isSeedOfBaseline(const Plan& plan);

// How a model is tested on a data set: "direct" (it saw the set), "indirect" (only its teacher did),
// "control" (base, which did not see it), or nothing.
[[nodiscard]] std::string_view testKind(const Plan& plan, const ModelPlan& model, const DataPlan& data);

// Whether the model is tested on any data set.
[[nodiscard]] bool isTested(const Plan& plan, const ModelPlan& model);

// References that may attack the data set with `target`: base and declared references that did not see it.
[[nodiscard]] std::vector<const ModelPlan*> admissibleReferences(const Plan& plan, const ModelPlan& target,
                                                                 const DataPlan& data);

// References that may stand beside `target` in an attack with all of them: those that saw no data set of the
// plan, so that members and comparison set are measured against the same models.
[[nodiscard]] std::vector<const ModelPlan*> commonReferences(const Plan& plan, const ModelPlan& target);

// As the findings name attacks: "loss", "min_k:10"; with a reference "reference:base".
[[nodiscard]] std::string attackName(std::string_view attack, std::string_view reference = {});
// An attack of the plan as it is tried: its name in the findings, and the references it compares with.
struct TriedAttack {
    std::string name;
    std::vector<const ModelPlan*> references;
};
// The ways to try an attack with `target` on this data set: one for each admissible reference where the
// attack takes each, without those of another tokenizer where it compares token by token; none where it takes
// all and there are too few.
[[nodiscard]] std::vector<TriedAttack> triedAttacks(const Plan& plan, const membership::ChosenAttack& attack,
                                                    const ModelPlan& target, const DataPlan& data);
// Whether `target` and one of the references have different tokenizers, so that they are compared per byte of
// text and not per token.
[[nodiscard]] bool comparesPerByte(const ModelPlan& target, const std::vector<const ModelPlan*>& references);
// Whether the attack needs more than the release gives an outsider.
[[nodiscard]] bool beyondAccess(const Plan& plan, const membership::Attack& attack);
// The attack that `primary_attack` stands for on this data set: the first of its triedAttacks(), empty if
// there is none.
[[nodiscard]] std::string primaryAttackName(const Plan& plan, const ModelPlan& model, const DataPlan& data);

// Names of the sets that nobody saw, joined by "+"; empty if there is none.
[[nodiscard]] std::string comparisonName(const Plan& plan);

} // namespace retort::audit
