// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/qcp_support.h"

#include <QPicture>

namespace retort::ui {
namespace {

QFont plotFont() {
    QFont font;
    font.setPixelSize(static_cast<int>(kPlotTextSize));
    return font;
}

void applyScheme(QCPAxis& axis, const Scheme& scheme) {
    const QPen line(scheme.muted, 1);
    axis.setBasePen(line);
    axis.setTickPen(line);
    axis.setSubTickPen(line);
    axis.setLabelColor(scheme.text);
    axis.setTickLabelColor(scheme.text);
    axis.setLabelFont(plotFont());
    axis.setTickLabelFont(plotFont());
    axis.setSelectedTickLabelFont(plotFont());
    axis.setLabelPadding(6);
    axis.grid()->setPen(QPen(scheme.grid, 1));
    axis.grid()->setZeroLinePen(QPen(scheme.grid, 1));
    axis.grid()->setSubGridVisible(false);
}

} // namespace

void applyScheme(QCustomPlot& plot, const Scheme& scheme) {
    plot.setBackground(QBrush(scheme.background));
    for (QCPAxisRect* rect : plot.axisRects()) {
        rect->setBackground(QBrush(scheme.background));
        for (QCPAxis* axis : rect->axes())
            applyScheme(*axis, scheme);
    }
    plot.legend->setFont(plotFont());
    plot.legend->setTextColor(scheme.text);
    plot.legend->setBorderPen(Qt::NoPen);
    QColor veil = scheme.background;
    veil.setAlphaF(0.88F);
    plot.legend->setBrush(veil);
    plot.legend->setIconSize(26, 14);
    plot.legend->setRowSpacing(1);
}

void setAxisLog(QCPAxis& axis, bool logarithmic) {
    if (logarithmic) {
        axis.setScaleType(QCPAxis::stLogarithmic);
        const QSharedPointer<QCPAxisTickerLog> ticker(new QCPAxisTickerLog);
        ticker->setSubTickCount(8);
        axis.setTicker(ticker);
        axis.setNumberFormat(QStringLiteral("gb"));
        axis.setNumberPrecision(4);
    } else {
        axis.setScaleType(QCPAxis::stLinear);
        axis.setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
        axis.setNumberFormat(QStringLiteral("g"));
        axis.setNumberPrecision(6);
    }
}

void paintPlot(QCustomPlot& plot, QPainter& painter, const QRectF& target, double textSize) {
    const double scale = textSize / kPlotTextSize;
    const int width = std::max(40, qRound(target.width() / scale));
    const int height = std::max(40, qRound(target.height() / scale));
    plot.resize(width, height);
    // QCustomPlot only paints on its own painter type; a recording brings the vectors to anybody's painter.
    QPicture recording;
    {
        QCPPainter recorder(&recording);
        recorder.setMode(QCPPainter::pmVectorized);
        recorder.setMode(QCPPainter::pmNoCaching);
        plot.toPainter(&recorder, width, height);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(target.topLeft());
    // Playing a recording enlarges it by the ratio of the resolutions.
    const double ratio = painter.device()->logicalDpiX() / static_cast<double>(recording.logicalDpiX());
    painter.scale(scale / ratio, scale / ratio);
    painter.drawPicture(0, 0, recording);
    painter.restore();
}

} // namespace retort::ui
