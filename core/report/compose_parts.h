// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Internal to core/report: one function a section.
#pragma once

#include "core/report/compose.h"

#include <string_view>
#include <vector>

namespace retort::report {

struct Source {
    const audit::Findings& findings;
    const ReportFacts& facts;
};

[[nodiscard]] Section composeTitle(const Source& source);
[[nodiscard]] Section composeVerdict(const Source& source);
[[nodiscard]] Section composeSubject(const Source& source);
[[nodiscard]] Section composeData(const Source& source);
[[nodiscard]] Section composeRelease(const Source& source);
[[nodiscard]] Section composeScope(const Source& source);
[[nodiscard]] Section composeMethods(const Source& source);
[[nodiscard]] Section composeValidity(const Source& source);
[[nodiscard]] Section composeExtraction(const Source& source);
[[nodiscard]] Section composeMembership(const Source& source);
[[nodiscard]] Section composeComparison(const Source& source);
[[nodiscard]] Section composeLimits(const Source& source);
[[nodiscard]] Section composeProvenance(const Source& source);
[[nodiscard]] Section composeGlossary(const Source& source);
[[nodiscard]] Section composeFullMembership(const Source& source);

// Extraction beyond word for word; none where there was none.
[[nodiscard]] std::vector<Block> furtherExtractionBlocks(const audit::Findings& findings);
// Tables of the slot test and of the attacks' further passes; none where there were none.
[[nodiscard]] std::vector<Block> slotBlocks(const audit::Findings& findings);
[[nodiscard]] std::vector<Block> passBlocks(const audit::Findings& findings);
// Membership by group, all attacks together, and agreement with extraction, each under its heading; average
// precision and balanced accuracy of all attacks. None where the findings have none.
[[nodiscard]] std::vector<Block> groupBlocks(const audit::Findings& findings);
[[nodiscard]] std::vector<Block> bestOfBlocks(const audit::Findings& findings);
[[nodiscard]] std::vector<Block> agreementBlocks(const audit::Findings& findings);
[[nodiscard]] std::vector<Block> measureBlocks(const audit::Findings& findings);

// Teacher, comparison model, student first, then the others in the findings' order.
[[nodiscard]] std::vector<std::string> modelOrder(const audit::Findings& findings);
// The student; without one the teacher, else the first model. Empty without models.
[[nodiscard]] std::string examinedModel(const audit::Findings& findings);
[[nodiscard]] std::string questionWords(std::string_view question, const std::string& model);
// Details of the verdicts on these questions, as a list; empty if there are none.
[[nodiscard]] List verdictDetails(const audit::Findings& findings,
                                  const std::vector<std::string_view>& questions);
[[nodiscard]] std::string modelList(const std::vector<std::string>& models);

} // namespace retort::report
