// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/value_table.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace retort::ui {
namespace {

bool isAbsent(const ValueCell& cell) {
    return cell.sortKey.isValid() ? std::isnan(cell.sortKey.toDouble()) : cell.text.isEmpty();
}

bool isLess(const ValueCell& a, const ValueCell& b) {
    if (a.sortKey.isValid() && b.sortKey.isValid())
        return a.sortKey.toDouble() < b.sortKey.toDouble();
    return QString::localeAwareCompare(a.text, b.text) < 0;
}

} // namespace

ValueCell::ValueCell(QString shown, QVariant sortedBy, QString explanation)
    : text(std::move(shown)), sortKey(std::move(sortedBy)), toolTip(std::move(explanation)) {}

ValueTableModel::ValueTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void ValueTableModel::setTable(std::vector<ValueColumn> columns, std::vector<std::vector<ValueCell>> rows) {
    beginResetModel();
    m_columns = std::move(columns);
    m_rows = std::move(rows);
    for (auto& row : m_rows)
        row.resize(m_columns.size());
    m_order.resize(m_rows.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    endResetModel();
}

int ValueTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ValueTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant ValueTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const ValueCell& cell =
        m_rows[m_order[static_cast<std::size_t>(index.row())]][static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.toolTip.isEmpty() ? QVariant() : QVariant(cell.toolTip);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            (m_columns[static_cast<std::size_t>(index.column())].isNumber ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant ValueTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const ValueColumn& column = m_columns[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        return column.header;
    case Qt::ToolTipRole:
        return column.toolTip.isEmpty() ? QVariant() : QVariant(column.toolTip);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((column.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

void ValueTableModel::sort(int column, Qt::SortOrder order) {
    beginResetModel();
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    if (column >= 0 && column < columnCount()) {
        const auto at = static_cast<std::size_t>(column);
        std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t left, std::size_t right) {
            const ValueCell& a = m_rows[left][at];
            const ValueCell& b = m_rows[right][at];
            if (isAbsent(a) != isAbsent(b))
                return isAbsent(b);
            return order == Qt::AscendingOrder ? isLess(a, b) : isLess(b, a);
        });
    }
    endResetModel();
}

} // namespace retort::ui
