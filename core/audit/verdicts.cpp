// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"

#include <algorithm>
#include <string>
#include <vector>

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

namespace {

// Models whose numbers a question rests on.
std::vector<std::string> modelsOf(const Plan& plan, std::string_view question) {
    if (question == "origin")
        return {"teacher", "baseline", "student"};
    return {question == "extraction" ? examinedModel(plan) : "student"};
}

// What makes the numbers of a model worthless: they don't come out the same again, or it predicts nothing.
const Gate* brokenModel(const Findings& findings, const std::vector<std::string>& models) {
    for (const Gate& gate : findings.gates) {
        const bool concerned = std::find(models.begin(), models.end(), gate.model) != models.end();
        const bool fatal = gate.id == "stability" || predictsNothing(gate);
        if (concerned && fatal && gate.outcome == "failed")
            return &gate;
    }
    return nullptr;
}

void withdrawWhereBroken(const Plan& plan, Findings& findings) {
    for (Verdict& verdict : findings.verdicts) {
        if (verdict.verdict == "not tested")
            continue;
        const Gate* gate = brokenModel(findings, modelsOf(plan, verdict.question));
        if (!gate)
            continue;
        verdict.verdict = "invalid";
        verdict.sentence = phrase("verdict.broken_model", {{"reason", gate->sentence}});
        if (verdict.criterion)
            verdict.criterion = "cannot be determined";
    }
}

} // namespace

void assessVerdicts(const Plan& plan, Findings& findings) {
    findings.verdicts.push_back(extractionVerdict(plan, findings));
    findings.verdicts.push_back(originVerdict(plan, findings));
    findings.verdicts.push_back(membershipVerdict(plan, findings, "membership", "direct"));
    findings.verdicts.push_back(membershipVerdict(plan, findings, "indirect_membership", "indirect"));
    findings.verdicts.push_back(
        {"prediction", "not tested", phrase("prediction.not_tested"), {}, std::nullopt});
    withdrawWhereBroken(plan, findings);
    const bool stride = headlineWindow(plan.windows) == "stride";
    const char* membership = findings.passes.empty() ? "membership" : "membership_passes";
    for (const char* key : {stride ? "extraction_stride" : "extraction", membership, "students", "absence",
                            "prediction", "release"})
        findings.notShown.push_back(phrase(fmt::format("not_shown.{}", key)));
    for (const DataPlan& data : plan.data) {
        if (!data.responseField.empty())
            findings.notShown.push_back(phrase("not_shown.prompts", {{"data", data.name}}));
    }
}

} // namespace retort::audit
