// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the QCustomPlot-based plots share. Only their .cpp files include this: qcustomplot.h is heavy and
// can't be combined with QT_NO_FOREACH or QT_NO_KEYWORDS.
#pragma once

#include "ui/plots/scheme.h"

#include <qcustomplot.h>

namespace retort::ui {

// A detached plot to lay out and paint at the given size; text is kPlotTextSize pixels high.
inline constexpr double kPlotTextSize = 13;

// Colours and fonts of axes, grid, legend and background.
void applyScheme(QCustomPlot& plot, const Scheme& scheme);
// Linear or logarithmic axis with fitting ticks; decades are labelled with powers.
void setAxisLog(QCPAxis& axis, bool logarithmic);
// Paints what the detached plot shows into the target, as vectors, text textSize high.
void paintPlot(QCustomPlot& plot, QPainter& painter, const QRectF& target, double textSize);

} // namespace retort::ui
