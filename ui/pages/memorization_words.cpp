// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memorization_words.h"

#include "ui/models/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MemorizationPage", text);
}

// Numbers as numbers, so that 16 stands before 64.
QVariant sortKeyOf(const std::string& name) {
    char* end = nullptr;
    const double value = std::strtod(name.c_str(), &end);
    return end != name.c_str() && *end == '\0' ? QVariant(value) : QVariant();
}

} // namespace

QString inheritedText(const audit::OverlapFinding& overlap) {
    QString text =
        tr("%1 records are in teacher and student, not in the comparison model (inherited; no cause proven).")
            .arg(countText(overlap.inherited));
    if (overlap.inheritedRate)
        text +=
            u' ' +
            tr("That is %1 of what the teacher memorized and the comparison model did not (inherited rate).")
                .arg(percentText(*overlap.inheritedRate));
    return text;
}

QString easyText(const audit::OverlapFinding& overlap) {
    QString text =
        tr("%1 records are memorized by teacher and comparison model (easy).").arg(countText(overlap.easy));
    if (overlap.easyShare)
        text += u' ' +
                tr("%1 of what the student memorized is in all three.").arg(percentText(*overlap.easyShare));
    text += u' ' + tr("%1 are in the student alone.").arg(countText(overlap.studentOnly));
    return text;
}

QString reductionText(const audit::Reduction& reduction) {
    QString text;
    if (reduction.infinite)
        text = tr("The student memorized none of these records, the comparison model some.");
    else if (!reduction.ratio)
        return tr("Neither the student nor the comparison model memorized any of these records: there is "
                  "nothing to "
                  "compare.");
    else
        text = tr("The comparison model memorized %1 times as many records as the student (reduction).")
                   .arg(numberText(*reduction.ratio, 2));
    const QString interval = intervalText(reduction.interval.low, reduction.interval.high, 2);
    if (!interval.isEmpty())
        text += u' ' + tr("95 % interval: %1.").arg(interval);
    if (reduction.pValue)
        text += u' ' + tr("p %1 (exact McNemar).").arg(pValueText(reduction.pValue));
    if (reduction.adjustedPValue)
        text += u' ' + tr("After correction for the confirmatory tests: p %1.")
                           .arg(pValueText(reduction.adjustedPValue));
    if (reduction.lowerUtility)
        text += u' ' + tr("At lower utility: the student is significantly worse on held-out text.");
    return text + u' ' + tr("This speaks of this student against this comparison model.");
}

ValueTable extractionTable(const std::vector<audit::ExtractionFinding>& findings) {
    ValueTable table;
    table.columns = {{tr("Model"), {}, false},
                     {tr("Data"), {}, false},
                     {tr("Window"), tr("Which part of a record had to be completed."), false},
                     {tr("Records"), tr("Records with a verdict."), true},
                     {tr("Memorized"), tr("Completed token for token from the text before."), true},
                     {tr("Rate"), {}, true},
                     {tr("95 % interval"), tr("Only for a sample: a count over all records is exact."), true},
                     {tr("Windows tried"), {}, true},
                     {tr("Re-run"), tr("Close decisions, run again alone in full precision."), true}};
    for (const audit::ExtractionFinding& f : findings) {
        const QString interval =
            f.interval && f.interval->low && f.interval->high
                ? tr("%1 to %2").arg(percentText(*f.interval->low), percentText(*f.interval->high))
                : tr("exact count");
        table.rows.push_back({{modelText(f.model)},
                              {plainText(f.data)},
                              {windowText(f.window)},
                              {countText(f.records), static_cast<double>(f.records)},
                              {countText(f.memorized), static_cast<double>(f.memorized)},
                              {percentText(f.rate), f.rate},
                              {interval},
                              {countText(f.windowsTried), static_cast<double>(f.windowsTried)},
                              {countText(f.rechecked), static_cast<double>(f.rechecked)}});
    }
    return table;
}

ValueTable countTable(const std::vector<audit::ExtractionFinding>& findings, const std::string& data,
                      const std::string& window,
                      std::vector<audit::CountOf> audit::ExtractionFinding::*counts, const QString& header) {
    ValueTable table;
    table.columns = {{header, {}, false}, {tr("Records"), {}, true}};
    std::vector<std::string> names;
    for (const audit::ExtractionFinding& finding : findings) {
        if (finding.data != data || finding.window != window)
            continue;
        table.columns.push_back({modelText(finding.model), tr("Memorized, and their share."), true});
        for (const audit::CountOf& count : finding.*counts)
            if (std::find(names.begin(), names.end(), count.name) == names.end())
                names.push_back(count.name);
    }
    for (const std::string& name : names) {
        std::vector<ValueCell> row{{plainText(name), sortKeyOf(name)}, {}};
        for (const audit::ExtractionFinding& finding : findings) {
            if (finding.data != data || finding.window != window)
                continue;
            row.emplace_back();
            for (const audit::CountOf& count : finding.*counts) {
                if (count.name != name || count.records == 0)
                    continue;
                row[1] = {countText(count.records), static_cast<double>(count.records)};
                const double share =
                    static_cast<double>(count.memorized) / static_cast<double>(count.records);
                row.back() = {tr("%1 (%2)").arg(countText(count.memorized), percentText(share)), share};
            }
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace retort::ui
