// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/membership_table.h"

#include "ui/models/words.h"

#include <QCoreApplication>

#include <cmath>

namespace retort::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MembershipPage", text);
}

ValueCell pointCell(const stats::OperatingPoint& point, std::uint64_t nonmembers) {
    if (point.status == stats::PointStatus::Refused)
        return {tr("refused"), std::nan(""),
                tr("Refused: this rate needs at least %1 held-out records, there are %2.")
                    .arg(countText(point.nonmembersNeeded), countText(nonmembers))};
    const QString words = operatingPointText(point) + QLatin1Char('\n') +
                          tr("Rate of false alarms reached: %1; p %2.")
                              .arg(percentText(point.achievedFpr), pValueText(point.pValue));
    if (point.status == stats::PointStatus::Exploratory)
        return {tr("%1 (exploratory)").arg(percentText(point.tpr)), point.tpr,
                words + QLatin1Char('\n') + tr("Exploratory: too few held-out records for a verdict.")};
    return {percentText(point.tpr), point.tpr, words};
}

QString statusText(const audit::AuditFacts& facts, const audit::MembershipFinding& finding) {
    if (finding.comparisonOnly)
        return tr("for comparison only");
    if (finding.beyondAccess)
        return tr("beyond the release's access");
    const bool primary = finding.model == "student" && finding.kind != "control" && isPrimary(facts, finding);
    return primary ? tr("confirmatory") : tr("exploratory");
}

} // namespace

QString operatingPointText(const stats::OperatingPoint& point) {
    return tr("Finds %1 of 100 training records (95 % interval %2 to %3) while wrongly naming at most 1 in "
              "%4 others.")
        .arg(numberText(100 * point.tpr, 1), numberText(100 * point.tprInterval.lower, 1),
             numberText(100 * point.tprInterval.upper, 1),
             countText(static_cast<std::uint64_t>(std::llround(1 / std::max(point.targetFpr, 1e-9)))));
}

ValueTable membershipTable(const audit::Findings& findings) {
    ValueTable table;
    table.columns = {{tr("Model"), {}, false},
                     {tr("Data"), {}, false},
                     {tr("Test"), {}, false},
                     {tr("Attack"), {}, false},
                     {tr("AUC"), tr("0.5 is guessing, 1 tells every record apart."), true},
                     {tr("95 % interval"), {}, true}};
    for (const double target : findings.audit.targetFpr)
        table.columns.push_back({tr("Found at %1 false alarms").arg(percentText(target)),
                                 tr("Share of training records found (true positive rate)."), true});
    table.columns.push_back({tr("Members / held out"), {}, true});
    table.columns.push_back({tr("Status"), {}, false});
    for (const audit::MembershipFinding& finding : findings.membership) {
        const stats::Evaluation& e = finding.evaluation;
        std::vector<ValueCell> row{
            {modelText(finding.model)},
            {plainText(finding.data)},
            {kindText(finding.kind)},
            {attackText(finding.attack)},
            {numberText(e.auc), e.auc},
            {intervalText(e.aucInterval.lower, e.aucInterval.upper, 3), e.aucInterval.lower}};
        for (std::size_t i = 0; i < findings.audit.targetFpr.size(); ++i)
            row.push_back(i < e.operatingPoints.size() ? pointCell(e.operatingPoints[i], e.nonmembers)
                                                       : ValueCell());
        row.emplace_back(tr("%1 / %2").arg(countText(e.members), countText(e.nonmembers)),
                         static_cast<double>(e.members));
        row.emplace_back(statusText(findings.audit, finding));
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace retort::ui
