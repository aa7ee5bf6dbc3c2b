// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A table that copies as TSV and exports as CSV; the same look everywhere.
#pragma once

#include <QTableView>

namespace retort::ui {

class TableView : public QTableView {
    Q_OBJECT

public:
    // objectName and accessibleName as for every widget.
    TableView(const QString& objectName, const QString& accessibleName, QWidget* parent = nullptr);

    // Widths from the headers and the first rows; cheap for any number of rows.
    void fitColumns();
    // The whole table, or the selected rows only, with a header line.
    [[nodiscard]] QString asTsv(bool selectedOnly) const;
    [[nodiscard]] QByteArray asCsv() const;

public Q_SLOTS:
    void copySelection();
    void exportCsv();

Q_SIGNALS:
    void exported(const QString& path);
    void exportFailed(const QString& message);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
};

} // namespace retort::ui
