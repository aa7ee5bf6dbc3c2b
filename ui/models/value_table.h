// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A small table of finished values with its own sorting: findings as rows.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QVariant>

#include <vector>

namespace retort::ui {

struct ValueCell {
    ValueCell(QString shown = {}, QVariant sortedBy = {}, QString explanation = {});

    QString text;
    QVariant sortKey; // a number, or invalid: sorts by the text, absent values last
    QString toolTip;
};

struct ValueColumn {
    QString header;
    QString toolTip;
    bool isNumber = false; // right-aligned
};

class ValueTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit ValueTableModel(QObject* parent = nullptr);
    // Every row has one cell a column.
    void setTable(std::vector<ValueColumn> columns, std::vector<std::vector<ValueCell>> rows);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const final;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const final;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const final;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const final;
    void sort(int column, Qt::SortOrder order) final;

private:
    std::vector<ValueColumn> m_columns;
    std::vector<std::vector<ValueCell>> m_rows;
    std::vector<std::size_t> m_order; // row shown -> row given
};

} // namespace retort::ui
