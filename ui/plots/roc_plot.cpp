// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/roc_plot.h"

#include "ui/plots/qcp_support.h"

#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace retort::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("RocPlot", text);
}

double rate(std::uint64_t count, std::uint64_t total) {
    return total == 0 ? 0 : static_cast<double>(count) / static_cast<double>(total);
}

// Corners of the curve; a middle point of three on one line is left out, and points at 0 on log axes.
QVector<QCPGraphData> corners(const RocSeries& series, RocAxes axes) {
    QVector<QCPGraphData> kept;
    const std::size_t n = std::min(series.truePositives.size(), series.falsePositives.size());
    for (std::size_t i = 0; i < n; ++i) {
        if (i > 0 && i + 1 < n) {
            const auto step = [&](std::size_t a, std::size_t b) {
                return std::pair{static_cast<double>(series.falsePositives[b]) -
                                     static_cast<double>(series.falsePositives[a]),
                                 static_cast<double>(series.truePositives[b]) -
                                     static_cast<double>(series.truePositives[a])};
            };
            const auto [dx, dy] = step(i - 1, i);
            const auto [ex, ey] = step(i, i + 1);
            const bool onLogGrid = axes == RocAxes::LogLog && dx != 0 && dy != 0;
            if (dx * ey == dy * ex && !onLogGrid)
                continue;
        }
        const double x = rate(series.falsePositives[i], series.nonmembers);
        const double y = rate(series.truePositives[i], series.members);
        if (axes == RocAxes::Linear || (x > 0 && y > 0))
            kept.append(QCPGraphData(x, y));
    }
    return kept;
}

double smallestRate(const std::vector<RocSeries>& series) {
    double smallest = 0.01;
    for (const RocSeries& one : series)
        smallest = std::min({smallest, rate(1, std::max<std::uint64_t>(one.nonmembers, 1)),
                             rate(1, std::max<std::uint64_t>(one.members, 1))});
    return std::pow(10.0, std::floor(std::log10(smallest) + 1e-9));
}

void addDiagonal(QCustomPlot& plot, double from, RocAxes axes, const Scheme& scheme) {
    QCPGraph* diagonal = plot.addGraph();
    diagonal->setName(tr("Guessing"));
    QPen pen(scheme.muted, 1.2);
    pen.setDashPattern({3, 3});
    diagonal->setPen(pen);
    const double start = axes == RocAxes::Linear ? 0 : from;
    diagonal->setData({start, 1.0}, {start, 1.0}, true);
}

void addOperatingPoints(QCustomPlot& plot, const RocSeries& series, RocAxes axes, const QColor& colour,
                        const Scheme& scheme) {
    for (const bool exploratory : {false, true}) {
        QVector<double> x;
        QVector<double> y;
        for (const RocPoint& point : series.operatingPoints) {
            const bool shown =
                axes == RocAxes::Linear || (point.falsePositiveRate > 0 && point.truePositiveRate > 0);
            if (shown && point.exploratory == exploratory) {
                x.append(point.falsePositiveRate);
                y.append(point.truePositiveRate);
            }
        }
        if (x.isEmpty())
            continue;
        QCPGraph* graph = plot.addGraph();
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colour, 1.6),
                                               QBrush(exploratory ? scheme.background : colour), 8));
        graph->setData(x, y);
        graph->removeFromLegend();
    }
}

