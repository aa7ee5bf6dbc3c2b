// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>
#include <iterator>

namespace retort::report {
namespace {

Table aucTable(const audit::Findings& findings, bool examined) {
    Table table{examined ? "table-auc" : "table-auc-others",
                examined ? fmt::format("Membership attacks on the {}", modelWords(examinedModel(findings)))
                         : std::string("The same attacks on the other models"),
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
    if (!examined)
        table.columns.insert(table.columns.begin(), Column{"Model", false});
    for (const audit::MembershipFinding& finding : findings.membership) {
        if ((finding.model == examinedModel(findings)) != examined || audit::isApart(finding))
            continue;
        const stats::Evaluation& result = finding.evaluation;
        Text attack(attackWords(finding));
        if (examined && audit::isPrimary(findings.audit, finding))
            attack.add(" ").addStrong("primary");
        std::vector<Text> row{finding.data,
                              finding.kind,
                              std::move(attack),
                              count(result.members),
                              count(result.nonmembers),
                              decimals(result.auc, 3),
                              interval(result.aucInterval, 3),
                              decimals(result.smallestDetectableAuc, 3)};
        if (!examined)
            row.insert(row.begin(), Text(modelWords(finding.model)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

// Attacks that no verdict may rest on, whatever the model.
Table apartTable(const audit::Findings& findings) {
    Table table{"table-auc-apart",
                "Attacks shown apart: in no verdict",
                {{"Model", false},
                 {"Data set", false},
                 {"Attack", false},
                 {"Why apart", false},
                 {"AUC", true},
                 {"95 % interval", true}},
                {},
                phrases::kMembershipApartNote};
    for (const audit::MembershipFinding& finding : findings.membership) {
        if (!audit::isApart(finding))
            continue;
        table.rows.push_back({modelWords(finding.model), finding.data, attackWords(finding),
                              finding.comparisonOnly ? "for comparison only" : "beyond the release's access",
                              decimals(finding.evaluation.auc, 3),
                              interval(finding.evaluation.aucInterval, 3)});
    }
    return table;
}

std::string shareCell(double share, const stats::Interval& range) {
    return fmt::format("{} ({})", percent(share), percentInterval(range.lower, range.upper));
}

std::vector<Text> pointRow(const audit::MembershipFinding& finding, const stats::OperatingPoint& point) {
    const stats::Evaluation& result = finding.evaluation;
    if (point.status == stats::PointStatus::Refused)
        return {attackWords(finding),
                percent(point.targetFpr),
                kAbsent,
                kAbsent,
                kAbsent,
                kAbsent,
                kAbsent,
                fmt::format("refused: needs {} held out", count(point.nonmembersNeeded))};
    return {attackWords(finding),
            percent(point.targetFpr),
            countOf(point.falsePositives, result.nonmembers),
            shareCell(point.achievedFpr, point.fprInterval),
            countOf(point.truePositives, result.members),
            shareCell(point.tpr, point.tprInterval),
            pValue(point.pValue),
            std::string(stats::statusName(point.status))};
}

// One table a model and data set, in the findings' order; the last one carries the note.
std::vector<Table> pointTables(const audit::Findings& findings, bool examined) {
    std::vector<Table> tables;
    for (const audit::MembershipFinding& finding : findings.membership) {
        if ((finding.model == examinedModel(findings)) != examined || audit::isApart(finding))
            continue;
        const std::string id = fmt::format("table-points-{}-{}", finding.model, finding.data);
        auto table =
            std::find_if(tables.begin(), tables.end(), [&id](const Table& known) { return known.id == id; });
        if (table == tables.end()) {
            tables.push_back({id,
                              fmt::format("Operating points: {} on {} ({})", modelWords(finding.model),
                                          finding.data, finding.kind),
                              {{"Attack", false},
                               {"At most", true},
                               {"Wrongly named", true},
                               {"Share wrongly named", true},
                               {"Found", true},
                               {"Share found", true},
                               {"p", true},
                               {"Status", false}},
                              {},
                              ""});
            table = std::prev(tables.end());
        }
        for (const stats::OperatingPoint& point : finding.evaluation.operatingPoints)
            table->rows.push_back(pointRow(finding, point));
    }
    if (!tables.empty())
        tables.back().note = phrases::kOperatingNote;
    return tables;
}

// A figure a data set: every model under the primary attack.
std::vector<Figure> rocFigures(const audit::Findings& findings) {
    std::vector<Figure> figures;
    std::vector<std::string> done;
    for (const audit::MembershipFinding& finding : findings.membership) {
        if (finding.model != examinedModel(findings) ||
            std::find(done.begin(), done.end(), finding.data) != done.end())
            continue;
        done.push_back(finding.data);
        RocFigure roc;
        std::string alternative = fmt::format("ROC curves for the data set {}.", finding.data);
        for (const std::string& model : modelOrder(findings)) {
            for (const audit::MembershipFinding& other : findings.membership) {
                const bool primary = audit::isPrimary(findings.audit, other);
                if (other.model != model || other.data != finding.data || !primary)
                    continue;
                roc.series.push_back(
                    {fmt::format("{}, AUC {}", modelWords(model), decimals(other.evaluation.auc, 3)),
                     audit::curveName(model, other.data, other.attack), other.evaluation.members,
                     other.evaluation.nonmembers});
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
        finding.data, attackWords(finding), decimals(result.auc, 3), interval(result.aucInterval, 3),
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
        finding.data, attackWords(finding), countOf(point.truePositives, finding.evaluation.members),
        countOf(point.falsePositives, finding.evaluation.nonmembers), percent(point.targetFpr));
}

// Where the verdicts bring no details: the primary attack on the examined model, in plain words.
List primaryResults(const audit::Findings& findings) {
    List words;
    for (const audit::MembershipFinding& finding : findings.membership) {
        if (finding.model != examinedModel(findings) || !audit::isPrimary(findings.audit, finding))
            continue;
        words.items.emplace_back(testWords(finding));
        const auto& points = finding.evaluation.operatingPoints;
        const auto good = std::find_if(points.begin(), points.end(), [](const stats::OperatingPoint& point) {
            return point.status == stats::PointStatus::Ok;
        });
        if (good != points.end())
            words.items.emplace_back(inPlainWords(finding, *good));
    }
    return words;
}

void append(std::vector<Block> blocks, Section& section) {
    std::ranges::move(blocks, std::back_inserter(section.blocks));
}

} // namespace

Section composeMembership(const Source& source) {
    const audit::Findings& findings = source.findings;
    Section section{"membership", "Membership", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kMembershipLead, ParagraphStyle::Lead});
    if (findings.membership.empty()) {
        section.blocks.emplace_back(Paragraph{phrases::kMembershipNone, ParagraphStyle::Body});
        append(slotBlocks(findings), section);
        return section;
    }
    List words = verdictDetails(findings, {"membership", "indirect_membership"});
    if (words.items.empty())
        words = primaryResults(findings);
    if (!words.items.empty())
        section.blocks.emplace_back(std::move(words));
    if (Table areas = aucTable(findings, true); !areas.rows.empty()) {
        section.blocks.emplace_back(std::move(areas));
        for (Table& table : pointTables(findings, true))
            section.blocks.emplace_back(std::move(table));
        for (Figure& figure : rocFigures(findings))
            section.blocks.emplace_back(std::move(figure));
    }
    if (Table apart = apartTable(findings); !apart.rows.empty())
        section.blocks.emplace_back(std::move(apart));
    section.blocks.emplace_back(
        Paragraph{Text("The attacks on the other models, and other measures of all attacks, stand in ")
                      .addLink("appendix A", "full-membership")
                      .add("."),
                  ParagraphStyle::Body});
    for (const auto compose : {groupBlocks, bestOfBlocks, agreementBlocks, slotBlocks})
        append(compose(findings), section);
    return section;
}

Section composeFullMembership(const Source& source) {
    const audit::Findings& findings = source.findings;
    Section section{"full-membership", "Membership attacks on the other models", "", false, {}};
    if (Table areas = aucTable(findings, false); !areas.rows.empty()) {
        section.blocks.emplace_back(std::move(areas));
        for (Table& table : pointTables(findings, false))
            section.blocks.emplace_back(std::move(table));
    } else {
        section.blocks.emplace_back(Paragraph{"No other model was attacked.", ParagraphStyle::Body});
    }
    append(measureBlocks(findings), section);
    append(passBlocks(findings), section);
    return section;
}

} // namespace retort::report
