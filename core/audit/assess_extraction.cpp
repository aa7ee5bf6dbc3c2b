// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/audit/phrases.h"
#include "core/memorization/extraction_rate.h"
#include "core/stats/intervals.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace retort::audit {

namespace {

struct MeanAndError {
    double mean = 0;
    double error = 0; // standard error
};

MeanAndError meanOf(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values)
        sum += value;
    const auto n = static_cast<double>(values.size());
    MeanAndError result;
    result.mean = sum / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - result.mean) * (value - result.mean);
    result.error = values.size() > 1 ? std::sqrt(squares / (n - 1) / n) : 0;
    return result;
}

// Losses of the held-out records that have one, over all held-out sets in order.
Result<std::vector<double>> heldOutLosses(AuditView& view, std::string_view model) {
    std::vector<double> losses;
    for (const DataPlan* data : view.plan().heldOut()) {
        RETORT_TRY(const auto* values, view.column(data->name, model, "loss"));
        if (!values)
            continue;
        std::copy_if(values->begin(), values->end(), std::back_inserter(losses),
                     [](double value) { return std::isfinite(value); });
    }
    return losses;
}

// Whether the student's held-out loss is significantly worse than the baseline's: the 95 % interval of the
// paired mean difference lies above 0.
Result<bool> studentHasLowerUtility(AuditView& view) {
    RETORT_TRY(const std::vector<double> student, heldOutLosses(view, "student"));
    RETORT_TRY(const std::vector<double> baseline, heldOutLosses(view, "baseline"));
    if (student.size() != baseline.size() || student.size() < 2)
        return false;
    std::vector<double> differences(student.size());
    std::transform(student.begin(), student.end(), baseline.begin(), differences.begin(), std::minus<>());
    const MeanAndError difference = meanOf(differences);
    return difference.mean - stats::kNormal975 * difference.error > 0;
}

std::vector<CountOf> countsByType(const std::vector<PersonalVerdict>& verdicts) {
    std::map<std::string, CountOf> byType;
    for (const PersonalVerdict& verdict : verdicts) {
        CountOf& count = byType[verdict.type];
        count.name = verdict.type;
        ++count.records;
        count.memorized += verdict.memorized ? 1 : 0;
    }
    std::vector<CountOf> counts;
    for (auto& [type, count] : byType)
        counts.push_back(std::move(count));
    return counts;
}

Result<ExtractionFinding> extractionOf(AuditView& view, const ModelPlan& model, const DataPlan& data,
                                       const std::string& window) {
    ExtractionFinding finding;
    finding.model = model.name;
    finding.data = data.name;
    finding.window = window;
    RETORT_TRY(const auto verdicts, view.verdicts(data.name, model.name, window));
    RETORT_TRY(const auto* records, view.records(data.name));
    const bool sampled = view.plan().sample > 0;
    const memorization::ExtractionRate rate = memorization::extractionRate(verdicts, sampled);
    finding.records = rate.records;
    finding.memorized = rate.memorized;
    finding.rate = rate.rate.value_or(0);
    if (rate.interval)
        finding.interval = Interval{rate.interval->lower, rate.interval->upper};
    std::vector<std::uint64_t> repeats;
    for (const store::Record& record : *records)
        repeats.push_back(record.repeats);
    if (!verdicts.empty()) {
        for (const auto& group : memorization::extractionByRepeats(verdicts, repeats, sampled))
            finding.byRepeats.push_back(
                {std::to_string(group.repeats), group.rate.records, group.rate.memorized});
    }
    RETORT_TRY(const auto* rechecked, view.column(data.name, model.name, kRechecked));
    if (rechecked)
        finding.rechecked = static_cast<std::uint64_t>(std::count(rechecked->begin(), rechecked->end(), 1.0));
    if (window == "personal") {
        RETORT_TRY(const auto details, personalVerdicts(view.audit(), model, data.name));
        finding.windowsTried = details.size();
        finding.byType = countsByType(details);
    } else if (window == "stride") {
        RETORT_TRY(const auto windows, view.audit().records().windows(data.name, model.tokenizer));
        finding.windowsTried = static_cast<std::uint64_t>(
            std::count_if(windows.begin(), windows.end(), [](const store::Window& tried) {
                return tried.kind == store::WindowKind::Stride;
            }));
    } else {
        finding.windowsTried = finding.records;
    }
    return finding;
}

