// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"
#include "core/stats/intervals.h"

#include <algorithm>
#include <array>
#include <map>

namespace retort::audit {

namespace {

constexpr double kLevel = 0.05;

struct Counts {
    std::uint64_t memorized = 0;
    std::uint64_t records = 0;
    void add(const ExtractionFinding& finding) {
        memorized += finding.memorized;
        records += finding.records;
    }
};

const DataPlan& dataOf(const Plan& plan, std::string_view name) {
    return *std::find_if(plan.data.begin(), plan.data.end(),
                         [&](const DataPlan& data) { return data.name == name; });
}

// The model an extraction verdict speaks of: the one to be released, or what the plan has instead.
std::string examinedModel(const Plan& plan) {
    for (const std::string_view role : {"student", "teacher", "baseline"}) {
        if (plan.model(role))
            return std::string(role);
    }
    return {};
}

// Whether the set is training data for a question about the model: its own, or its teacher's.
bool isTrainingData(const Plan& plan, std::string_view model, const DataPlan& data) {
    return data.seen(model) || (model == "student" && plan.model("teacher") && data.seen("teacher"));
}

struct Details {
    std::uint64_t tested = 0;
    std::uint64_t memorized = 0;
    std::string types;
};

Details personalDetails(const ExtractionFinding& finding) {
    Details details;
    std::vector<std::string> types;
    for (const CountOf& type : finding.byType) {
        details.tested += type.records;
        details.memorized += type.memorized;
        types.push_back(
            fmt::format("{} {} of {}", type.name, countText(type.memorized), countText(type.records)));
    }
    details.types = fmt::format("{}", fmt::join(types, ", "));
    return details;
}

struct ExtractionTotals {
    Counts training;
    Counts heldOut;
    Counts details; // personal details that came out of training data, and those tested
    Counts heldOutDetails;
};

ExtractionTotals totalsOf(const Plan& plan, const std::string& model, const Findings& findings) {
    ExtractionTotals totals;
    for (const ExtractionFinding& finding : findings.extraction) {
        if (finding.model != model)
            continue;
        const DataPlan& data = dataOf(plan, finding.data);
        const bool training = isTrainingData(plan, model, data);
        if (finding.window == "first" && training)
            totals.training.add(finding);
        if (finding.window == "first" && data.seenBy.empty())
            totals.heldOut.add(finding);
        if (finding.window == "personal" && (training || data.seenBy.empty())) {
            const Details details = personalDetails(finding);
            Counts& counts = training ? totals.details : totals.heldOutDetails;
            counts.memorized += details.memorized;
            counts.records += details.tested;
        }
    }
    return totals;
}

std::vector<std::string> extractionDetails(const Plan& plan, const std::string& model,
                                           const Findings& findings) {
    std::vector<std::string> lines;
    const auto addAll = [&](std::string_view window) {
        for (const ExtractionFinding& finding : findings.extraction) {
            const DataPlan& data = dataOf(plan, finding.data);
            const bool training = isTrainingData(plan, model, data);
            if (finding.model != model || finding.window != window || finding.records == 0 ||
                !(training || data.seenBy.empty()))
                continue;
            if (window == "personal") {
                const Details details = personalDetails(finding);
                PhraseValues values = {{"data", finding.data},
                                       {"memorized", countText(details.memorized)},
                                       {"details", countText(details.tested)}};
                if (training)
                    values.emplace_back("types", details.types);
                lines.push_back(phrase(
                    training ? "extraction.detail_personal" : "extraction.detail_personal_control", values));
            } else {
                lines.push_back(
                    phrase("extraction.detail_set", {{"data", finding.data},
                                                     {"memorized", countText(finding.memorized)},
                                                     {"records", countText(finding.records)},
                                                     {"rate", percentText(finding.rate)},
                                                     {"windows", countText(finding.windowsTried)}}));
            }
        }
    };
    addAll("personal");
    addAll("first");
    lines.push_back(phrase("extraction.unnoticed", {{"prefix", std::to_string(plan.prefixTokens)}}));
    return lines;
}

std::optional<std::string> extractionCriterion(const Plan& plan, const ExtractionTotals& totals) {
    if (plan.criteria.empty())
        return std::nullopt;
    if (totals.training.records == 0 && totals.details.records == 0)
        return "cannot be determined";
    bool meets = true;
    if (const auto limit = plan.criteria.find("personal_details_extracted"); limit != plan.criteria.end())
        meets = meets && static_cast<double>(totals.details.memorized) <= limit->second;
    if (const auto limit = plan.criteria.find("extraction_rate"); limit != plan.criteria.end())
        meets = meets && static_cast<double>(totals.training.memorized) <=
                             limit->second * static_cast<double>(totals.training.records);
    return meets ? "meets" : "does not meet";
}

// Training data comes out more often than held-out data: 95 % lower bound of the difference above 0.
bool exceeds(const Counts& training, const Counts& heldOut) {
    return stats::newcombeDifference(training.memorized, training.records, heldOut.memorized, heldOut.records)
               .lower > 0;
}

// Personal details first, where they were tested.
std::string personalLead(const ExtractionTotals& totals) {
    if (totals.details.records == 0)
        return {};
    return phrase("extraction.personal_lead", {{"memorized", countText(totals.details.memorized)},
                                               {"details", countText(totals.details.records)}}) +
           " ";
}

Verdict extractionVerdict(const Plan& plan, const Findings& findings) {
    const std::string model = examinedModel(plan);
    const ExtractionTotals totals = totalsOf(plan, model, findings);
    Verdict verdict;
    verdict.question = "extraction";
    verdict.criterion = extractionCriterion(plan, totals);
    const Counts& training = totals.training;
    const Counts& heldOut = totals.heldOut;
    if (training.records == 0 && totals.details.records == 0) {
        verdict.verdict = "not tested";
        verdict.sentence = phrase("extraction.not_tested");
        return verdict;
    }
    verdict.details = extractionDetails(plan, model, findings);
    PhraseValues values = {{"memorized", countText(training.memorized)},
                           {"records", countText(training.records)},
                           {"model", model}};
    if (training.memorized == 0 && totals.details.memorized == 0) {
        verdict.verdict = "not demonstrated";
        verdict.sentence =
            phrase("extraction.not_demonstrated", {{"records", countText(training.records)},
                                                   {"model", model},
                                                   {"prefix", std::to_string(plan.prefixTokens)}});
        return verdict;
    }
    values.emplace_back("rate",
                        percentText(training.records == 0 ? 0
                                                          : static_cast<double>(training.memorized) /
                                                                static_cast<double>(training.records)));
    if (heldOut.records == 0) {
        verdict.verdict = "inconclusive";
        verdict.sentence = personalLead(totals) + phrase("extraction.inconclusive_no_control", values);
        return verdict;
    }
    values.emplace_back("control", countText(heldOut.memorized));
    values.emplace_back("controls", countText(heldOut.records));
    const bool shown = exceeds(training, heldOut) || exceeds(totals.details, totals.heldOutDetails);
    verdict.verdict = shown ? "leakage demonstrated" : "inconclusive";
    verdict.sentence = personalLead(totals) +
                       phrase(shown ? "extraction.demonstrated" : "extraction.inconclusive_control", values);
    return verdict;
}

std::string reductionSentence(const OverlapFinding& overlap, std::size_t family) {
    const memorization::Regions& regions = overlap.regions;
    const std::uint64_t baseline =
        regions.baseline + regions.teacherBaseline + regions.baselineStudent + regions.all;
    const std::uint64_t student = regions.studentTotal();
    const Reduction& reduction = overlap.reduction;
    if (baseline == 0 && student == 0)
        return phrase("origin.reduction_none", {{"data", overlap.data}});
    const double p = reduction.adjustedPValue.value_or(reduction.pValue.value_or(1));
    PhraseValues values = {{"data", overlap.data},
                           {"baseline", countText(baseline)},
                           {"p", pValueText(p)},
                           {"family", std::to_string(family)}};
    if (reduction.infinite)
        return phrase("origin.reduction_infinite", values);
    values.emplace_back("student", countText(student));
    values.emplace_back("ratio", boundText(reduction.ratio));
    values.emplace_back("low", boundText(reduction.interval.low));
    values.emplace_back("high", boundText(reduction.interval.high));
    return phrase("origin.reduction", values);
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

std::vector<std::string> originDetails(const Plan& plan, const Findings& findings) {
    std::vector<std::string> lines;
    bool lowerUtility = false;
    for (const OverlapFinding& overlap : findings.overlap) {
        const DataPlan& data = dataOf(plan, overlap.data);
        const bool trained = data.seen("teacher") || data.seen("baseline") || data.seen("student");
        if (overlap.window != "first" || !trained)
            continue;
        const memorization::Regions& regions = overlap.regions;
        lines.push_back(
            phrase("origin.detail_regions", {{"data", overlap.data},
                                             {"teacher", countText(regions.teacher)},
                                             {"baseline", countText(regions.baseline)},
                                             {"student", countText(regions.student)},
                                             {"teacher_baseline", countText(regions.teacherBaseline)},
                                             {"teacher_student", countText(regions.teacherStudent)},
                                             {"baseline_student", countText(regions.baselineStudent)},
                                             {"all", countText(regions.all)},
                                             {"records", countText(overlap.records)}}));
        if (overlap.easyShare)
            lines.push_back(phrase("origin.detail_easy", {{"data", overlap.data},
                                                          {"easy", countText(overlap.easy)},
                                                          {"share", percentText(*overlap.easyShare)}}));
        if (overlap.reduction.adjustedPValue) {
            lines.push_back(reductionSentence(overlap, familySize(findings)));
            lowerUtility = lowerUtility || overlap.reduction.lowerUtility;
        }
    }
    std::map<std::string, double> losses;
    for (const ModelFinding& model : findings.models) {
        if (model.heldOutLoss)
            losses[model.role] = *model.heldOutLoss;
    }
    if (lowerUtility)
        lines.push_back(phrase("origin.lower_utility", {{"student", numberText(losses["student"])},
                                                        {"baseline", numberText(losses["baseline"])}}));
    return lines;
}

Verdict originVerdict(const Plan& plan, const Findings& findings) {
    Verdict verdict;
    verdict.question = "origin";
    std::uint64_t inherited = 0;
    std::uint64_t pool = 0;
    for (const OverlapFinding& overlap : findings.overlap) {
        if (overlap.window != "first")
            continue;
        inherited += overlap.inherited;
        pool += overlap.inherited + overlap.regions.teacher;
    }
    if (findings.overlap.empty()) {
        verdict.verdict = "not tested";
        verdict.sentence = phrase("origin.not_tested");
        return verdict;
    }
    verdict.details = originDetails(plan, findings);
    if (pool == 0) {
        verdict.verdict = "not demonstrated";
        verdict.sentence = phrase("origin.nothing_to_inherit");
    } else if (inherited == 0) {
        verdict.verdict = "not demonstrated";
        verdict.sentence = phrase("origin.not_demonstrated", {{"pool", countText(pool)}});
    } else {
        verdict.verdict = "inconclusive";
        verdict.sentence =
            phrase("origin.inconclusive",
                   {{"inherited", countText(inherited)},
                    {"pool", countText(pool)},
                    {"rate", percentText(static_cast<double>(inherited) / static_cast<double>(pool))}});
    }
    return verdict;
}

// Gate that forbids a conclusion about this set, or nullptr.
const Gate* failedGate(const Findings& findings, std::string_view question, std::string_view data,
                       std::initializer_list<std::string_view> ids) {
    for (const Gate& gate : findings.gates) {
        if (gate.question == question && gate.data == data && gate.outcome == "failed" &&
            std::find(ids.begin(), ids.end(), gate.id) != ids.end())
            return &gate;
    }
    return nullptr;
}

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

// Several sets: the gravest result that may be stated leads, the others stand in the details.
Verdict membershipVerdict(const Plan& plan, const Findings& findings, const std::string& question,
                          const std::string& kind) {
    Verdict verdict;
    verdict.question = question;
    verdict.verdict = "not tested";
    if (plan.heldOut().empty()) {
        verdict.sentence = phrase("membership.not_tested", {{"reason", phrase("membership.no_heldout")}});
        return verdict;
    }
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
        verdict.sentence = phrase(
            "membership.not_tested",
            {{"reason", phrase(kind == "direct" ? "membership.no_set" : "membership.no_indirect_set")}});
    return verdict;
}

} // namespace

void assessVerdicts(const Plan& plan, Findings& findings) {
    findings.verdicts.push_back(extractionVerdict(plan, findings));
    findings.verdicts.push_back(originVerdict(plan, findings));
    findings.verdicts.push_back(membershipVerdict(plan, findings, "membership", "direct"));
    findings.verdicts.push_back(membershipVerdict(plan, findings, "indirect_membership", "indirect"));
    findings.verdicts.push_back(
        {"prediction", "not tested", phrase("prediction.not_tested"), {}, std::nullopt});
    for (const char* key : {"extraction", "membership", "students", "absence", "prediction", "release"})
        findings.notShown.push_back(phrase(fmt::format("not_shown.{}", key)));
}

} // namespace retort::audit
