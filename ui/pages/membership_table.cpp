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

// Audits of earlier versions have no such numbers: empty cells.
ValueCell precisionCell(const stats::Evaluation& evaluation) {
    if (!evaluation.prAuc)
        return {};
    return {numberText(*evaluation.prAuc), *evaluation.prAuc,
            tr("Chance is %1.").arg(numberText(stats::chancePrecision(evaluation)))};
}

ValueCell balancedCell(const stats::Evaluation& evaluation) {
    const auto& balanced = evaluation.balancedAccuracy;
    if (!balanced)
        return {};
    return {numberText(balanced->value), balanced->value,
            tr("95 % interval %1.").arg(intervalText(balanced->interval.lower, balanced->interval.upper, 3))};
}

ValueCell numberCell(const std::optional<double>& value) {
    return value ? ValueCell(numberText(*value), *value) : ValueCell();
}

ValueCell countCell(std::uint64_t count) {
    return {countText(count), static_cast<double>(count)};
}

const audit::GroupFinding* groupsOf(const audit::Findings& findings, const std::string& model,
                                    const std::string& data) {
    for (const audit::GroupFinding& finding : findings.membershipGroups)
        if (finding.model == model && finding.data == data)
            return &finding;
    return nullptr;
}

QString shortKind(const std::string& kind) {
    if (kind == "direct")
        return tr("direct");
    if (kind == "indirect")
        return tr("indirect");
    return kind == "control" ? tr("control") : plainText(kind);
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
        table.columns.push_back({tr("Found at %1").arg(percentText(target)),
                                 tr("Share of training records found (true positive rate) with at most that "
                                    "share of false alarms (false positive rate)."),
                                 true});
    table.columns.push_back(
        {tr("Average precision"),
         tr("Area under precision and recall. Scores that mean nothing reach the share of "
            "training records among all."),
         true});
    table.columns.push_back(
        {tr("Balanced accuracy"),
         tr("Mean of the shares told correctly on either side, with the threshold chosen on "
            "the other half of the records; 0.5 is guessing."),
         true});
    table.columns.push_back({tr("Members / held out"), {}, true});
    table.columns.push_back({tr("Status"), {}, false});
    for (const audit::MembershipFinding& finding : findings.membership) {
        const stats::Evaluation& e = finding.evaluation;
        std::vector<ValueCell> row{
            {modelText(finding.model)},
            {plainText(finding.data)},
            {shortKind(finding.kind), {}, kindText(finding.kind)},
            {attackText(finding)},
            {numberText(e.auc), e.auc},
            {intervalText(e.aucInterval.lower, e.aucInterval.upper, 3), e.aucInterval.lower}};
        for (std::size_t i = 0; i < findings.audit.targetFpr.size(); ++i)
            row.push_back(i < e.operatingPoints.size() ? pointCell(e.operatingPoints[i], e.nonmembers)
                                                       : ValueCell());
        row.push_back(precisionCell(e));
        row.push_back(balancedCell(e));
        row.emplace_back(tr("%1 / %2").arg(countText(e.members), countText(e.nonmembers)),
                         static_cast<double>(e.members));
        row.emplace_back(statusText(findings.audit, finding));
        table.rows.push_back(std::move(row));
    }
    return table;
}

ValueTable groupTable(const audit::Findings& findings, const std::string& model, const std::string& data) {
    ValueTable table;
    table.columns = {
        {tr("Group"), {}, false},
        {tr("In the training data"), {}, true},
        {tr("Held out"), tr("Held-out records of the same group."), true},
        {tr("AUC"), tr("0.5 is guessing, 1 tells every record apart."), true},
        {tr("95 % interval"), {}, true},
        {tr("Detectable AUC"), tr("The smallest that would have been noticed in four of five cases."), true}};
    const audit::GroupFinding* finding = groupsOf(findings, model, data);
    if (finding == nullptr)
        return table;
    for (const auto& [name, e] : finding->evaluation.groups)
        table.rows.push_back(
            {{plainText(name)},
             countCell(e.members),
             countCell(e.nonmembers),
             numberCell(e.auc),
             {intervalText(e.aucInterval.lower, e.aucInterval.upper, 3), e.aucInterval.lower},
             numberCell(e.smallestDetectableAuc)});
    return table;
}

QString suppressedText(const audit::Findings& findings, const std::string& model, const std::string& data) {
    const audit::GroupFinding* finding = groupsOf(findings, model, data);
    return finding == nullptr ? QString() : QString::fromStdString(audit::suppressedSentence(*finding));
}

ValueTable bestOfTable(const audit::Findings& findings) {
    ValueTable table;
    table.columns = {
        {tr("Model"), {}, false},
        {tr("Data"), {}, false},
        {tr("Attack"), {}, false},
        {tr("Records"), tr("With a score from every attack."), true},
        {tr("AUC"), {}, true},
        {tr("Lower bound"), tr("One-sided, 95 %; the bounds of all attacks hold at once."), true},
        {tr("p, adjusted"), tr("For having looked at all attacks (max-statistic bootstrap)."), true},
        {tr("Place"), {}, false}};
    for (const audit::BestOfFinding& finding : findings.bestOf)
        for (const audit::BestOfFinding::Attack& attack : finding.attacks)
            table.rows.push_back({{modelText(finding.model)},
                                  {plainText(finding.data)},
                                  {attackText(attack.name)},
                                  countCell(finding.records),
                                  numberCell(attack.auc),
                                  numberCell(attack.lowerBound),
                                  {pValueText(attack.pValue), attack.pValue},
                                  {attack.name == finding.best ? tr("best") : QString()}});
    for (const audit::BestOfFinding& finding : findings.bestOf)
        for (const std::string& name : finding.leftOut)
            table.rows.push_back({{modelText(finding.model)},
                                  {plainText(finding.data)},
                                  {attackText(name)},
                                  {},
                                  {},
                                  {},
                                  {},
                                  {tr("left out: evaluated on other records")}});
    return table;
}

ValueTable agreementTable(const audit::Findings& findings) {
    ValueTable table;
    table.columns = {
        {tr("Model"), {}, false},
        {tr("Data"), {}, false},
        {tr("Attack"), {}, false},
        {tr("Records"), tr("With a score and a verdict."), true},
        {tr("Memorized"), tr("As many records with the highest scores are compared with them."), true},
        {tr("Jaccard"), tr("Share that is in both lists, of the records in either."), true},
        {tr("Kappa"), tr("Agreement beyond chance (Cohen): 0 none, 1 full."), true},
        {tr("Spearman"), tr("Rank correlation of the score with the probability of the record's suffix."),
         true}};
    for (const audit::AgreementFinding& finding : findings.agreement)
        table.rows.push_back({{modelText(finding.model)},
                              {plainText(finding.data)},
                              {attackText(finding.attack)},
                              countCell(finding.records),
                              countCell(finding.memorized),
                              numberCell(finding.jaccard),
                              numberCell(finding.kappa),
                              numberCell(finding.spearman)});
    return table;
}

} // namespace retort::ui
