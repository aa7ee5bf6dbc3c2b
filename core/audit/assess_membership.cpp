// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/audit/phrases.h"
#include "core/audit/population.h"
#include "core/audit/presets.h"
#include "core/membership/attack.h"
#include "core/stats/hypothesis_tests.h"
#include "core/stats/roc.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace retort::audit {

namespace {

Status appendScores(AuditView& view, std::string_view data, bool isMember, const std::vector<double>& values,
                    stats::ScoreSet& set) {
    RETORT_TRY(const auto* records, view.records(data));
    for (const store::Record& record : *records) {
        if (record.excluded)
            continue;
        set.scores.push_back(values[record.ordinal]);
        set.isMember.push_back(isMember ? 1 : 0);
        set.clusters.push_back(record.cluster);
        set.ids.push_back(fmt::format("{}:{}", data, record.id));
    }
    return {};
}

Status storeCurve(store::AuditFile& audit, const MembershipFinding& finding, const stats::ScoreSet& set) {
    RETORT_TRY(const stats::RankedScores ranked, stats::rankScores(set));
    const stats::RocCurve curve = stats::rocCurve(ranked);
    const std::vector<std::uint32_t> falsePositives(curve.falsePositives.begin(), curve.falsePositives.end());
    const std::vector<std::uint32_t> truePositives(curve.truePositives.begin(), curve.truePositives.end());
    return audit.results().putCurve(curveName(finding.model, finding.data, finding.attack), falsePositives,
                                    truePositives);
}

std::vector<membership::ChosenAttack> chosenAttacks(const Plan& plan) {
    std::vector<membership::ChosenAttack> chosen;
    for (const std::string& name : plan.attacks)
        chosen.push_back(membership::chooseAttack(name).value()); // the plan was refused unless it fits
    return chosen;
}

// What is tested of one model on one data set.
struct Tested {
    std::string name;
    const membership::Attack* attack = nullptr; // none: imported scores
    bool perByte = false;
};

std::vector<Tested> attacksOn(const Plan& plan, const std::vector<membership::ChosenAttack>& attacks,
                              const ModelPlan& model, const DataPlan& data) {
    std::vector<Tested> all;
    for (const membership::ChosenAttack& chosen : attacks) {
        for (const TriedAttack& tried : triedAttacks(plan, chosen, model, data))
            all.push_back({tried.name, chosen.attack, comparesPerByte(model, tried.references)});
    }
    for (const ScoresPlan& scores : plan.externalScores) {
        if (scores.model == model.name)
            all.push_back({scores.name});
    }
    return all;
}

void warnOfReferences(const Plan& plan, const std::vector<membership::ChosenAttack>& attacks,
                      Findings& findings) {
    const bool wanted = std::ranges::any_of(attacks, [](const membership::ChosenAttack& chosen) {
        return chosen.attack->references == membership::References::Each;
    });
    if (!wanted)
        return;
    for (const DataPlan& data : plan.data) {
        if (data.seenBy.empty())
            continue;
        bool any = false;
        for (const ModelPlan& model : plan.models) {
            if (model.role != "base" && model.role != "reference")
                continue;
            if (data.seen(model.name))
                findings.warnings.push_back(
                    phrase("warning.inadmissible", {{"reference", model.name}, {"data", data.name}}));
            else
                any = true;
        }
        if (!any)
            findings.warnings.push_back(phrase("warning.no_reference", {{"data", data.name}}));
    }
}

// Attacks that are shown apart or not run at all, each kind in one sentence.
void warnOfAttacks(const Plan& plan, const std::vector<membership::ChosenAttack>& attacks,
                   Findings& findings) {
    // The first model is teacher, baseline or student: no reference itself.
    const std::size_t references = commonReferences(plan, plan.models.front()).size();
    std::vector<std::string> beyond;
    std::vector<std::string> comparison;
    for (const membership::ChosenAttack& chosen : attacks) {
        const membership::Attack& attack = *chosen.attack;
        if (attack.references == membership::References::All && references < attack.minimumReferences)
            findings.warnings.push_back(
                phrase("warning.too_few_references", {{"attack", chosen.name},
                                                      {"needed", countText(attack.minimumReferences)},
                                                      {"found", countText(references)}}));
        if (beyondAccess(plan, attack))
            beyond.push_back(fmt::format("{} ({})", chosen.name, membership::accessName(attack.access)));
        if (attack.comparisonOnly)
            comparison.push_back(chosen.name);
    }
    if (!beyond.empty())
        findings.warnings.push_back(
            phrase("warning.beyond_access",
                   {{"access", plan.access}, {"attacks", fmt::format("{}", fmt::join(beyond, ", "))}}));
    if (!comparison.empty())
        findings.warnings.push_back(
            phrase("warning.comparison_only", {{"attacks", fmt::format("{}", fmt::join(comparison, ", "))}}));
    for (const std::string& name : plan.presets) {
        for (const std::string_view missing : findPreset(name)->missing)
            findings.warnings.push_back(phrase(missing, {{"preset", name}}));
    }
}

// Leaves out the comparison set's records that the attack took as its population; returns how many.
std::uint64_t dropPopulation(const Plan& plan, stats::ScoreSet& set) {
    stats::ScoreSet kept;
    for (std::size_t i = 0; i < set.scores.size(); ++i) {
        if (set.isMember[i] == 0 && inPopulation(plan.seed, set.clusters[i]))
            continue;
        kept.scores.push_back(set.scores[i]);
        kept.isMember.push_back(set.isMember[i]);
        kept.clusters.push_back(set.clusters[i]);
        kept.ids.push_back(std::move(set.ids[i]));
    }
    const std::uint64_t dropped = set.scores.size() - kept.scores.size();
    set = std::move(kept);
    return dropped;
}

void warnOfRefusedPoints(const MembershipFinding& finding, std::set<std::string>& said, Findings& findings) {
    for (const stats::OperatingPoint& point : finding.evaluation.operatingPoints) {
        if (point.status != stats::PointStatus::Refused)
            continue;
        std::string warning =
            phrase("warning.point_refused", {{"against", finding.against},
                                             {"target", fmt::format("{}", point.targetFpr)},
                                             {"needed", countText(point.nonmembersNeeded)},
                                             {"nonmembers", countText(finding.evaluation.nonmembers)}});
        if (said.insert(warning).second)
            findings.warnings.push_back(std::move(warning));
    }
}

// One attack on one data set; nothing where the model has no such scores. `attack` is null for imported
// scores.
Status assessAttack(store::AuditFile& audit, AuditView& view, MembershipFinding finding,
                    const membership::Attack* attack, Findings& findings, std::set<std::string>& said) {
    const Plan& plan = view.plan();
    RETORT_TRY(auto set, attackScores(view, finding.model, finding.data, finding.attack));
    if (!set)
        return {};
    if (attack && attack->ranksInPopulation)
        finding.population = dropPopulation(plan, *set);
    auto evaluation = stats::evaluate(*set, std::span<const double>(plan.targetFpr), plan.seed);
    if (!evaluation) {
        findings.warnings.push_back(
            phrase("warning.not_evaluated", {{"model", finding.model},
                                             {"data", finding.data},
                                             {"against", finding.against},
                                             {"attack", finding.attack},
                                             {"reason", evaluation.error().message}}));
        return {};
    }
    finding.evaluation = std::move(*evaluation);
    finding.beyondAccess = attack && beyondAccess(plan, *attack);
    finding.comparisonOnly = attack && attack->comparisonOnly;
    finding.external = attack == nullptr;
    const ModelPlan& model = *plan.model(finding.model);
    if (!finding.beyondAccess && finding.attack == primaryAttackName(plan, model, dataOf(plan, finding.data)))
        finding.pValue = aucPValue(finding.evaluation);
    if (!finding.evaluation.nonfinite.empty())
        findings.warnings.push_back(
            phrase("warning.nonfinite", {{"model", finding.model},
                                         {"data", finding.data},
                                         {"attack", finding.attack},
                                         {"count", countText(finding.evaluation.nonfinite.size())}}));
    warnOfRefusedPoints(finding, said, findings);
    RETORT_CHECK(storeCurve(audit, finding, *set));
    findings.membership.push_back(std::move(finding));
    return {};
}

} // namespace

