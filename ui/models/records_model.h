// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The records of one data set as one model saw them: a table over a permutation of rows.
#pragma once

#include "ui/models/records_order.h"
#include "ui/plots/async.h"

#include <QAbstractTableModel>

namespace retort::ui {

class RecordsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit RecordsModel(QObject* parent = nullptr);

    // Null: empties the table. Keeps sorting and filter.
    void setTable(std::shared_ptr<const DataTable> table, const std::string& model);
    // Text, region and verdict of the query; model and sorting are the table's own.
    void setFilter(const std::string& text, std::optional<int> region, std::optional<bool> memorized);

    [[nodiscard]] std::size_t totalRecords() const { return m_table ? m_table->records.size() : 0; }
    // Index of the record in its data set.
    [[nodiscard]] std::size_t recordAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    // Row that shows a record, or -1 if it is filtered away.
    [[nodiscard]] int rowOf(std::size_t record) const;
    [[nodiscard]] const std::shared_ptr<const DataTable>& table() const { return m_table; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const final;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const final;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const final;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const final;
    void sort(int column, Qt::SortOrder order) final;

Q_SIGNALS:
    void orderChanged(); // sorting or filtering is done

private:
    void reorder();
    [[nodiscard]] QString textAt(std::size_t record, const RecordColumn& column) const;

    std::shared_ptr<const DataTable> m_table;
    std::vector<RecordColumn> m_columns;
    std::vector<std::uint32_t> m_rows;
    RecordQuery m_query;
    Generation m_generation;
};

} // namespace retort::ui
