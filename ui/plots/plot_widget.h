// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What all plots share: they paint themselves anywhere as vectors, describe themselves in words, give their
// data as CSV, and are exported as PNG, SVG, PDF or CSV.
#pragma once

#include "ui/plots/scheme.h"

#include <QByteArray>
#include <QString>
#include <QWidget>

class QContextMenuEvent;

namespace retort::ui {

class PlotWidget : public QWidget {
    Q_OBJECT

public:
    explicit PlotWidget(QWidget* parent = nullptr);

    // Paints the whole plot with vectors into the target. textSize: height of ordinary text in the painter's
    // units, which decides how much fits. GUI thread.
    virtual void paintTo(QPainter& painter, const QRectF& target, const Scheme& scheme,
                         double textSize) const = 0;
    // "n of N" in a whole sentence: what is drawn, what is not and why.
    [[nodiscard]] virtual QString caption() const = 0;
    // The data behind the plot, UTF-8 with a header line.
    [[nodiscard]] virtual QByteArray csv() const = 0;

    // Base name offered when exporting, without suffix.
    void setExportName(const QString& name) { m_exportName = name; }
    [[nodiscard]] QString exportName() const { return m_exportName; }

public Q_SLOTS:
    void copyImage();
    // Asks for a file; its suffix (.png, .svg, .pdf, .csv) decides the format.
    void exportPlot();

Q_SIGNALS:
    void exported(const QString& path);
    void exportFailed(const QString& message);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QString m_exportName;
};

// Writes the plot to a file in the light scheme (PNG at twice the widget's size); the suffix decides the
// format. Empty when it worked, otherwise one sentence that names the file and the fact.
[[nodiscard]] QString writePlot(const PlotWidget& plot, const QString& path);

// One CSV cell: quoted where needed, and made harmless for spreadsheets that would run it as a formula.
[[nodiscard]] QByteArray csvCell(const QString& text);

} // namespace retort::ui
