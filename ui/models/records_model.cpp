// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/records_model.h"

#include "ui/models/words.h"
#include "ui/plots/venn_plot.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

std::vector<RecordColumn> columnsFor(const DataTable& table, const std::string& model) {
    using Kind = RecordColumn::Kind;
    std::vector<RecordColumn> columns{
        {Kind::Id, {}}, {Kind::Group, {}}, {Kind::Repeats, {}}, {Kind::Tokens, {}}, {Kind::Region, {}}};
    std::vector<std::string> names;
    for (const auto& [key, values] : table.columns)
        if (key.first == model)
            names.push_back(key.second);
    std::sort(names.begin(), names.end(), columnComesBefore);
    for (const std::string& name : names)
        columns.push_back({Kind::Value, name});
    columns.push_back({Kind::Excluded, {}});
    return columns;
}

bool isText(RecordColumn::Kind kind) {
    return kind == RecordColumn::Kind::Id || kind == RecordColumn::Kind::Group ||
           kind == RecordColumn::Kind::Region || kind == RecordColumn::Kind::Excluded;
}

} // namespace

RecordsModel::RecordsModel(QObject* parent) : QAbstractTableModel(parent) {}

void RecordsModel::setTable(std::shared_ptr<const DataTable> table, const std::string& model) {
    beginResetModel();
    m_table = std::move(table);
    m_query.model = model;
    m_columns = m_table ? columnsFor(*m_table, model) : std::vector<RecordColumn>{};
    m_rows.clear();
    endResetModel();
    reorder();
}

void RecordsModel::setFilter(const std::string& text, std::optional<int> region,
                             std::optional<bool> memorized) {
    m_query.text = text;
    m_query.region = region;
    m_query.memorized = memorized;
    reorder();
}

void RecordsModel::sort(int column, Qt::SortOrder order) {
    m_query.sortBy.reset();
    if (column >= 0 && column < columnCount())
        m_query.sortBy = m_columns[static_cast<std::size_t>(column)];
    m_query.descending = order == Qt::DescendingOrder;
    reorder();
}

void RecordsModel::reorder() {
    const std::uint64_t generation = m_generation.next();
    if (!m_table) {
        Q_EMIT orderChanged();
        return;
    }
    runAsync(
        this, [table = m_table, query = m_query] { return orderRecords(*table, query); },
        [this, generation](const std::vector<std::uint32_t>& rows) {
            if (!m_generation.isCurrent(generation))
                return;
            beginResetModel();
            m_rows = rows;
            endResetModel();
            Q_EMIT orderChanged();
        });
}

int RecordsModel::rowOf(std::size_t record) const {
    const auto found = std::find(m_rows.begin(), m_rows.end(), record);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int RecordsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RecordsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QString RecordsModel::textAt(std::size_t record, const RecordColumn& column) const {
    const store::Record& row = m_table->records[record];
    switch (column.kind) {
    case RecordColumn::Kind::Id:
        return plainText(row.id);
    case RecordColumn::Kind::Group:
        return plainText(row.group);
    case RecordColumn::Kind::Repeats:
        return countText(row.repeats);
    case RecordColumn::Kind::Tokens:
        return countText(row.tokens);
    case RecordColumn::Kind::Region: {
        const std::optional<int> region = m_table->region(record);
        return region ? regionName(*region, defaultModelNames()) : tr("No verdict in all three");
    }
    case RecordColumn::Kind::Excluded:
        return row.excluded             ? tr("Not scored: %1").arg(plainText(*row.excluded))
               : row.extractionExcluded ? tr("No window: %1").arg(plainText(*row.extractionExcluded))
                                        : QString();
    case RecordColumn::Kind::Value:
        break;
    }
    const std::vector<double>* values = m_table->column(m_query.model, column.name);
    const double value = values != nullptr ? (*values)[record] : std::nan("");
    if (std::isnan(value))
        return {};
    if (isVerdictColumn(column.name))
        return value > 0.5 ? tr("yes") : tr("no");
    return column.name == "greedy_match_tokens" ? numberText(value, 0) : scoreText(value);
}

QVariant RecordsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const RecordColumn& column = m_columns[static_cast<std::size_t>(index.column())];
    if (role == Qt::DisplayRole)
        return textAt(m_rows[static_cast<std::size_t>(index.row())], column);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((isText(column.kind) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    return {};
}

QVariant RecordsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const RecordColumn& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::ToolTipRole)
        return column.kind == RecordColumn::Kind::Value ? QVariant(columnHelp(column.name)) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((isText(column.kind) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (column.kind) {
    case RecordColumn::Kind::Id:
        return tr("Record");
    case RecordColumn::Kind::Group:
        return tr("Group");
    case RecordColumn::Kind::Repeats:
        return tr("Repeats");
    case RecordColumn::Kind::Tokens:
        return tr("Tokens");
    case RecordColumn::Kind::Region:
        return tr("Memorized by");
    case RecordColumn::Kind::Excluded:
        return tr("Left out because");
    case RecordColumn::Kind::Value:
        break;
    }
    return columnText(column.name);
}

} // namespace retort::ui
