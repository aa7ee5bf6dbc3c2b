// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/memorization/continuation.h"
#include "core/memorization/discoverable.h"
#include "core/memorization/exposure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace retort::audit {

namespace {

// Of arXiv 2508.07054's code.
constexpr std::array kTeacherThresholds = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999};

// The values that are there.
std::vector<double> present(const std::vector<double>* column) {
    std::vector<double> values;
    if (column != nullptr)
        std::copy_if(column->begin(), column->end(), std::back_inserter(values),
                     [](double value) { return !std::isnan(value); });
    return values;
}

double meanOf(const std::vector<double>& values) {
    return values.empty()
               ? 0
               : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Status assessSuffixes(AuditView& view, FurtherExtraction& finding) {
    RETORT_TRY(const auto* probability, view.column(finding.data, finding.model, "suffix_log_probability"));
    RETORT_TRY(const auto* accuracy, view.column(finding.data, finding.model, "suffix_token_accuracy"));
    RETORT_TRY(const auto* matched, view.column(finding.data, finding.model, "greedy_match_tokens"));
    const std::vector<double> matches = present(matched);
    finding.records = matches.size();
    finding.suffixTokenAccuracy = meanOf(present(accuracy));
    finding.greedyMatchTokens = meanOf(matches);
    if (!matches.empty())
        finding.longestMatch = static_cast<std::uint64_t>(*std::max_element(matches.begin(), matches.end()));
    const std::vector<double> logs = present(probability);
    if (logs.empty())
        return {};
    for (const std::uint64_t queries : view.plan().queries) {
        const auto count = std::count_if(logs.begin(), logs.end(), [&](double log) {
            return memorization::isDiscoverable(log, queries, view.plan().chance);
        });
        finding.discoverable.push_back({queries, view.plan().chance, static_cast<std::uint64_t>(count)});
    }
    return {};
}

Status assessVerbatim(AuditView& view, FurtherExtraction& finding) {
    RETORT_TRY(const auto* column, view.column(finding.data, finding.model, kVerbatim));
    if (column == nullptr)
        return {};
    RETORT_TRY(const auto* records, view.records(finding.data));
    const std::vector<double> values = present(column);
    VerbatimCount count;
    count.records = values.size();
    count.verbatim = static_cast<std::uint64_t>(std::count(values.begin(), values.end(), 1.0));
    RETORT_TRY(const auto* truncated, view.column(finding.data, finding.model, kOwnTruncated));
    count.truncated = static_cast<std::uint64_t>(
        std::count_if(records->begin(), records->end(), [&](const store::Record& record) {
            const bool cut = truncated ? (*truncated)[record.ordinal] > 0 : record.truncated;
            return !record.excluded && cut;
        }));
    finding.verbatim = count;
    return {};
}

Result<std::optional<double>> heldOutAccuracy(AuditView& view, const std::string& model) {
    std::vector<double> values;
    for (const DataPlan* data : view.plan().heldOut()) {
        RETORT_TRY(const auto* column, view.column(data->name, model, kContinuationAccuracy));
        const std::vector<double> own = present(column);
        values.insert(values.end(), own.begin(), own.end());
    }
    return values.empty() ? std::optional<double>() : meanOf(values);
}

Result<std::vector<GivenTeacher>> givenTeacher(AuditView& view, const FurtherExtraction& finding,
                                               const std::vector<double>& accuracy) {
    std::vector<GivenTeacher> entries;
    if (view.plan().model("teacher") == nullptr || finding.model == "teacher" ||
        !shareTokenizer(view.plan(), {"teacher", finding.model}))
        return entries;
    RETORT_TRY(const auto* teacher, view.column(finding.data, "teacher", kContinuationAccuracy));
    if (teacher == nullptr)
        return entries;
    for (const double threshold : kTeacherThresholds) {
        std::vector<double> values;
        for (std::size_t i = 0; i < accuracy.size(); ++i) {
            if ((*teacher)[i] > threshold && !std::isnan(accuracy[i]))
                values.push_back(accuracy[i]);
        }
        entries.push_back(
            {threshold, values.size(), values.empty() ? std::nullopt : std::optional(meanOf(values))});
    }
    return entries;
}

Status assessContinuations(AuditView& view, const DataPlan& data, FurtherExtraction& finding) {
    RETORT_TRY(const auto* accuracy, view.column(finding.data, finding.model, kContinuationAccuracy));
    RETORT_TRY(const auto* distance, view.column(finding.data, finding.model, kContinuationDistance));
    if (accuracy == nullptr || distance == nullptr)
        return {};
    const std::vector<double> distances = present(distance);
    ContinuationFinding continuation;
    continuation.records = distances.size();
    continuation.nearlyMemorized = static_cast<std::uint64_t>(std::count_if(
        distances.begin(), distances.end(), [](double value) { return value <= memorization::kNearShare; }));
    continuation.accuracy = meanOf(present(accuracy));
    if (!data.seenBy.empty()) {
        RETORT_TRY(const std::optional<double> heldOut, heldOutAccuracy(view, finding.model));
        if (heldOut)
            continuation.gap = continuation.accuracy - *heldOut;
    }
    RETORT_TRY(continuation.givenTeacher, givenTeacher(view, finding, *accuracy));
    finding.continuation = std::move(continuation);
    return {};
}

Status assessExposure(AuditView& view, const DataPlan& data, FurtherExtraction& finding) {
    RETORT_TRY(const auto* column, view.column(finding.data, finding.model, kExposure));
    if (data.canaryReferences.empty() || column == nullptr)
        return {};
    RETORT_TRY(const auto* losses, view.column(data.canaryReferences, finding.model, "loss"));
    const std::vector<double> values = present(column);
    ExposureFinding exposure;
    exposure.canaries = values.size();
    exposure.references = present(losses).size();
    exposure.mean = meanOf(values);
    exposure.largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    exposure.limit = memorization::largestExposure(exposure.references);
    finding.exposure = exposure;
    return {};
}

} // namespace

Status assessFurtherExtraction(AuditView& view, Findings& findings) {
    for (const ModelPlan& model : view.plan().models) {
        for (const DataPlan& data : view.plan().data) {
            FurtherExtraction finding;
            finding.model = model.name;
            finding.data = data.name;
            RETORT_CHECK(assessSuffixes(view, finding));
            RETORT_CHECK(assessVerbatim(view, finding));
            RETORT_CHECK(assessContinuations(view, data, finding));
            RETORT_CHECK(assessExposure(view, data, finding));
            findings.furtherExtraction.push_back(std::move(finding));
        }
    }
    return {};
}

} // namespace retort::audit