void fill(QCustomPlot& plot, const std::vector<RocSeries>& series, RocAxes axes, const Scheme& scheme) {
    plot.clearGraphs();
    applyScheme(plot, scheme);
    setAxisLog(*plot.xAxis, axes == RocAxes::LogLog);
    setAxisLog(*plot.yAxis, axes == RocAxes::LogLog);
    plot.xAxis->setLabel(tr("Held-out records wrongly named (false positive rate)"));
    plot.yAxis->setLabel(tr("Training records found (true positive rate)"));
    const double from = axes == RocAxes::Linear ? 0 : smallestRate(series);
    plot.xAxis->setRange(axes == RocAxes::Linear ? -0.01 : from, axes == RocAxes::Linear ? 1.01 : 1);
    plot.yAxis->setRange(axes == RocAxes::Linear ? -0.01 : from, axes == RocAxes::Linear ? 1.01 : 1);
    addDiagonal(plot, from, axes, scheme);
    for (std::size_t i = 0; i < series.size(); ++i) {
        const QColor colour = scheme.series[i % scheme.series.size()];
        QCPGraph* graph = plot.addGraph();
        graph->setName(series[i].name);
        QPen pen(colour, 2);
        if (const QList<qreal> dashes = seriesDashes(static_cast<int>(i)); !dashes.isEmpty())
            pen.setDashPattern(dashes);
        graph->setPen(pen);
        graph->data()->set(corners(series[i], axes), true);
    }
    for (std::size_t i = 0; i < series.size(); ++i)
        addOperatingPoints(plot, series[i], axes, scheme.series[i % scheme.series.size()], scheme);
    plot.legend->setVisible(true);
    plot.axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
}

} // namespace

void paintRoc(QPainter& painter, const QRectF& target, const std::vector<RocSeries>& series, RocAxes axes,
              const Scheme& scheme, double textSize) {
    QCustomPlot plot;
    fill(plot, series, axes, scheme);
    paintPlot(plot, painter, target, textSize);
}

QString rocCaption(const std::vector<RocSeries>& series, RocAxes axes) {
    if (series.empty())
        return tr("No attack has a curve for this selection.");
    const QLocale locale;
    QString text =
        tr("%1 records in the training data against %2 held out. Dots are the operating points; open dots "
           "rest on too few held-out records for a verdict.")
            .arg(locale.toString(static_cast<qulonglong>(series.front().members)),
                 locale.toString(static_cast<qulonglong>(series.front().nonmembers)));
    if (axes == RocAxes::LogLog)
        text += QLatin1Char(' ') + tr("Points with a rate of 0 have no place on logarithmic axes.");
    return text;
}

RocPlot::RocPlot(QWidget* parent) : PlotWidget(parent), m_plot(new QCustomPlot(this)) {
    setObjectName(QStringLiteral("rocPlot"));
    setExportName(QStringLiteral("roc"));
    setAccessibleName(tr("ROC curves"));
    m_plot->setObjectName(QStringLiteral("rocCanvas"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setContextMenuPolicy(Qt::NoContextMenu);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &RocPlot::rebuild);
    rebuild();
}

void RocPlot::setSeries(std::vector<RocSeries> series) {
    m_series = std::move(series);
    QStringList names;
    for (const RocSeries& one : m_series)
        names << one.name;
    setAccessibleDescription(names.join(QStringLiteral("; ")));
    rebuild();
}

void RocPlot::setAxes(RocAxes axes) {
    m_axes = axes;
    rebuild();
}

void RocPlot::rebuild() {
    fill(*m_plot, m_series, m_axes, schemeFor(palette()));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void RocPlot::changeEvent(QEvent* event) {
    PlotWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        rebuild();
}

void RocPlot::paintTo(QPainter& painter, const QRectF& target, const Scheme& scheme, double textSize) const {
    paintRoc(painter, target, m_series, m_axes, scheme, textSize);
}

QString RocPlot::caption() const {
    return rocCaption(m_series, m_axes);
}

QByteArray RocPlot::csv() const {
    QByteArray text = "curve,false_positives,nonmembers,true_positives,members\n";
    for (const RocSeries& series : m_series) {
        const QByteArray name = csvCell(series.name);
        const std::size_t n = std::min(series.truePositives.size(), series.falsePositives.size());
        for (std::size_t i = 0; i < n; ++i)
            text += name + ',' + QByteArray::number(static_cast<qulonglong>(series.falsePositives[i])) + ',' +
                    QByteArray::number(static_cast<qulonglong>(series.nonmembers)) + ',' +
                    QByteArray::number(static_cast<qulonglong>(series.truePositives[i])) + ',' +
                    QByteArray::number(static_cast<qulonglong>(series.members)) + '\n';
    }
    return text;
}

} // namespace retort::ui