double aucPValue(const stats::Evaluation& evaluation) {
    const auto m = static_cast<double>(evaluation.memberClusters);
    const auto n = static_cast<double>(evaluation.nonmemberClusters);
    return stats::normalUpperTail((evaluation.auc - 0.5) / std::sqrt((m + n + 1) / (12 * m * n)));
}

Result<std::optional<stats::ScoreSet>> attackScores(AuditView& view, std::string_view model,
                                                    std::string_view data, std::string_view attack) {
    const std::string column = attackColumn(attack);
    stats::ScoreSet set;
    const auto add = [&](std::string_view name, bool isMember) -> Result<bool> {
        RETORT_TRY(const auto* values, view.column(name, model, column));
        if (values)
            RETORT_CHECK(appendScores(view, name, isMember, *values, set));
        return values != nullptr;
    };
    RETORT_TRY(bool complete, add(data, true));
    for (const DataPlan* heldOut : view.plan().heldOut()) {
        RETORT_TRY(const bool present, add(heldOut->name, false));
        complete = complete && present;
    }
    if (!complete || view.plan().heldOut().empty())
        return std::optional<stats::ScoreSet>();
    return std::optional(std::move(set));
}

Status assessMembership(store::AuditFile& audit, AuditView& view, Findings& findings) {
    const Plan& plan = view.plan();
    const std::vector<membership::ChosenAttack> attacks = chosenAttacks(plan);
    std::set<std::string> said;
    warnOfReferences(plan, attacks, findings);
    warnOfAttacks(plan, attacks, findings);
    for (const ModelPlan& model : plan.models) {
        for (const DataPlan& data : plan.data) {
            const std::string kind(testKind(plan, model, data));
            if (kind.empty())
                continue;
            for (const Tested& tested : attacksOn(plan, attacks, model, data)) {
                MembershipFinding finding;
                finding.model = model.name;
                finding.data = data.name;
                finding.against = comparisonName(plan);
                finding.kind = kind;
                finding.attack = tested.name;
                finding.perByte = tested.perByte;
                RETORT_CHECK(assessAttack(audit, view, std::move(finding), tested.attack, findings, said));
            }
        }
    }
    return {};
}

