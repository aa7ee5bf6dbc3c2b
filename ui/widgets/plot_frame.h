// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plot with its caption and its buttons for copying and exporting.
#pragma once

#include "ui/plots/plot_widget.h"

class QLabel;

namespace retort::ui {

class PlotFrame : public QWidget {
    Q_OBJECT

public:
    // Takes the plot as a child. objectName: of the frame; its parts are named after it.
    PlotFrame(PlotWidget* plot, const QString& objectName, QWidget* parent = nullptr);
    // After the plot's data changed.
    void refreshCaption();

Q_SIGNALS:
    void exported(const QString& path);
    void exportFailed(const QString& message);

private:
    PlotWidget* m_plot;
    QLabel* m_caption;
};

} // namespace retort::ui
