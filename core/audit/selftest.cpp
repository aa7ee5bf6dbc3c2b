// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/selftest.h"

#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"
#include "core/stats/hypothesis_tests.h"

#include <algorithm>

namespace retort::audit {

namespace {

std::string verdictOn(const Findings& findings, std::string_view question) {
    for (const Verdict& verdict : findings.verdicts) {
        if (verdict.question == question)
            return verdict.verdict;
    }
    return "not tested";
}

// Counts of the window `first` on the student, in the training data and held out.
struct FirstWindows {
    MemorizedCounts training;
    MemorizedCounts heldOut;
};

FirstWindows firstWindows(const Findings& findings) {
    FirstWindows counts;
    for (const ExtractionFinding& finding : findings.extraction) {
        if (finding.model != "student" || finding.window != "first")
            continue;
        for (const DataFinding& data : findings.data) {
            if (data.name == finding.data)
                (data.seenBy.empty() ? counts.heldOut : counts.training).add(memorizedCounts(finding));
        }
    }
    return counts;
}

const MembershipFinding* primaryFinding(const Findings& findings) {
    for (const MembershipFinding& finding : findings.membership) {
        if (finding.model == "student" && isPrimary(findings.audit, finding))
            return &finding;
    }
    return nullptr;
}

SelftestControl controlOf(std::string_view id, bool passed, std::string_view rule, Json inputs) {
    SelftestControl control;
    control.id = id;
    control.passed = passed;
    control.rule = phrase(rule);
    control.inputs = std::move(inputs);
    return control;
}

} // namespace

std::vector<SelftestControl> judgeExact(const ExactOutcome& outcome) {
    SelftestControl extraction =
        controlOf("exact_extraction",
                  outcome.known > 0 && outcome.knownMemorized == outcome.known && outcome.unknown > 0 &&
                      outcome.unknownMemorized == 0 && outcome.auc == 1,
                  "selftest.exact_extraction_rule",
                  {{"known", outcome.known},
                   {"known_memorized", outcome.knownMemorized},
                   {"unknown", outcome.unknown},
                   {"unknown_memorized", outcome.unknownMemorized},
                   {"auc", outcome.auc}});
    extraction.sentence =
        phrase("selftest.exact_extraction", {{"memorized", countText(outcome.knownMemorized)},
                                             {"known", countText(outcome.known)},
                                             {"wrong", countText(outcome.unknownMemorized)},
                                             {"unknown", countText(outcome.unknown)},
                                             {"auc", numberText(outcome.auc)}});
    SelftestControl probability = controlOf(
        "exact_probability", outcome.largestDifference <= kExactTolerance, "selftest.exact_probability_rule",
        {{"largest_difference", outcome.largestDifference}, {"tolerance", kExactTolerance}});
    probability.sentence = phrase("selftest.exact_probability",
                                  {{"difference", fmt::format("{:.1e}", outcome.largestDifference)}});
    return {std::move(extraction), std::move(probability)};
}

std::vector<SelftestControl> judgePlanted(const Findings& findings) {
    const FirstWindows counts = firstWindows(findings);
    const std::string extractionVerdict = verdictOn(findings, "extraction");
    SelftestControl extraction =
        controlOf("planted_extraction", extractionVerdict == "leakage demonstrated", "selftest.planted_rule",
                  {{"verdict", extractionVerdict},
                   {"memorized", counts.training.memorized},
                   {"records", counts.training.tested},
                   {"held_out_memorized", counts.heldOut.memorized},
                   {"held_out_records", counts.heldOut.tested}});
    extraction.sentence =
        phrase("selftest.planted_extraction", {{"memorized", countText(counts.training.memorized)},
                                               {"records", countText(counts.training.tested)},
                                               {"control", countText(counts.heldOut.memorized)},
                                               {"controls", countText(counts.heldOut.tested)},
                                               {"verdict", extractionVerdict}});
    const std::string membershipVerdict = verdictOn(findings, "membership");
    const MembershipFinding* finding = primaryFinding(findings);
    const stats::Evaluation evaluation = finding ? finding->evaluation : stats::Evaluation{};
    SelftestControl membership = controlOf(
        "planted_membership", finding && membershipVerdict == "leakage demonstrated", "selftest.planted_rule",
        {{"verdict", membershipVerdict},
         {"attack", findings.audit.primaryAttack},
         {"auc", evaluation.auc},
         {"auc_interval", stats::toJson(evaluation.aucInterval)}});
    membership.sentence =
        phrase("selftest.planted_membership", {{"attack", findings.audit.primaryAttack},
                                               {"auc", numberText(evaluation.auc)},
                                               {"low", numberText(evaluation.aucInterval.lower)},
                                               {"high", numberText(evaluation.aucInterval.upper)},
                                               {"verdict", membershipVerdict}});
    return {std::move(extraction), std::move(membership)};
}

SelftestControl judgeClean(const Findings& findings) {
    const FirstWindows counts = firstWindows(findings);
    std::vector<std::string> names = {"extraction"};
    std::vector<double> pValues = {stats::fisherExactGreater(
        counts.training.memorized, counts.training.tested, counts.heldOut.memorized, counts.heldOut.tested)};
    for (const MembershipFinding& finding : findings.membership) {
        if (finding.model != "student")
            continue;
        names.push_back(finding.attack);
        pValues.push_back(aucPValue(finding.evaluation));
    }
    const std::vector<double> adjusted = stats::holm(pValues);
    Json tests = Json::array();
    for (std::size_t i = 0; i < names.size(); ++i)
        tests.push_back({{"test", names[i]}, {"p_value", pValues[i]}, {"adjusted_p_value", adjusted[i]}});
    const double smallest = *std::min_element(adjusted.begin(), adjusted.end());
    const bool tested = counts.training.tested > 0 && names.size() > 1;
    SelftestControl control = controlOf("clean", tested && smallest > kCleanErrorRate, "selftest.clean_rule",
                                        {{"tests", std::move(tests)},
                                         {"error_rate", kCleanErrorRate},
                                         {"smallest_adjusted_p_value", smallest}});
    control.sentence = phrase("selftest.clean", {{"memorized", countText(counts.training.memorized)},
                                                 {"records", countText(counts.training.tested)},
                                                 {"tests", std::to_string(names.size())},
                                                 {"p", pValueText(smallest)}});
    return control;
}

} // namespace retort::audit
