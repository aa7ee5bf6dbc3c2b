// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>

namespace retort::report {
namespace {

bool isTarget(const audit::MembershipFinding& finding) {
    return finding.model == "student";
}

Table aucTable(const audit::Findings& findings, bool student) {
    Table table{student ? "table-auc" : "table-auc-others",
                student ? "Membership attacks on the student" : "The same attacks on the other models",
                {{"Data set", false},
                 {"Kind", false},
                 {"Attack", false},
                 {"In training", true},
                 {"Held out", true},
                 {"AUC", true},
                 {"95 % interval", true},
                 {"Detectable", true}},
                {},
                phrases::kMembershipAucNote};
    if (!student)
        table.columns.insert(table.columns.begin(), Column{"Model", false});
    for (const audit::MembershipFinding& finding : findings.membership) {
        if (isTarget(finding) != student)
            continue;
        const stats::Evaluation& result = finding.evaluation;
        Text attack(attackWords(finding.attack));
        if (student && finding.attack == findings.audit.primaryAttack)
            attack.add(" ").addStrong("primary");
        std::vector<Text> row{finding.data,
                              finding.kind,
                              std::move(attack),
                              count(result.members),
                              count(result.nonmembers),
                              decimals(result.auc, 3),
                              interval(result.aucInterval, 3),
                              decimals(result.smallestDetectableAuc, 3)};
        if (!student)
            row.insert(row.begin(), Text(modelWords(finding.model)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::vector<Text> pointRow(const audit::MembershipFinding& finding, const stats::OperatingPoint& point) {
    const stats::Evaluation& result = finding.evaluation;
    if (point.status == stats::PointStatus::Refused)
        return {finding.data,
                attackWords(finding.attack),
                percent(point.targetFpr),
                kAbsent,
                kAbsent,
                kAbsent,
                kAbsent,
                fmt::format("refused: needs {} held out", count(point.nonmembersNeeded))};
    Text status(std::string(stats::statusName(point.status)));
    return {finding.data,
            attackWords(finding.attack),
            percent(point.targetFpr),
            fmt::format("{} = {} ({})", countOf(point.falsePositives, result.nonmembers),
                        percent(point.achievedFpr),
                        percentInterval(point.fprInterval.lower, point.fprInterval.upper)),
            countOf(point.truePositives, result.members),
            fmt::format("{} ({})", percent(point.tpr),
                        percentInterval(point.tprInterval.lower, point.tprInterval.upper)),
            pValue(point.pValue),
            std::move(status)};
}

Table pointTable(const audit::Findings& findings, bool student) {
    Table table{student ? "table-points" : "table-points-others",
                student ? "Operating points of the attacks on the student"
                        : "Operating points of the attacks on the other models",
                {{"Data set", false},
                 {"Attack", false},
                 {"At most", true},
                 {"Wrongly named, of held out", true},
                 {"Found", true},
                 {"Share found", true},
                 {"p", true},
                 {"Status", false}},
                {},
                phrases::kOperatingNote};
    if (!student)
        table.columns.insert(table.columns.begin(), Column{"Model", false});
    for (const audit::MembershipFinding& finding : findings.membership) {
        if (isTarget(finding) != student)
            continue;
        for (const stats::OperatingPoint& point : finding.evaluation.operatingPoints) {
            std::vector<Text> row = pointRow(finding, point);
            if (!student)
                row.insert(row.begin(), Text(modelWords(finding.model)));
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

// The student with every attack, and the other models with the primary one: what tells leak from easy text.
std::vector<Figure> rocFigures(const audit::Findings& findings) {
    std::vector<Figure> figures;
    std::vector<std::string> done;
    for (const audit::MembershipFinding& finding : findings.membership) {
        if (!isTarget(finding) || std::find(done.begin(), done.end(), finding.data) != done.end())
            continue;
        done.push_back(finding.data);
        RocFigure roc;
        std::string alternative = fmt::format("ROC curves for the data set {}.", finding.data);
        for (const std::string& model : modelOrder(findings)) {
            for (const audit::MembershipFinding& other : findings.membership) {
                const bool primary = other.attack == findings.audit.primaryAttack;
                if (other.model != model || other.data != finding.data || !primary)
                    continue;
                roc.series.push_back({modelWords(model), audit::curveName(model, other.data, other.attack),
                                      other.evaluation.members, other.evaluation.nonmembers});
                alternative +=
                    fmt::format(" {}: AUC {}.", modelWords(model), decimals(other.evaluation.auc, 3));
            }
        }
        Figure figure;
        figure.id = "figure-roc-" + finding.data;
        figure.caption = fmt::format(
            "Data set {}, attack {}: {} records in the training data, {} held out. {}", finding.data,
            attackWords(findings.audit.primaryAttack), count(finding.evaluation.members),
            count(finding.evaluation.nonmembers), phrases::kRocCaption);
        figure.alternative = alternative;
        figure.content = std::move(roc);
        figures.push_back(std::move(figure));
    }
    return figures;
}

std::string testWords(const audit::MembershipFinding& finding) {
    const stats::Evaluation& result = finding.evaluation;
    std::string words = fmt::format(
        "{}, attack {} (primary): AUC {} (95 % interval {}; {} in the training data, {} held out)",
        finding.data, attackWords(finding.attack), decimals(result.auc, 3), interval(result.aucInterval, 3),
        count(result.members), count(result.nonmembers));
    if (finding.pValue)
        words += fmt::format("; p {}", pValue(finding.pValue));
    if (finding.adjustedPValue)
        words += fmt::format(", after Holm {}", pValue(finding.adjustedPValue));
    return words + ".";
}

std::string inPlainWords(const audit::MembershipFinding& finding, const stats::OperatingPoint& point) {
    return fmt::format(
        "{}, attack {}: finds {} of the training records tested while wrongly naming {} held-out "
        "records (at most {} allowed).",
        finding.data, attackWords(finding.attack), countOf(point.truePositives, finding.evaluation.members),
        countOf(point.falsePositives, finding.evaluation.nonmembers), percent(point.targetFpr));
}

} // namespace

Section composeMembership(const Source& source) {
    const audit::Findings& findings = source.findings;
    Section section{"membership", "Membership", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kMembershipLead, ParagraphStyle::Lead});
    if (findings.membership.empty()) {
        section.blocks.emplace_back(Paragraph{phrases::kMembershipNone, ParagraphStyle::Body});
        return section;
    }
    List words;
    for (const audit::MembershipFinding& finding : findings.membership) {
        if (!isTarget(finding) || finding.attack != findings.audit.primaryAttack)
            continue;
        words.items.emplace_back(testWords(finding));
        for (const stats::OperatingPoint& point : finding.evaluation.operatingPoints) {
            if (point.status == stats::PointStatus::Ok) {
                words.items.emplace_back(inPlainWords(finding, point));
                break;
            }
        }
    }
    if (!words.items.empty())
        section.blocks.emplace_back(std::move(words));
    if (Table student = aucTable(findings, true); !student.rows.empty()) {
        section.blocks.emplace_back(std::move(student));
        section.blocks.emplace_back(pointTable(findings, true));
        for (Figure& figure : rocFigures(findings))
            section.blocks.emplace_back(std::move(figure));
    }
    section.blocks.emplace_back(Paragraph{
        Text("The attacks on the other models stand in ").addLink("appendix A", "full-membership").add("."),
        ParagraphStyle::Body});
    return section;
}

Section composeFullMembership(const Source& source) {
    Section section{"full-membership", "Membership attacks on the other models", "", false, {}};
    Table areas = aucTable(source.findings, false);
    if (areas.rows.empty()) {
        section.blocks.emplace_back(Paragraph{"No other model was attacked.", ParagraphStyle::Body});
        return section;
    }
    section.blocks.emplace_back(std::move(areas));
    section.blocks.emplace_back(pointTable(source.findings, false));
    return section;
}

} // namespace retort::report
