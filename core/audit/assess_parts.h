// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps of assess(), each with one subject. Internal to core/audit.
#pragma once

#include "core/audit/assess.h"
#include "core/audit/audit_view.h"
#include "core/audit/findings.h"
#include "core/audit/prepare.h"
#include "core/audit/roles.h"
#include "core/base/result.h"

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace retort::audit {

// Data sets, extraction per model and window, overlap of the three models, held-out losses.
[[nodiscard]] Status assessData(AuditView& view, const PreparedAudit& prepared, Findings& findings);
[[nodiscard]] Status assessExtraction(AuditView& view, Findings& findings);
[[nodiscard]] Status assessOverlap(AuditView& view, Findings& findings);
[[nodiscard]] Status assessFurtherExtraction(AuditView& view, Findings& findings);
// Every admissible attack; writes the curves.
[[nodiscard]] Status assessMembership(store::AuditFile& audit, AuditView& view, Findings& findings);
// The primary attack group by group. Needs the membership findings.
[[nodiscard]] Status assessGroups(AuditView& view, Findings& findings);
// One finding for each model, data set and type of detail that has slots, and the columns kSlotRank and
// kSlotCandidates.
[[nodiscard]] Status assessSlots(store::AuditFile& audit, const PreparedAudit& prepared,
                                 const std::vector<SlotSet>& slots, Findings& findings);
// Needs the membership findings.
[[nodiscard]] Status assessAgreement(AuditView& view, Findings& findings);
[[nodiscard]] Status assessGates(AuditView& view, const PreparedAudit& prepared, const RunFacts& facts,
                                 Findings& findings);
// The parts of assessGates(): those of the membership questions on the student, and those of extraction on
// the examined model.
[[nodiscard]] Status membershipGates(AuditView& view, const PreparedAudit& prepared, Findings& findings);
[[nodiscard]] Status extractionGates(AuditView& view, Findings& findings);
// A gate that forbids a conclusion on this question about this set, or nullptr.
[[nodiscard]] const Gate* failedGate(const Findings& findings, std::string_view question,
                                     std::string_view data, std::initializer_list<std::string_view> ids);
// Whether base, which never saw the training data, explains all that came out of this window.
[[nodiscard]] bool baseExplains(const Findings& findings, std::string_view window);

struct MemorizedCounts {
    std::uint64_t memorized = 0;
    std::uint64_t tested = 0;
    void add(const MemorizedCounts& other) {
        memorized += other.memorized;
        tested += other.tested;
    }
};
// Records; in the window `personal` details.
[[nodiscard]] MemorizedCounts memorizedCounts(const ExtractionFinding& finding);

// Holm over the confirmatory family {primary attack on the student, reduction}: fills in adjusted p-values.
void adjustConfirmatory(Findings& findings);
// One verdict for each question.
void assessVerdicts(const Plan& plan, Findings& findings);
[[nodiscard]] Verdict extractionVerdict(const Plan& plan, const Findings& findings);
[[nodiscard]] Verdict originVerdict(const Plan& plan, const Findings& findings);
// question: "membership" (kind "direct") or "indirect_membership" (kind "indirect").
[[nodiscard]] Verdict membershipVerdict(const Plan& plan, const Findings& findings,
                                        const std::string& question, const std::string& kind);

// The plan's data set of this name, which exists.
[[nodiscard]] const DataPlan& dataOf(const Plan& plan, std::string_view name);
// Tests of the confirmatory family, once adjustConfirmatory() has filled it in.
[[nodiscard]] std::size_t familySize(const Findings& findings);

// A test that would miss this AUC is too small for a verdict.
inline constexpr double kAucWorthFinding = 0.6;
// One-sided p-value of AUC > 0.5: Mann-Whitney, normal approximation, over clusters.
[[nodiscard]] double aucPValue(const stats::Evaluation& evaluation);

// Scores of an attack over the set's records with a loss and those of the comparison set (all sets that
// nobody saw); ids are "data:id". Nothing if the model has no such column on one of them.
[[nodiscard]] Result<std::optional<stats::ScoreSet>>
attackScores(AuditView& view, std::string_view model, std::string_view data, std::string_view attack);
} // namespace retort::audit
