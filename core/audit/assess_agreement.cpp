// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/stats/agreement.h"
#include "core/stats/best_of.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace retort::audit {

namespace {

Result<std::optional<AgreementFinding>> agreementFor(AuditView& view, const ModelPlan& model,
                                                     const DataPlan& data) {
    const Plan& plan = view.plan();
    const std::string attack = primaryAttackName(plan, model, data);
    RETORT_TRY(const auto* scores, view.column(data.name, model.name, attackColumn(attack)));
    RETORT_TRY(const auto* verdicts,
               view.column(data.name, model.name, verdictColumn(headlineWindow(plan.windows))));
    RETORT_TRY(const auto* suffixes, view.column(data.name, model.name, "suffix_log_probability"));
    if (scores == nullptr || verdicts == nullptr)
        return std::nullopt;
    std::vector<double> score;
    std::vector<std::uint8_t> memorized;
    for (std::size_t i = 0; i < scores->size(); ++i) {
        if (std::isnan((*scores)[i]) || std::isnan((*verdicts)[i]))
            continue;
        score.push_back((*scores)[i]);
        memorized.push_back((*verdicts)[i] == 1 ? 1 : 0);
    }
    AgreementFinding finding;
    finding.model = model.name;
    finding.data = data.name;
    finding.attack = attack;
    finding.records = score.size();
    finding.memorized = static_cast<std::uint64_t>(std::count(memorized.begin(), memorized.end(), 1));
    const auto named = stats::topRecords(score, finding.memorized);
    const stats::YesNoAgreement agreement = stats::agreementOf(named, memorized);
    finding.jaccard = agreement.jaccard;
    finding.kappa = agreement.kappa;
    if (suffixes != nullptr)
        finding.spearman = stats::spearman(*scores, *suffixes);
    return finding;
}

// The attacks of one test, as long as they speak of the same records as the first.
Result<std::optional<BestOfFinding>> bestOfTest(AuditView& view,
                                                const std::vector<const MembershipFinding*>& tested) {
    BestOfFinding finding;
    finding.model = tested.front()->model;
    finding.data = tested.front()->data;
    finding.against = tested.front()->against;
    std::vector<stats::ScoreSet> sets;
    for (const MembershipFinding* test : tested) {
        RETORT_TRY(auto set, attackScores(view, test->model, test->data, test->attack));
        if (!set)
            continue;
        if (!sets.empty() && set->ids != sets.front().ids) {
            finding.leftOut.push_back(test->attack);
            continue;
        }
        finding.attacks.push_back({test->attack, 0.5, 0, 1});
        sets.push_back(std::move(*set));
    }
    if (sets.size() < 2)
        return std::nullopt;
    RETORT_TRY(const std::optional<stats::BestOf> best, stats::bestOf(sets, view.plan().seed));
    if (!best)
        return std::nullopt;
    finding.records = best->records;
    finding.best = finding.attacks[best->best].name;
    for (std::size_t i = 0; i < finding.attacks.size(); ++i) {
        finding.attacks[i].auc = best->aucs[i];
        finding.attacks[i].lowerBound = best->lowerBounds[i];
        finding.attacks[i].pValue = best->pValues[i];
    }
    return finding;
}

} // namespace

Status assessAgreement(AuditView& view, Findings& findings) {
    const Plan& plan = view.plan();
    for (const ModelPlan& model : plan.models) {
        for (const DataPlan& data : plan.data) {
            if (testKind(plan, model, data).empty())
                continue;
            RETORT_TRY(auto finding, agreementFor(view, model, data));
            if (finding)
                findings.agreement.push_back(std::move(*finding));
        }
    }
    std::map<std::pair<std::string, std::string>, std::vector<const MembershipFinding*>> tests;
    for (const MembershipFinding& finding : findings.membership) {
        if (finding.model == "student" && !isApart(finding))
            tests[{finding.model, finding.data}].push_back(&finding);
    }
    for (const auto& [test, attacks] : tests) {
        RETORT_TRY(auto finding, bestOfTest(view, attacks));
        if (finding)
            findings.bestOf.push_back(std::move(*finding));
    }
    return {};
}

} // namespace retort::audit
