// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive_parts.h"
#include "core/audit/specification_curve.h"
#include "core/memorization/record_scores.h"
#include "core/stats/intervals.h"

#include <algorithm>
#include <map>
#include <set>

namespace retort::audit {

namespace {

// How often each record or cluster of a data set came out.
struct SetVerdicts {
    bool training = false;
    std::vector<std::uint64_t> clusters; // of the records that have a window, in order
    std::vector<bool> lowestId;          // ties go to the lowest token id
    std::vector<bool> strict;            // a tie is no hit
};

Result<SetVerdicts> verdictsOf(AuditView& view, const std::string& model, const DataPlan& data,
                               std::string_view window) {
    RETORT_TRY(const auto* records, view.records(data.name));
    RETORT_TRY(const std::vector<store::Window> windows, view.audit().records().windows(data.name));
    RETORT_TRY(const Tables tables, loadTables(view.audit(), model, data.name));
    RETORT_TRY(const std::vector<std::uint32_t> tokens,
               contentTokens(view.audit(), model, data.name, *records));
    const scores::TokenTableIndex recordRows(tables.records);
    const scores::TokenTableIndex windowRows(tables.windows);
    std::map<std::uint64_t, std::pair<bool, bool>> hits;
    for (const store::Window& asked : windows) {
        if (store::windowKindName(asked.kind) != window)
            continue;
        const auto suffix =
            memorization::suffixScores(suffixColumns(asked, tokens[asked.record], recordRows, windowRows));
        if (!suffix)
            continue;
        auto& [lowestId, strict] = hits[asked.record];
        lowestId = lowestId || suffix->memorized;
        strict = strict || (suffix->memorized && suffix->smallestMargin > 0);
    }
    SetVerdicts verdicts;
    verdicts.training = isTrainingData(view.plan(), model, data);
    for (const auto& [record, hit] : hits) {
        verdicts.clusters.push_back((*records)[record].cluster);
        verdicts.lowestId.push_back(hit.first);
        verdicts.strict.push_back(hit.second);
    }
    return verdicts;
}

// Over all training sets, or all held-out ones; by cluster a text counts once and is memorized if any copy
// is.
MemorizedCounts countsOf(const std::vector<SetVerdicts>& sets, bool training, bool strict, bool byCluster) {
    MemorizedCounts counts;
    std::set<std::uint64_t> tested;
    std::set<std::uint64_t> memorized;
    for (const SetVerdicts& set : sets) {
        if (set.training != training)
            continue;
        for (std::size_t i = 0; i < set.clusters.size(); ++i) {
            const bool hit = strict ? set.strict[i] : set.lowestId[i];
            counts.add({hit ? 1U : 0U, 1U});
            tested.insert(set.clusters[i]);
            if (hit)
                memorized.insert(set.clusters[i]);
        }
    }
    return byCluster ? MemorizedCounts{memorized.size(), tested.size()} : counts;
}

Specification specificationOf(const std::vector<SetVerdicts>& sets, const std::string& window, bool strict,
                              bool byCluster) {
    const MemorizedCounts training = countsOf(sets, true, strict, byCluster);
    const MemorizedCounts heldOut = countsOf(sets, false, strict, byCluster);
    Specification way;
    way.choices = {{"window", window},
                   {"ties", strict ? "no_hit" : "lowest_id"},
                   {"count", byCluster ? "clusters" : "records"}};
    way.value = static_cast<double>(training.memorized) / static_cast<double>(training.tested);
    const stats::Interval difference =
        stats::newcombeDifference(training.memorized, training.tested, heldOut.memorized, heldOut.tested);
    if (heldOut.tested > 0)
        way.interval = {difference.lower, difference.upper};
    if (training.memorized == 0)
        way.verdict = "not demonstrated";
    else
        way.verdict = heldOut.tested > 0 && difference.lower > 0 ? "leakage demonstrated" : "inconclusive";
    return way;
}

} // namespace

Result<std::vector<SpecificationCurve>> extractionCurves(AuditView& view) {
    const Plan& plan = view.plan();
    SpecificationCurve curve;
    curve.question = "extraction";
    curve.model = examinedModel(plan);
    curve.measure = "rate";
    std::vector<std::string> names;
    for (const DataPlan& data : plan.data) {
        if (isTrainingData(plan, curve.model, data))
            names.push_back(data.name);
    }
    curve.data = fmt::format("{}", fmt::join(names, "+"));
    for (const std::string& window : plan.windows) {
        std::vector<SetVerdicts> sets;
        for (const DataPlan& data : plan.data) {
            if (!isTrainingData(plan, curve.model, data) && !data.seenBy.empty())
                continue;
            RETORT_TRY(SetVerdicts verdicts, verdictsOf(view, curve.model, data, window));
            sets.push_back(std::move(verdicts));
        }
        if (countsOf(sets, true, false, false).tested == 0)
            continue;
        for (const bool strict : {false, true}) {
            for (const bool byCluster : {false, true}) {
                Specification way = specificationOf(sets, window, strict, byCluster);
                way.planned = window == headlineWindow(plan.windows) && !strict && !byCluster;
                curve.specifications.push_back(std::move(way));
            }
        }
    }
    if (curve.specifications.empty())
        return std::vector<SpecificationCurve>();
    return std::vector{std::move(curve)};
}

} // namespace retort::audit
