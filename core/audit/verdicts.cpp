// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"

#include <algorithm>

namespace retort::audit {

const DataPlan& dataOf(const Plan& plan, std::string_view name) {
    return *std::find_if(plan.data.begin(), plan.data.end(),
                         [&](const DataPlan& data) { return data.name == name; });
}

std::size_t familySize(const Findings& findings) {
    const auto membership =
        std::count_if(findings.membership.begin(), findings.membership.end(),
                      [](const auto& finding) { return finding.adjustedPValue.has_value(); });
    const auto overlap =
        std::count_if(findings.overlap.begin(), findings.overlap.end(),
                      [](const auto& finding) { return finding.reduction.adjustedPValue.has_value(); });
    return static_cast<std::size_t>(membership + overlap);
}

void assessVerdicts(const Plan& plan, Findings& findings) {
    findings.verdicts.push_back(extractionVerdict(plan, findings));
    findings.verdicts.push_back(originVerdict(plan, findings));
    findings.verdicts.push_back(membershipVerdict(plan, findings, "membership", "direct"));
    findings.verdicts.push_back(membershipVerdict(plan, findings, "indirect_membership", "indirect"));
    findings.verdicts.push_back(
        {"prediction", "not tested", phrase("prediction.not_tested"), {}, std::nullopt});
    const bool stride = headlineWindow(plan.windows) == "stride";
    for (const char* key : {stride ? "extraction_stride" : "extraction", "membership", "students", "absence",
                            "prediction", "release"})
        findings.notShown.push_back(phrase(fmt::format("not_shown.{}", key)));
    for (const DataPlan& data : plan.data) {
        if (!data.responseField.empty())
            findings.notShown.push_back(phrase("not_shown.prompts", {{"data", data.name}}));
    }
}

} // namespace retort::audit