void adjustConfirmatory(Findings& findings) {
    std::vector<double> pValues;
    std::vector<std::optional<double>*> adjusted;
    for (MembershipFinding& finding : findings.membership) {
        if (finding.model == "student" && finding.kind == "direct" && finding.pValue) {
            pValues.push_back(*finding.pValue);
            adjusted.push_back(&finding.adjustedPValue);
        }
    }
    const auto seenByBoth = [&](const std::string& name) {
        const auto data = std::find_if(findings.data.begin(), findings.data.end(),
                                       [&](const DataFinding& set) { return set.name == name; });
        const std::vector<std::string>& seen = data->seenBy;
        return std::count(seen.begin(), seen.end(), "student") > 0 &&
               std::count(seen.begin(), seen.end(), "baseline") > 0;
    };
    for (OverlapFinding& finding : findings.overlap) {
        if (finding.window == headlineWindow(findings.audit.windows) && finding.reduction.pValue &&
            seenByBoth(finding.data)) {
            pValues.push_back(*finding.reduction.pValue);
            adjusted.push_back(&finding.reduction.adjustedPValue);
        }
    }
    const std::vector<double> corrected = stats::holm(pValues);
    for (std::size_t i = 0; i < corrected.size(); ++i)
        *adjusted[i] = corrected[i];
}

} // namespace retort::audit
