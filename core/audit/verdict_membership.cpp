// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"
#include "core/membership/attack.h"

#include <algorithm>
#include <array>

namespace retort::audit {

namespace {

constexpr double kLevel = 0.05;

std::string membershipVerdictOf(const Findings& findings, const MembershipFinding& finding,
                                std::string_view question) {
    const double p = finding.adjustedPValue.value_or(finding.pValue.value_or(1));
    if (failedGate(findings, question, finding.data, {"text_only", "control", "duplicates"}))
        return "invalid";
    if (p < kLevel && finding.evaluation.aucInterval.lower > 0.5)
        return "leakage demonstrated";
    if (failedGate(findings, question, finding.data, {"power"}))
        return "inconclusive";
    return "not demonstrated";
}

std::string membershipDetail(const MembershipFinding& finding, std::size_t family) {
    const stats::Evaluation& evaluation = finding.evaluation;
    std::string p = phrase("membership.detail_exploratory");
    if (finding.adjustedPValue)
        p = phrase("membership.detail_p",
                   {{"p", pValueText(*finding.adjustedPValue)}, {"family", std::to_string(family)}});
    return phrase("membership.detail",
                  {{"kind", phrase(finding.kind == "direct" ? "membership.direct" : "membership.indirect")},
                   {"data", finding.data},
                   {"against", finding.against},
                   {"auc_number", numberText(evaluation.auc)},
                   {"low", numberText(evaluation.aucInterval.lower)},
                   {"high", numberText(evaluation.aucInterval.upper)},
                   {"members", countText(evaluation.members)},
                   {"nonmembers", countText(evaluation.nonmembers)},
                   {"p", p}});
}

std::vector<std::string> pointSentences(const MembershipFinding& finding) {
    std::vector<std::string> lines;
    for (const stats::OperatingPoint& point : finding.evaluation.operatingPoints) {
        if (point.status != stats::PointStatus::Ok)
            continue;
        const auto others = static_cast<std::uint64_t>(1 / point.targetFpr + 0.5);
        lines.push_back(
            phrase("membership.detail_point", {{"found", numberText(100 * point.tpr, 1)},
                                               {"target", fmt::format("1 in {}", countText(others))},
                                               {"tpr", numberText(100 * point.tpr, 1)},
                                               {"fpr", fmt::format("{:g}", 100 * point.targetFpr)},
                                               {"data", finding.data}}));
    }
    return lines;
}

std::string membershipSentence(const Findings& findings, const MembershipFinding& finding,
                               const std::string& verdict, std::string_view question) {
    const stats::Evaluation& evaluation = finding.evaluation;
    if (verdict == "invalid") {
        const Gate* gate =
            failedGate(findings, question, finding.data, {"text_only", "control", "duplicates"});
        return phrase("membership.invalid",
                      {{"attack", finding.attack}, {"model", finding.model}, {"reason", gate->sentence}});
    }
    PhraseValues values = {{"attack", finding.attack},
                           {"model", finding.model},
                           {"auc_number", numberText(evaluation.auc)},
                           {"low", numberText(evaluation.aucInterval.lower)},
                           {"high", numberText(evaluation.aucInterval.upper)}};
    if (verdict == "leakage demonstrated") {
        values.emplace_back("auc", numberText(100 * evaluation.auc, 0));
        return phrase("membership.demonstrated", values);
    }
    values.emplace_back("detectable", numberText(evaluation.smallestDetectableAuc.value_or(1)));
    return phrase(verdict == "inconclusive" ? "membership.inconclusive" : "membership.not_demonstrated",
                  values);
}

// Why no result of the primary attack on the student is there.
std::string untestedReason(const Plan& plan, const Findings& findings, const std::string& kind) {
    if (plan.heldOut().empty())
        return phrase("membership.no_heldout");
    if (plan.attacks.empty())
        return phrase("membership.no_attack");
    const ModelPlan* student = plan.model("student");
    const bool anySet = student && std::ranges::any_of(plan.data, [&](const DataPlan& data) {
                            return testKind(plan, *student, data) == kind;
                        });
    if (!anySet)
        return phrase(kind == "direct" ? "membership.no_set" : "membership.no_indirect_set");
    const auto primary = membership::chooseAttack(plan.primaryAttack);
    const bool apart = std::ranges::any_of(findings.membership, [&](const MembershipFinding& finding) {
        return finding.model == "student" && finding.kind == kind && finding.beyondAccess;
    });
    if (apart && primary && beyondAccess(plan, *primary->attack))
        return phrase("membership.beyond_access", {{"attack", plan.primaryAttack}, {"access", plan.access}});
    return phrase("membership.no_result", {{"attack", plan.primaryAttack}});
}

} // namespace

// Several sets: the gravest result that may be stated leads, the others stand in the details.
Verdict membershipVerdict(const Plan& plan, const Findings& findings, const std::string& question,
                          const std::string& kind) {
    Verdict verdict;
    verdict.question = question;
    verdict.verdict = "not tested";
    constexpr std::array kOrder = {"not tested", "not demonstrated", "inconclusive", "invalid",
                                   "leakage demonstrated"};
    const auto rank = [&](std::string_view word) { return std::find(kOrder.begin(), kOrder.end(), word); };
    for (const MembershipFinding& finding : findings.membership) {
        if (finding.model != "student" || finding.kind != kind || !finding.pValue)
            continue;
        verdict.details.push_back(membershipDetail(finding, familySize(findings)));
        const std::string own = membershipVerdictOf(findings, finding, question);
        if (own == "leakage demonstrated") {
            for (std::string& line : pointSentences(finding))
                verdict.details.push_back(std::move(line));
        }
        if (rank(own) > rank(verdict.verdict)) {
            verdict.verdict = own;
            verdict.sentence = membershipSentence(findings, finding, own, question);
        }
    }
    if (verdict.verdict == "not tested")
        verdict.sentence =
            phrase("membership.not_tested", {{"reason", untestedReason(plan, findings, kind)}});
    return verdict;
}

} // namespace retort::audit
