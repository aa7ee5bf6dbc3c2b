// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"

#include <map>

namespace retort::audit {

namespace {

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

std::vector<std::string> originDetails(const Plan& plan, const Findings& findings) {
    std::vector<std::string> lines;
    bool lowerUtility = false;
    for (const OverlapFinding& overlap : findings.overlap) {
        const DataPlan& data = dataOf(plan, overlap.data);
        const bool trained = data.seen("teacher") || data.seen("baseline") || data.seen("student");
        if (overlap.window != headlineWindow(plan.windows) || !trained)
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
        if (overlap.seedFloor)
            lines.push_back(
                phrase("origin.detail_seed_floor", {{"data", overlap.data},
                                                    {"floor", countText(*overlap.seedFloor)},
                                                    {"inherited", countText(overlap.inherited)}}));
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

} // namespace

Verdict originVerdict(const Plan& plan, const Findings& findings) {
    Verdict verdict;
    verdict.question = "origin";
    std::uint64_t inherited = 0;
    std::uint64_t pool = 0;
    std::optional<std::uint64_t> floor;
    for (const OverlapFinding& overlap : findings.overlap) {
        if (overlap.window != headlineWindow(plan.windows))
            continue;
        inherited += overlap.inherited;
        pool += overlap.inherited + overlap.regions.teacher;
        if (overlap.seedFloor)
            floor = floor.value_or(0) + *overlap.seedFloor;
    }
    if (findings.overlap.empty()) {
        verdict.verdict = "not tested";
        verdict.sentence =
            phrase(shareTokenizer(plan, {"teacher", "baseline", "student"}) ? "origin.not_tested"
                                                                            : "origin.not_tested_tokenizers");
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
        PhraseValues values = {
            {"inherited", countText(inherited)},
            {"pool", countText(pool)},
            {"rate", percentText(static_cast<double>(inherited) / static_cast<double>(pool))}};
        if (floor)
            values.emplace_back("floor", countText(*floor));
        verdict.sentence = phrase(floor ? "origin.inconclusive_floor" : "origin.inconclusive", values);
    }
    return verdict;
}

} // namespace retort::audit
