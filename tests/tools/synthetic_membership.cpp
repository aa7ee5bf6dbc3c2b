// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/synthetic_membership.h"

#include "core/stats/agreement.h"
#include "core/stats/best_of.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace retort::test {
namespace {

constexpr std::array kTargets{0.001, 0.01, 0.05};

void addScores(stats::ScoreSet& set, const SyntheticData& data, const std::string& model,
               const std::string& attack, bool member, std::uint64_t offset) {
    const auto& scores = data.columns.at(model).at("attack_" + attack);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (data.records[i].excluded)
            continue;
        set.scores.push_back(scores[i]);
        set.isMember.push_back(member ? 1 : 0);
        set.clusters.push_back(offset + data.records[i].cluster);
        set.ids.push_back(data.records[i].id);
        set.groups.push_back(data.records[i].group);
    }
}

audit::AgreementFinding agreementOf(const audit::MembershipFinding& test, const SyntheticData& data) {
    const auto& columns = data.columns.at(test.model);
    std::vector<double> scores;
    std::vector<std::uint8_t> memorized;
    for (std::size_t i = 0; i < data.records.size(); ++i) {
        const double verdict = columns.at("memorized")[i];
        if (std::isnan(verdict))
            continue;
        scores.push_back(columns.at("attack_loss")[i]);
        memorized.push_back(verdict > 0.5 ? 1 : 0);
    }
    audit::AgreementFinding finding{test.model, test.data, test.attack, scores.size(), 0, {}, {}, {}};
    finding.memorized = static_cast<std::uint64_t>(std::ranges::count(memorized, 1));
    const stats::YesNoAgreement agreement =
        stats::agreementOf(stats::topRecords(scores, finding.memorized), memorized);
    finding.jaccard = agreement.jaccard;
    finding.kappa = agreement.kappa;
    return finding;
}

Status addPrimary(audit::Findings& findings, const audit::MembershipFinding& test, const stats::ScoreSet& set,
                  const SyntheticData& data) {
    std::vector<stats::DecimalRate> targets;
    for (const double target : kTargets) {
        RETORT_TRY(const stats::DecimalRate rate, stats::DecimalRate::from(target));
        targets.push_back(rate);
    }
    RETORT_TRY(stats::GroupEvaluation groups, stats::evaluateGroups(set, targets));
    findings.membershipGroups.push_back(
        {test.model, test.data, test.against, test.kind, test.attack, std::move(groups)});
    findings.agreement.push_back(agreementOf(test, data));
    return {};
}

Status addBestOf(audit::Findings& findings, const std::vector<std::string>& attacks,
                 const std::vector<stats::ScoreSet>& sets) {
    RETORT_TRY(const auto best, stats::bestOf(sets, 1));
    if (!best)
        return {};
    const audit::MembershipFinding& test = findings.membership.back();
    audit::BestOfFinding finding{test.model, test.data, test.against, attacks[best->best], best->records,
                                 {},         {}};
    for (std::size_t i = 0; i < attacks.size(); ++i)
        finding.attacks.push_back({attacks[i], best->aucs[i], best->lowerBounds[i], best->pValues[i]});
    findings.bestOf.push_back(std::move(finding));
    return {};
}

} // namespace

Status addMembership(audit::Findings& findings, std::map<std::string, stats::RocCurve>& curves,
                     const std::vector<SyntheticData>& all, const SyntheticData& data) {
    for (const std::string model : kModels) {
        std::vector<std::string> attacks{"loss", "zlib", "min_k", "min_k_pp"};
        if (model != "base")
            attacks.emplace_back("reference:base");
        const bool indirect = model == "student" && !saw(data, model);
        if (!saw(data, model) && !indirect && model != "base")
            continue;
        std::vector<stats::ScoreSet> sets;
        for (const std::string& attack : attacks) {
            stats::ScoreSet set;
            addScores(set, data, model, attack, true, 0);
            addScores(set, all.back(), model, attack, false, 1'000'000'000);
            RETORT_TRY(stats::Evaluation evaluation, stats::evaluate(set, kTargets));
            RETORT_TRY(const stats::RankedScores ranked, stats::rankScores(set));
            curves[audit::curveName(model, data.name, attack)] = stats::rocCurve(ranked);
            audit::MembershipFinding finding;
            finding.model = model;
            finding.data = data.name;
            finding.against = all.back().name;
            finding.kind = saw(data, model) ? "direct" : indirect ? "indirect" : "control";
            finding.attack = attack;
            finding.evaluation = std::move(evaluation);
            if (attack == "loss")
                RETORT_CHECK(addPrimary(findings, finding, set, data));
            findings.membership.push_back(std::move(finding));
            sets.push_back(std::move(set));
        }
        if (model == "student")
            RETORT_CHECK(addBestOf(findings, attacks, sets));
    }
    return {};
}

} // namespace retort::test
