// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/audit/phrases.h"
#include "core/membership/slot_test.h"

#include <algorithm>
#include <limits>

namespace retort::audit {

namespace {

constexpr double kControlLevel = 0.05;

// One slot with the rank of its true value; none where a row had no token to predict.
struct RankedSlot {
    const Slot* slot;
    std::optional<membership::SlotOutcome> outcome;
};

std::vector<RankedSlot> rankSlots(const PreparedData& data, const SlotSet& set, const scores::RowSums& sums) {
    std::vector<RankedSlot> ranked;
    std::size_t row = 0;
    for (const Slot& slot : set.slots) {
        std::vector<double> values;
        for (std::size_t i = 0; i <= slot.others.size(); ++i, ++row)
            values.push_back(sums.tokens[row] == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                   : sums.logProbability[row]);
        RankedSlot result{&slot, std::nullopt};
        if (const auto rank = membership::slotRank(values.front(), std::span(values).subspan(1)))
            result.outcome = membership::SlotOutcome{data.clusters[slot.record], slot.value, *rank,
                                                     static_cast<std::uint32_t>(slot.others.size())};
        ranked.push_back(result);
    }
    return ranked;
}

// Of one type, or of all.
std::optional<SlotFinding> findingOf(const std::vector<RankedSlot>& ranked, const SlotSet& set,
                                     std::string_view type) {
    std::vector<membership::SlotOutcome> outcomes;
    SlotFinding finding;
    finding.type = type;
    finding.candidatesLeast = std::numeric_limits<std::uint64_t>::max();
    for (const RankedSlot& slot : ranked) {
        if (!slot.outcome || (type != kAllTypes && slot.slot->type != type))
            continue;
        outcomes.push_back(*slot.outcome);
        finding.candidates = std::max<std::uint64_t>(finding.candidates, slot.outcome->others);
        finding.candidatesLeast = std::min<std::uint64_t>(finding.candidatesLeast, slot.outcome->others);
    }
    const auto test = membership::slotTest(outcomes);
    if (!test)
        return std::nullopt;
    for (const auto& [name, count] : set.found)
        finding.found += type == kAllTypes || name == type ? count : 0;
    finding.tried = test->slots;
    finding.rankOne = test->rankOne;
    finding.tested = test->tested;
    finding.testedRankOne = test->testedRankOne;
    finding.expectedRankOne = test->expectedRankOne;
    finding.pValue = test->pValue;
    finding.meanRank = test->meanRank;
    finding.meanRankPValue = test->meanRankPValue;
    if (type == kAllTypes) {
        finding.leftOut = set.leftOut;
        if (set.slots.size() > test->slots)
            finding.leftOut["no token to predict"] = set.slots.size() - test->slots;
    }
    return finding;
}

// The best placed slot of each record.
Status putColumns(store::AuditFile& audit, const ModelPlan& model, std::string_view data, std::size_t records,
                  const std::vector<RankedSlot>& ranked) {
    constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> ranks(records, kAbsent);
    std::vector<double> others(records, kAbsent);
    for (const RankedSlot& slot : ranked) {
        if (!slot.outcome)
            continue;
        double& rank = ranks[slot.slot->record];
        double& other = others[slot.slot->record];
        const auto& outcome = *slot.outcome;
        if (!(rank / (other + 1) <= outcome.rank / (outcome.others + 1.0))) {
            rank = outcome.rank;
            other = outcome.others;
        }
    }
    RETORT_CHECK(audit.results().putColumn(data, model.name, kSlotRank, ranks));
    return audit.results().putColumn(data, model.name, kSlotCandidates, others);
}

PhraseValues valuesOf(const SlotFinding& finding) {
    return {{"model", finding.model},
            {"data", finding.data},
            {"rank_one", countText(finding.testedRankOne)},
            {"tested", countText(finding.tested)},
            {"expected", numberText(finding.expectedRankOne, 1)},
            {"p", pValueText(finding.pValue)}};
}

// Beside the results, what the same test gives where nothing can have been learned: the base on data it did
// not see, and every model on data that nobody saw.
void sayControls(const Plan& plan, Findings& findings) {
    findings.warnings.push_back(phrase("slot.exchangeable"));
    bool control = false;
    for (const SlotFinding& finding : findings.slotTest) {
        if (finding.type != kAllTypes)
            continue;
        const ModelPlan& model = *plan.model(finding.model);
        const DataPlan& data = dataOf(plan, finding.data);
        if (!data.seenBy.empty() && testKind(plan, model, data) != "control")
            continue;
        control = true;
        if (finding.pValue <= kControlLevel)
            findings.warnings.push_back(phrase("slot.control_found", valuesOf(finding)));
    }
    if (!control)
        findings.warnings.push_back(phrase("slot.no_control"));
}

Status assessSet(store::AuditFile& audit, const ModelPlan& model, const PreparedData& data,
                 const SlotSet& set, Findings& findings) {
    RETORT_TRY(const auto results, audit.chunks().find(model.name, data.plan.name, kSlotResults));
    if (!results)
        return {};
    RETORT_TRY(const scores::RowSums sums, audit.chunks().loadSums(results->key));
    if (sums.rows() != set.rows())
        return fail(ErrorCode::Internal, "the slot test of {} on {} has {} rows instead of {}", model.name,
                    data.plan.name, sums.rows(), set.rows());
    const std::vector<RankedSlot> ranked = rankSlots(data, set, sums);
    RETORT_CHECK(
        putColumns(audit, model, data.plan.name, data.records.size() + data.summary.excluded.size(), ranked));
    std::vector<std::string> types{std::string(kAllTypes)};
    for (const auto& [type, count] : set.found)
        types.push_back(type);
    for (const std::string& type : types) {
        if (auto finding = findingOf(ranked, set, type)) {
            finding->model = model.name;
            finding->data = data.plan.name;
            if (type == kAllTypes)
                finding->sentence = phrase("slot.result", valuesOf(*finding));
            findings.slotTest.push_back(std::move(*finding));
        }
    }
    return {};
}

} // namespace

Status assessSlots(store::AuditFile& audit, const PreparedAudit& prepared, const std::vector<SlotSet>& slots,
                   Findings& findings) {
    if (slots.empty())
        return {};
    for (const ModelPlan& model : prepared.plan.models) {
        for (std::size_t i = 0; i < slots.size(); ++i)
            RETORT_CHECK(assessSet(audit, model, prepared.data[i], slots[i], findings));
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i].slots.empty())
            findings.warnings.push_back(phrase("slot.none", {{"data", prepared.data[i].plan.name}}));
    }
    if (!findings.slotTest.empty())
        sayControls(prepared.plan, findings);
    return {};
}

} // namespace retort::audit
