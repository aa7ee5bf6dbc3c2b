// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From stored token tables to per-record columns: scores, verdicts and attacks, without the model.
#pragma once

#include "core/audit/plan.h"
#include "core/audit/prepare.h"
#include "core/audit/roles.h"
#include "core/base/result.h"
#include "core/store/audit_file.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

// Names of the columns (one value per record, NaN: absent), beside attackColumn():
// loss, perplexity, entropy, min_k, min_k_pp over the record's predicted tokens; suffix_log_probability,
// suffix_entropy, suffix_token_accuracy, greedy_match_tokens, smallest_margin and memorized (0, 1) for the
// window `first`; memorized_stride and memorized_personal (0, 1: any window of the record) for `stride` and
// `personal`.
inline constexpr std::string_view kMemorized = "memorized";
inline constexpr std::string_view kMemorizedStride = "memorized_stride";
inline constexpr std::string_view kMemorizedPersonal = "memorized_personal";
inline constexpr std::string_view kRechecked = "rechecked"; // 1: re-run alone in f32; written by the run
inline constexpr std::string_view kRegion = "region"; // without model: 1 teacher + 2 baseline + 4 student
// Without model, for prompt/response data: content tokens before the response; written by the run.
inline constexpr std::string_view kPromptTokens = "prompt_tokens";
// Of models with another tokenizer than the examined model's, for which they take the place of the records'
// own numbers: tokens of the scored part, and whether the record was cut (0, 1); kPromptTokens likewise. 0
// where the model has no row. Written by the run.
inline constexpr std::string_view kOwnTokens = "tokens";
inline constexpr std::string_view kOwnTruncated = "truncated";

// The slot test's best placed slot of a record: rank of the true value, and how many others there were.
inline constexpr std::string_view kSlotRank = "slot_rank";
inline constexpr std::string_view kSlotCandidates = "slot_candidates";

// "memorized" for window "first", "memorized_stride" for "stride", "memorized_personal" for "personal".
[[nodiscard]] std::string_view verdictColumn(std::string_view window);
// Of a name of triedAttacks(): "attack_loss", "attack_reference:base".
[[nodiscard]] std::string attackColumn(std::string_view attack);
// A memorized personal detail: which kind, and by which record.
struct PersonalVerdict {
    std::uint64_t record = 0;
    std::string type;
    bool memorized = false;
};

// What the model's own tables say about one data set, written into the audit file as columns.
// Both result sets must be complete.
[[nodiscard]] Status deriveModel(store::AuditFile& audit, const ModelPlan& model, std::string_view dataSet);
// Verdicts of the personal windows one by one, for counts by kind of personal data.
[[nodiscard]] Result<std::vector<PersonalVerdict>>
personalVerdicts(const store::AuditFile& audit, const ModelPlan& model, std::string_view dataSet);
// One column for each of triedAttacks(): the plan's attacks with the model as target. All models must be
// scored on the data set. With a reference of another tokenizer the scores compare the text that all models
// concerned predict, per byte. `frequencies` by token id, empty without a frequency corpus. Of attacks that
// rank in a population these are the ratios; rankInPopulation() comes after.
[[nodiscard]] Status deriveAttacks(store::AuditFile& audit, const Plan& plan, const ModelPlan& model,
                                   const PreparedData& data, std::span<const double> frequencies);
// The column `region` of the headline window, once the verdicts of teacher, baseline and student are there;
// nothing if a role is missing or has another tokenizer.
[[nodiscard]] Status deriveRegions(store::AuditFile& audit, const Plan& plan, std::string_view dataSet);

} // namespace retort::audit
