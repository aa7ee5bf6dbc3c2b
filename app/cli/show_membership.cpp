// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/show_membership.h"

#include "core/audit/phrases.h"
#include "core/base/utf8.h"

namespace retort::cli {

namespace {

std::string aucText(double auc, const stats::Interval& interval) {
    return fmt::format("AUC {:.3f} ({:.3f} to {:.3f})", auc, interval.lower, interval.upper);
}

std::string describeAttack(const audit::MembershipFinding& finding) {
    std::string line =
        fmt::format("  {:9} {:10} {:9} {:18} {}", finding.model, finding.data, finding.kind, finding.attack,
                    aucText(finding.evaluation.auc, finding.evaluation.aucInterval));
    if (finding.perByte)
        line += "  per byte";
    for (const stats::OperatingPoint& point : finding.evaluation.operatingPoints) {
        if (point.status == stats::PointStatus::Refused)
            line += fmt::format("  TPR@{:g} refused", point.targetFpr);
        else
            line += fmt::format("  TPR@{:g} {:.3f}{}", point.targetFpr, point.tpr,
                                point.status == stats::PointStatus::Exploratory ? "*" : "");
    }
    return line + "\n";
}

// Nothing in findings of versions that did not compute them.
std::string describeMeasures(const audit::Findings& findings) {
    std::string text;
    for (const audit::MembershipFinding& finding : findings.membership) {
        const stats::Evaluation& evaluation = finding.evaluation;
        if (!evaluation.prAuc && !evaluation.balancedAccuracy)
            continue;
        text +=
            fmt::format("  {:9} {:10} {:9} {:18}", finding.model, finding.data, finding.kind, finding.attack);
        if (evaluation.prAuc)
            text += fmt::format(" average precision {:.3f} (chance {:.3f})", *evaluation.prAuc,
                                stats::chancePrecision(evaluation));
        if (const auto& balanced = evaluation.balancedAccuracy)
            text += fmt::format("  balanced accuracy {:.3f} ({:.3f} to {:.3f})", balanced->value,
                                balanced->interval.lower, balanced->interval.upper);
        text += "\n";
    }
    return text.empty() ? text : "\nMembership, other measures\n" + text;
}

std::string describeGroups(const audit::Findings& findings) {
    std::string text;
    for (const audit::GroupFinding& finding : findings.membershipGroups) {
        text +=
            fmt::format("  {} on {} ({}, {})\n", finding.model, finding.data, finding.kind, finding.attack);
        for (const stats::GroupEvaluation::Group& group : finding.evaluation.groups)
            text += fmt::format("    {:18} {:>7} in the training data, {:>7} held out, {}\n",
                                onOneLine(group.name), audit::countText(group.evaluation.members),
                                audit::countText(group.evaluation.nonmembers),
                                aucText(group.evaluation.auc, group.evaluation.aucInterval));
        text += "    " + audit::suppressedSentence(finding) + "\n";
    }
    return text.empty() ? text : "\nMembership by group (primary attack; exploratory)\n" + text;
}

std::string describeBestOf(const audit::Findings& findings) {
    std::string text;
    for (const audit::BestOfFinding& finding : findings.bestOf) {
        text += fmt::format("  {} on {}, {} records: {}\n", finding.model, finding.data,
                            audit::countText(finding.records), finding.best);
        for (const audit::BestOfFinding::Attack& attack : finding.attacks)
            text += fmt::format("  {} {:18} AUC {:.3f}, lower bound {:.3f}, p {}\n",
                                attack.name == finding.best ? '>' : ' ', attack.name, attack.auc,
                                attack.lowerBound, audit::pValueText(attack.pValue));
        if (!finding.leftOut.empty())
            text += fmt::format("    left out, evaluated on other records: {}\n",
                                fmt::join(finding.leftOut, ", "));
    }
    return text.empty()
               ? text
               : "\nBest of several attacks (exploratory; bounds and p hold for having looked at all)\n" +
                     text;
}

std::string describeAgreement(const audit::Findings& findings) {
    std::string text;
    const auto number = [](const std::optional<double>& value) {
        return value ? audit::numberText(*value) : std::string("none");
    };
    for (const audit::AgreementFinding& finding : findings.agreement)
        text +=
            fmt::format("  {:9} {:10} {:18} {:>6} of {:>6} memorized: Jaccard {}, kappa {}, Spearman {}\n",
                        finding.model, finding.data, finding.attack, audit::countText(finding.memorized),
                        audit::countText(finding.records), number(finding.jaccard), number(finding.kappa),
                        number(finding.spearman));
    return text.empty() ? text
                        : "\nAgreement of membership and memorization (as many records with the highest "
                          "scores as are memorized)\n" +
                              text;
}

} // namespace

std::string describeMembership(const audit::Findings& findings) {
    std::string text = "\nMembership (* exploratory: too few held-out records for a verdict)\n";
    for (const audit::MembershipFinding& finding : findings.membership)
        text += describeAttack(finding);
    return text + describeMeasures(findings) + describeGroups(findings) + describeBestOf(findings) +
           describeAgreement(findings);
}

} // namespace retort::cli