// What another seed of the comparison model alone makes look inherited: (T and B2) without B.
Result<std::optional<std::uint64_t>> seedFloorOf(AuditView& view, const DataPlan& data,
                                                 const std::string& window,
                                                 std::span<const std::uint64_t> clusters) {
    if (!isSeedOfBaseline(view.plan()))
        return std::optional<std::uint64_t>();
    RETORT_TRY(const auto teacher, view.verdicts(data.name, "teacher", window));
    RETORT_TRY(const auto baseline, view.verdicts(data.name, "baseline", window));
    RETORT_TRY(const auto second, view.verdicts(data.name, "baseline_2", window));
    if (second.empty())
        return std::optional<std::uint64_t>();
    RETORT_TRY(const memorization::Overlap overlap,
               memorization::overlap(teacher, baseline, second, clusters));
    return std::optional(overlap.regions.inherited());
}

Interval optionalInterval(const stats::PairedRatio& ratio) {
    return {ratio.lower, ratio.upper};
}

} // namespace

Status assessData(AuditView& view, const PreparedAudit& prepared, Findings& findings) {
    for (const PreparedData& data : prepared.data) {
        RETORT_TRY(const auto* records, view.records(data.plan.name));
        DataFinding finding;
        finding.name = data.plan.name;
        finding.records = records->size();
        finding.seenBy = data.plan.seenBy;
        finding.split = data.plan.split;
        std::set<std::uint64_t> clusters;
        for (const store::Record& record : *records) {
            if (record.excluded) {
                ++finding.excluded[*record.excluded];
                continue;
            }
            ++finding.scored;
            clusters.insert(record.cluster);
            finding.truncated += record.truncated ? 1 : 0;
            if (record.extractionExcluded)
                ++finding.extractionExcluded[*record.extractionExcluded];
        }
        finding.clusters = clusters.size();
        if (!data.plan.seenBy.empty() && data.plan.split != "random")
            findings.warnings.push_back(
                phrase("warning.split", {{"data", data.plan.name}, {"split", data.plan.split}}));
        findings.data.push_back(std::move(finding));
    }
    for (ModelFinding& model : findings.models) {
        RETORT_TRY(const std::vector<double> losses, heldOutLosses(view, model.name));
        if (!losses.empty())
            model.heldOutLoss = meanOf(losses).mean;
    }
    return {};
}

Status assessExtraction(AuditView& view, Findings& findings) {
    const Plan& plan = view.plan();
    for (const ModelPlan& model : plan.models) {
        for (const DataPlan& data : plan.data) {
            for (const std::string& window : plan.windows) {
                RETORT_TRY(ExtractionFinding finding, extractionOf(view, model, data, window));
                if (finding.rechecked > 0 && window == plan.windows.front())
                    findings.warnings.push_back(
                        phrase("warning.rechecked", {{"model", model.name},
                                                     {"data", data.name},
                                                     {"count", countText(finding.rechecked)},
                                                     {"precision", plan.precision}}));
                findings.extraction.push_back(std::move(finding));
            }
        }
    }
    return {};
}

Status assessOverlap(AuditView& view, Findings& findings) {
    const Plan& plan = view.plan();
    if (!plan.model("teacher") || !plan.model("baseline") || !plan.model("student") ||
        !shareTokenizer(plan, {"teacher", "baseline", "student"}))
        return {};
    RETORT_TRY(const bool lowerUtility, studentHasLowerUtility(view));
    for (const DataPlan& data : plan.data) {
        RETORT_TRY(const auto* records, view.records(data.name));
        std::vector<std::uint64_t> clusters;
        for (const store::Record& record : *records)
            clusters.push_back(record.cluster);
        for (const std::string& window : plan.windows) {
            RETORT_TRY(const auto teacher, view.verdicts(data.name, "teacher", window));
            RETORT_TRY(const auto baseline, view.verdicts(data.name, "baseline", window));
            RETORT_TRY(const auto student, view.verdicts(data.name, "student", window));
            if (teacher.empty() || baseline.empty() || student.empty())
                continue;
            RETORT_TRY(const memorization::Overlap overlap,
                       memorization::overlap(teacher, baseline, student, clusters));
            const memorization::Regions& regions = overlap.regions;
            const memorization::Reduction& reduction = overlap.reduction;
            OverlapFinding finding;
            finding.data = data.name;
            finding.window = window;
            finding.records = regions.records;
            finding.regions = regions;
            finding.inherited = regions.inherited();
            finding.inheritedRate = regions.inheritedRate();
            finding.easy = regions.easy();
            finding.easyShare = regions.easyShare();
            finding.studentOnly = regions.studentOnly();
            finding.reduction = {reduction.ratio.ratio,
                                 reduction.ratio.infinite,
                                 optionalInterval(reduction.ratio),
                                 reduction.pValue,
                                 std::nullopt,
                                 lowerUtility};
            RETORT_TRY(finding.seedFloor, seedFloorOf(view, data, window, clusters));
            findings.overlap.push_back(std::move(finding));
        }
    }
    return {};
}

} // namespace retort::audit
