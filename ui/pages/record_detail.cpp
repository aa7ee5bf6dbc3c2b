// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/record_detail.h"

#include "ui/models/words.h"
#include "ui/plots/venn_plot.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("RecordsPage", text);
}

// Roles in their usual order, references after them.
std::vector<std::string> modelsOf(const DataTable& table) {
    static constexpr std::array kRoles{"teacher", "baseline", "student", "base"};
    std::vector<std::string> models;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::find(models.begin(), models.end(), name) == models.end())
            models.push_back(name);
    };
    for (const char* role : kRoles)
        for (const auto& [key, values] : table.columns)
            if (key.first == role)
                add(role);
    for (const auto& [key, values] : table.columns)
        add(key.first);
    return models;
}

ValueCell scoreCell(const std::string& name, double value) {
    if (isVerdictColumn(name))
        return {std::isnan(value) ? QString() : value > 0.5 ? tr("yes") : tr("no"), value};
    return {name == "greedy_match_tokens" ? numberText(value, 0) : scoreText(value), value};
}

} // namespace

QString recordFacts(const DataTable& table, std::size_t record) {
    const store::Record& row = table.records[record];
    QStringList lines;
    const std::optional<int> region = table.region(record);
    lines << (region ? tr("Memorized by: %1").arg(regionName(*region, defaultModelNames()))
                     : tr("Memorized by: no verdict in all three models"));
    if (!row.group.empty())
        lines << tr("Group: %1").arg(plainText(row.group));
    lines << tr("Repeats in the training data: %1   ·   Tokens: %2%3")
                 .arg(countText(row.repeats), countText(row.tokens),
                      row.truncated ? tr(", cut to the models' context") : QString());
    if (row.cluster != row.ordinal && row.cluster < table.records.size())
        lines << tr("Nearly the same text as %1").arg(plainText(table.records[row.cluster].id));
    if (row.excluded)
        lines << tr("Not scored: %1").arg(plainText(*row.excluded));
    if (row.extractionExcluded)
        lines << tr("Not tested for extraction: %1").arg(plainText(*row.extractionExcluded));
    return lines.join(u'\n');
}

QString recordTextNote(const store::Record& record, bool storedInFile) {
    if (storedInFile)
        return tr("The text is stored in this audit file and is masked here.");
    const QString file = plainText(record.path);
    return record.line > 0
               ? tr("The text is kept by reference: %1, line %2.").arg(file, countText(record.line))
               : tr("The text is kept by reference: %1, byte %2.").arg(file, countText(record.byteOffset));
}

ValueTable recordScores(const DataTable& table, std::size_t record) {
    ValueTable scores;
    const std::vector<std::string> models = modelsOf(table);
    scores.columns.push_back({tr("Score"), {}, false});
    std::vector<std::string> names;
    for (const std::string& model : models)
        scores.columns.push_back({modelText(model), {}, true});
    for (const auto& [key, values] : table.columns)
        if (!key.first.empty() && std::find(names.begin(), names.end(), key.second) == names.end())
            names.push_back(key.second);
    std::sort(names.begin(), names.end(), columnComesBefore);
    for (const std::string& name : names) {
        std::vector<ValueCell> row{{columnText(name), {}, columnHelp(name)}};
        for (const std::string& model : models) {
            const std::vector<double>* values = table.column(model, name);
            row.push_back(values != nullptr ? scoreCell(name, (*values)[record]) : ValueCell());
        }
        scores.rows.push_back(std::move(row));
    }
    return scores;
}

} // namespace retort::ui
