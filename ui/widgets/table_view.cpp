// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_view.h"

#include "ui/plots/plot_widget.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QMenu>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

constexpr int kMeasuredRows = 60;

QString tsvCell(QString text) {
    return text.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
}

} // namespace

TableView::TableView(const QString& objectName, const QString& accessibleName, QWidget* parent)
    : QTableView(parent) {
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setAlternatingRowColors(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setWordWrap(false);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setSortingEnabled(true);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 8 / 5);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
}

void TableView::fitColumns() {
    if (model() == nullptr)
        return;
    const int rows = std::min(model()->rowCount(), kMeasuredRows);
    const int padding = fontMetrics().height() + 4;
    for (int column = 0; column < model()->columnCount(); ++column) {
        int width = horizontalHeader()->sectionSizeHint(column);
        for (int row = 0; row < rows; ++row)
            width = std::max(width, fontMetrics().horizontalAdvance(
                                        model()->index(row, column).data(Qt::DisplayRole).toString()) +
                                        padding);
        setColumnWidth(column, std::min(width, fontMetrics().averageCharWidth() * 60));
    }
}

QString TableView::asTsv(bool selectedOnly) const {
    if (model() == nullptr)
        return {};
    QStringList lines;
    const auto line = [&](auto cell) {
        QStringList cells;
        for (int visual = 0; visual < model()->columnCount(); ++visual) {
            const int column = horizontalHeader()->logicalIndex(visual);
            if (!isColumnHidden(column))
                cells << tsvCell(cell(column));
        }
        lines << cells.join(u'\t');
    };
    line([&](int column) { return model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(); });
    for (int row = 0; row < model()->rowCount(); ++row)
        if (!selectedOnly || selectionModel()->isRowSelected(row))
            line([&](int column) { return model()->index(row, column).data(Qt::DisplayRole).toString(); });
    return lines.join(u'\n') + u'\n';
}

QByteArray TableView::asCsv() const {
    QByteArray text;
    for (const QString& line : asTsv(false).split(u'\n', Qt::SkipEmptyParts)) {
        QByteArrayList cells;
        for (const QString& cell : line.split(u'\t'))
            cells << csvCell(cell);
        text += cells.join(',') + '\n';
    }
    return text;
}

void TableView::copySelection() {
    if (selectionModel() != nullptr)
        QApplication::clipboard()->setText(asTsv(selectionModel()->hasSelection()));
}

void TableView::exportCsv() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export table"), objectName() + u".csv"_s, tr("Table (*.csv)"));
    if (path.isEmpty())
        return;
    const QByteArray bytes = asCsv();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        Q_EMIT exportFailed(tr("%1 could not be written: %2.").arg(path, file.errorString()));
    else
        Q_EMIT exported(path);
}

void TableView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    menu.addAction(tr("&Copy as table"), this, &TableView::copySelection);
    menu.addAction(tr("&Export table…"), this, &TableView::exportCsv);
    menu.exec(event->globalPos());
}

} // namespace retort::ui
