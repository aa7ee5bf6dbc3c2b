// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/audit/phrases.h"
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

// One-sided p-value of AUC > 0.5: Mann-Whitney, normal approximation, over clusters.
double aucPValue(const stats::Evaluation& evaluation) {
    const auto m = static_cast<double>(evaluation.memberClusters);
    const auto n = static_cast<double>(evaluation.nonmemberClusters);
    return stats::normalUpperTail((evaluation.auc - 0.5) / std::sqrt((m + n + 1) / (12 * m * n)));
}

Status storeCurve(store::AuditFile& audit, const MembershipFinding& finding, const stats::ScoreSet& set) {
    RETORT_TRY(const stats::RankedScores ranked, stats::rankScores(set));
    const stats::RocCurve curve = stats::rocCurve(ranked);
    const std::vector<std::uint32_t> falsePositives(curve.falsePositives.begin(), curve.falsePositives.end());
    const std::vector<std::uint32_t> truePositives(curve.truePositives.begin(), curve.truePositives.end());
    return audit.results().putCurve(curveName(finding.model, finding.data, finding.attack), falsePositives,
                                    truePositives);
}

std::vector<std::string> namesOfAll(const Plan& plan, const ModelPlan& model, const DataPlan& data) {
    std::vector<std::string> all;
    for (const std::string& name : plan.attacks) {
        // The plan was refused unless every name fits.
        const membership::ChosenAttack attack = membership::chooseAttack(name).value();
        for (std::string& own : attackNames(plan, attack, model, data))
            all.push_back(std::move(own));
    }
    return all;
}

void warnOfReferences(const Plan& plan, Findings& findings) {
    if (std::find(plan.attacks.begin(), plan.attacks.end(), "reference") == plan.attacks.end())
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

// All attacks of one model on one data set.
Status assessSet(store::AuditFile& audit, AuditView& view, const ModelPlan& model, const DataPlan& data,
                 Findings& findings, std::set<std::string>& said) {
    const Plan& plan = view.plan();
    const std::string against = comparisonName(plan);
    for (const std::string& attack : namesOfAll(plan, model, data)) {
        RETORT_TRY(const auto set, attackScores(view, model.name, data.name, attack));
        if (!set)
            continue;
        auto evaluation = stats::evaluate(*set, std::span<const double>(plan.targetFpr));
        if (!evaluation) {
            findings.warnings.push_back(fmt::format("{} on {} against {}, attack {}: {}.", model.name,
                                                    data.name, against, attack, evaluation.error().message));
            continue;
        }
        MembershipFinding finding{model.name, data.name,
                                  against,    std::string(testKind(plan, model, data)),
                                  attack,     std::move(*evaluation),
                                  {},         {}};
        if (attack == primaryAttackName(plan, model, data))
            finding.pValue = aucPValue(finding.evaluation);
        if (!finding.evaluation.nonfinite.empty())
            findings.warnings.push_back(
                phrase("warning.nonfinite", {{"model", model.name},
                                             {"data", data.name},
                                             {"attack", attack},
                                             {"count", countText(finding.evaluation.nonfinite.size())}}));
        warnOfRefusedPoints(finding, said, findings);
        RETORT_CHECK(storeCurve(audit, finding, *set));
        findings.membership.push_back(std::move(finding));
    }
    return {};
}

} // namespace

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
    std::set<std::string> said;
    warnOfReferences(plan, findings);
    for (const ModelPlan& model : plan.models) {
        for (const DataPlan& data : plan.data) {
            if (testKind(plan, model, data).empty())
                continue;
            RETORT_CHECK(assessSet(audit, view, model, data, findings, said));
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
