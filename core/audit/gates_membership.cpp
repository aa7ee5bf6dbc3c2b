// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"
#include "core/membership/text_only.h"
#include "core/stats/auc.h"
#include "core/stats/intervals.h"
#include "core/stats/power.h"

#include <algorithm>

namespace retort::audit {

namespace {

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
        if (!data.excluded(i).empty())
            continue;
        const corpus::TokenizedRecord& tokens = data.tokens().records[i];
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

// At each operating point that is not refused; judged are AUCs alone.
Json detectableRates(const Plan& plan, const stats::Evaluation& evaluation) {
    Json rates = Json::array();
    for (const double target : plan.targetFpr) {
        const auto rate = stats::DecimalRate::from(target);
        const auto tpr = rate ? stats::smallestDetectableTpr(evaluation.memberClusters,
                                                             evaluation.nonmemberClusters, *rate)
                              : std::nullopt;
        rates.push_back({{"target_fpr", target}, {"smallest_detectable_tpr", tpr ? Json(*tpr) : Json()}});
    }
    return rates;
}

std::string detectableRateWords(const Json& rates) {
    std::string words;
    for (const Json& rate : rates) {
        if (!rate.at("smallest_detectable_tpr").is_null())
            words += phrase("gate.power_rate",
                            {{"found", numberText(100 * rate.at("smallest_detectable_tpr").get<double>(), 1)},
                             {"fpr", fmt::format("{:g}", 100 * rate.at("target_fpr").get<double>())}});
    }
    return words;
}

Gate powerGate(const Plan& plan, const MembershipFinding& finding) {
    const stats::Evaluation& evaluation = finding.evaluation;
    const double detectable = evaluation.smallestDetectableAuc.value_or(1);
    const bool enough = detectable <= kAucWorthFinding;
    const Json rates = detectableRates(plan, evaluation);
    return {"power",
            "",
            finding.data,
            finding.model,
            enough ? "passed" : "failed",
            phrase("gate.power_rule"),
            {{"member_clusters", evaluation.memberClusters},
             {"nonmember_clusters", evaluation.nonmemberClusters},
             {"smallest_detectable_auc", detectable},
             {"operating_points", rates}},
            phrase(enough ? "gate.power_passed" : "gate.power_failed",
                   {{"data", finding.data},
                    {"members", countText(evaluation.memberClusters)},
                    {"nonmembers", countText(evaluation.nonmemberClusters)},
                    {"detectable", numberText(detectable)},
                    {"rates", detectableRateWords(rates)}})};
}

Result<Gate> duplicatesGate(AuditView& view, const MembershipFinding& finding) {
    const stats::Evaluation& all = finding.evaluation;
    Gate gate{"duplicates", "", finding.data, finding.model, "passed", phrase("gate.duplicates_rule"),
              {},           {}};
    gate.inputs = {{"crossing_clusters", all.crossingClusters},
                   {"auc", all.auc},
                   {"auc_interval", stats::toJson(all.aucInterval)}};
    if (all.crossingClusters == 0) {
        gate.sentence = phrase("gate.duplicates_none", {{"data", finding.data}});
        return gate;
    }
    PhraseValues values = {{"data", finding.data}, {"crossing", countText(all.crossingClusters)}};
    RETORT_TRY(const auto scores, attackScores(view, finding.model, finding.data, finding.attack));
    const std::span<const double> noTargets;
    const auto without = stats::evaluate(stats::withoutCrossingClusters(*scores), noTargets);
    if (!without) { // nothing is left on one of the two sides
        gate.outcome = "failed";
        gate.inputs["auc_without"] = nullptr;
        gate.sentence = phrase("gate.duplicates_all", values);
        return gate;
    }
    const bool same = (without->aucInterval.lower > 0.5) == (all.aucInterval.lower > 0.5);
    gate.outcome = same ? "passed" : "failed";
    gate.inputs["auc_without"] = without->auc;
    gate.inputs["auc_interval_without"] = stats::toJson(without->aucInterval);
    values.emplace_back("with", numberText(all.auc));
    values.emplace_back("without", numberText(without->auc));
    gate.sentence = phrase(same ? "gate.duplicates_passed" : "gate.duplicates_failed", values);
    return gate;
}

} // namespace

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
            add(powerGate(plan, *finding));
            RETORT_TRY(Gate duplicates, duplicatesGate(view, *finding));
            add(std::move(duplicates));
        }
    }
    return {};
}

} // namespace retort::audit
