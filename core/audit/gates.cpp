// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/audit/phrases.h"
#include "core/membership/text_only.h"
#include "core/stats/auc.h"
#include "core/stats/intervals.h"

#include <algorithm>

namespace retort::audit {

namespace {

// A test that would miss this AUC is too small for a verdict.
constexpr double kAucWorthFinding = 0.6;

const MembershipFinding* findMembership(const Findings& findings, std::string_view model,
                                        std::string_view data, std::string_view attack) {
    for (const MembershipFinding& finding : findings.membership) {
        if (finding.model == model && finding.data == data && finding.attack == attack)
            return &finding;
    }
    return nullptr;
}

std::string questionOf(std::string_view kind) {
    return kind == "indirect" ? "indirect_membership" : "membership";
}

// The scored texts of a data set with their clusters, in the order of attackScores().
void appendTexts(const PreparedData& data, bool isMember, std::vector<membership::TextRecord>& records) {
    for (std::size_t i = 0; i < data.records.size(); ++i) {
        if (!data.excluded[i].empty())
            continue;
        const corpus::TokenizedRecord& tokens = data.tokenized[i];
        const std::string_view text = data.records[i].text;
        records.push_back(
            {text.substr(tokens.textBegin, tokens.textEnd - tokens.textBegin), isMember, data.clusters[i]});
    }
}

Result<Gate> textOnlyGate(AuditView& view, const PreparedAudit& prepared, const DataPlan& data,
                          const std::string& model, const std::string& attack) {
    Gate gate{"text_only", "", data.name, model, "not_applicable", phrase("gate.text_only_rule"), {}, {}};
    std::vector<membership::TextRecord> records;
    for (const PreparedData& set : prepared.data) {
        if (set.plan.name == data.name)
            appendTexts(set, true, records);
    }
    for (const PreparedData& set : prepared.data) {
        if (set.plan.seenBy.empty())
            appendTexts(set, false, records);
    }
    const auto check = membership::textOnlyCheck(records, view.plan().seed);
    if (!check) {
        gate.sentence =
            phrase("gate.text_only_not_run", {{"data", data.name}, {"reason", check.error().message}});
        return gate;
    }
    RETORT_TRY(const auto scores, attackScores(view, model, data.name, attack));
    if (!scores)
        return fail(ErrorCode::Internal, "the {} scores of {} on {} are missing", attack, model, data.name);
    RETORT_TRY(const membership::TextOnlyGate outcome,
               membership::textOnlyGate(*check, records, scores->scores));
    gate.inputs = membership::toJson(*check);
    gate.inputs["attack_minus_text_only"] = {{"difference", outcome.difference.difference},
                                             {"interval", stats::toJson(outcome.difference.interval)}};
    PhraseValues values = {{"data", data.name}, {"p", pValueText(check->pValue)}};
    if (outcome.outcome == membership::TextOnlyOutcome::NoShift) {
        values.emplace_back("detectable", numberText(check->detectableAuc));
        gate.sentence = phrase("gate.text_only_no_shift", values);
    } else {
        values.emplace_back("auc", numberText(check->pooled.auc));
        gate.sentence =
            phrase(outcome.outcome == membership::TextOnlyOutcome::AttackBeats ? "gate.text_only_beats"
                                                                               : "gate.text_only_failed",
                   values);
    }
    gate.outcome = outcome.outcome == membership::TextOnlyOutcome::NotEvidence ? "failed" : "passed";
    return gate;
}

Result<Gate> controlGate(AuditView& view, const Findings& findings, const DataPlan& data,
                         const std::string& model, const std::string& attack) {
    Gate gate{"control", "", data.name, model, "not_applicable", phrase("gate.control_rule"), {}, {}};
    const MembershipFinding* base = findMembership(findings, "base", data.name, attack);
    if (!base || data.seen("base")) {
        gate.sentence = phrase("gate.control_not_run", {{"data", data.name}});
        return gate;
    }
    RETORT_TRY(const auto tested, attackScores(view, model, data.name, attack));
    RETORT_TRY(const auto control, attackScores(view, "base", data.name, attack));
    RETORT_TRY(const stats::AucDifference difference, stats::compareAucs(*tested, *control));
    const stats::Evaluation& evaluation = base->evaluation;
    const bool found = evaluation.aucInterval.lower > 0.5;
    const bool same = difference.interval.lower <= 0 && difference.interval.upper >= 0;
    gate.outcome = found && same ? "failed" : "passed";
    gate.inputs = {{"base_auc", evaluation.auc},
                   {"base_auc_interval", stats::toJson(evaluation.aucInterval)},
                   {"model_minus_base", difference.difference},
                   {"model_minus_base_interval", stats::toJson(difference.interval)}};
    gate.sentence = phrase(gate.outcome == "failed" ? "gate.control_failed" : "gate.control_passed",
                           {{"data", data.name},
                            {"auc", numberText(evaluation.auc)},
                            {"low", numberText(evaluation.aucInterval.lower)},
                            {"high", numberText(evaluation.aucInterval.upper)}});
    return gate;
}

Gate powerGate(const MembershipFinding& finding) {
    const stats::Evaluation& evaluation = finding.evaluation;
    const double detectable = evaluation.smallestDetectableAuc.value_or(1);
    const bool enough = detectable <= kAucWorthFinding;
    return {"power",
            "",
            finding.data,
            finding.model,
            enough ? "passed" : "failed",
            phrase("gate.power_rule"),
            {{"member_clusters", evaluation.memberClusters},
             {"nonmember_clusters", evaluation.nonmemberClusters},
             {"smallest_detectable_auc", detectable}},
            phrase(enough ? "gate.power_passed" : "gate.power_failed",
                   {{"data", finding.data},
                    {"members", countText(evaluation.memberClusters)},
                    {"nonmembers", countText(evaluation.nonmemberClusters)},
                    {"detectable", numberText(detectable)}})};
}

Result<Gate> duplicatesGate(AuditView& view, const MembershipFinding& finding) {
    const stats::Evaluation& all = finding.evaluation;
    Gate gate{"duplicates", "", finding.data, finding.model, "passed", phrase("gate.duplicates_rule"),
              {},           {}};
    gate.inputs = {{"crossing_clusters", all.crossingClusters}, {"auc", all.auc}};
    if (all.crossingClusters == 0) {
        gate.sentence = phrase("gate.duplicates_none", {{"data", finding.data}});
        return gate;
    }
    RETORT_TRY(const auto scores, attackScores(view, finding.model, finding.data, finding.attack));
    const std::span<const double> noTargets;
    auto without = stats::evaluate(stats::withoutCrossingClusters(*scores), noTargets);
    if (!without)
        return within(fmt::format("without the {} texts on both sides", all.crossingClusters),
                      without.error());
    const bool same = (without->aucInterval.lower > 0.5) == (all.aucInterval.lower > 0.5);
    gate.outcome = same ? "passed" : "failed";
    gate.inputs["auc_without"] = without->auc;
    gate.inputs["auc_interval_without"] = stats::toJson(without->aucInterval);
    gate.sentence = phrase(same ? "gate.duplicates_passed" : "gate.duplicates_failed",
                           {{"data", finding.data},
                            {"crossing", countText(all.crossingClusters)},
                            {"with", numberText(all.auc)},
                            {"without", numberText(without->auc)}});
    return gate;
}

// The gates of every membership question on the student (or, without one, on the models that saw the set).
Status membershipGates(AuditView& view, const PreparedAudit& prepared, Findings& findings) {
    const Plan& plan = view.plan();
    for (const ModelPlan& model : plan.models) {
        if (model.role != "student")
            continue;
        for (const DataPlan& data : plan.data) {
            const std::string attack = primaryAttackName(plan, model, data);
            const MembershipFinding* finding = findMembership(findings, model.name, data.name, attack);
            if (!finding || !finding->pValue)
                continue;
            const std::string question = questionOf(finding->kind);
            const auto add = [&](Gate gate) {
                gate.question = question;
                findings.gates.push_back(std::move(gate));
            };
            RETORT_TRY(Gate textOnly, textOnlyGate(view, prepared, data, model.name, attack));
            add(std::move(textOnly));
            RETORT_TRY(Gate control, controlGate(view, findings, data, model.name, attack));
            add(std::move(control));
            add(powerGate(*finding));
            RETORT_TRY(Gate duplicates, duplicatesGate(view, *finding));
            add(std::move(duplicates));
        }
    }
    return {};
}

void stabilityGates(const RunFacts& facts, Findings& findings) {
    for (const auto& [model, check] : facts.stability) {
        const bool stable = check.differing == 0;
        PhraseValues values = {{"model", model}, {"records", countText(check.records)}};
        if (!stable)
            values.emplace_back("differing", countText(check.differing));
        findings.gates.push_back(
            {"stability",
             "all",
             "",
             model,
             stable ? "passed" : "failed",
             phrase("gate.stability_rule"),
             {{"records", check.records}, {"differing", check.differing}},
             phrase(stable ? "gate.stability_passed" : "gate.stability_failed", values)});
    }
}

void restoredGates(const RunFacts& facts, Findings& findings) {
    for (const auto& [model, check] : facts.restored)
        findings.gates.push_back({"restored_weights",
                                  "membership",
                                  "",
                                  model,
                                  check.same ? "passed" : "failed",
                                  phrase("gate.restored_rule"),
                                  {{"tokens", check.tokens}, {"same_bits", check.same}},
                                  phrase(check.same ? "gate.restored_passed" : "gate.restored_failed",
                                         {{"model", model}, {"tokens", countText(check.tokens)}})});
}

// Members minus held-out, by each set the student or its teacher saw.
void extractionControlGates(const Plan& plan, Findings& findings) {
    const std::string_view window = headlineWindow(plan.windows);
    std::uint64_t controlRecords = 0;
    std::uint64_t controlMemorized = 0;
    for (const ExtractionFinding& finding : findings.extraction) {
        const auto heldOut = plan.heldOut();
        const bool isControl = std::any_of(heldOut.begin(), heldOut.end(),
                                           [&](const DataPlan* data) { return data->name == finding.data; });
        if (isControl && finding.model == "student" && finding.window == window) {
            controlRecords += finding.records;
            controlMemorized += finding.memorized;
        }
    }
    if (controlRecords == 0)
        return;
    for (const ExtractionFinding& finding : findings.extraction) {
        const auto data = std::find_if(plan.data.begin(), plan.data.end(),
                                       [&](const DataPlan& set) { return set.name == finding.data; });
        const bool trained = data->seen("student") || data->seen("teacher");
        if (!trained || finding.model != "student" || finding.window != window || finding.records == 0)
            continue;
        const stats::Interval difference =
            stats::newcombeDifference(finding.memorized, finding.records, controlMemorized, controlRecords);
        const bool passed = difference.lower > 0;
        findings.gates.push_back(
            {"control",
             "extraction",
             finding.data,
             "student",
             passed ? "passed" : "failed",
             phrase("gate.extraction_control_rule"),
             {{"memorized", finding.memorized},
              {"records", finding.records},
              {"held_out_memorized", controlMemorized},
              {"held_out_records", controlRecords},
              {"difference_interval", stats::toJson(difference)}},
             phrase(passed ? "gate.extraction_control_passed" : "gate.extraction_control_failed",
                    {{"data", finding.data},
                     {"memorized", countText(finding.memorized)},
                     {"records", countText(finding.records)},
                     {"control", countText(controlMemorized)},
                     {"controls", countText(controlRecords)},
                     {"low", percentText(difference.lower)},
                     {"high", percentText(difference.upper)}})});
    }
}

} // namespace

Status assessGates(AuditView& view, const PreparedAudit& prepared, const RunFacts& facts,
                   Findings& findings) {
    RETORT_CHECK(membershipGates(view, prepared, findings));
    extractionControlGates(view.plan(), findings);
    stabilityGates(facts, findings);
    restoredGates(facts, findings);
    for (Gate& gate : plausibilityGates(view.plan(), facts.probe)) {
        if (gate.outcome == "failed")
            findings.warnings.push_back(gate.sentence);
        findings.gates.push_back(std::move(gate));
    }
    return {};
}

} // namespace retort::audit
