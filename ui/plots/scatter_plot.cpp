// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/scatter_plot.h"

#include "ui/plots/qcp_support.h"
#include "ui/plots/scatter_layers.h"
#include "ui/plots/venn_plot.h"

#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace retort::ui {
namespace {

// From the many in the background to the few that matter, so that these lie on top.
constexpr std::array<std::uint8_t, 9> kDrawOrder{kNoRegion, 0, 2, 1, 4, 6, 3, 7, 5};
constexpr std::array<std::uint8_t, 9> kLegendOrder{7, 5, 3, 6, 1, 2, 4, 0, kNoRegion};

QString tr(const char* text) {
    return QCoreApplication::translate("ScatterPlot", text);
}

QString number(std::size_t count) {
    return QLocale().toString(static_cast<qulonglong>(count));
}

QPainterPath starPath() {
    QPolygonF polygon;
    for (int i = 0; i < 10; ++i) {
        const double angle = (-90.0 + 36.0 * i) * std::numbers::pi / 180;
        const double reach = i % 2 == 0 ? 4 : 1.8;
        polygon << QPointF(reach * std::cos(angle), reach * std::sin(angle));
    }
    polygon << polygon.front();
    QPainterPath path;
    path.addPolygon(polygon);
    return path;
}

QCPScatterStyle styleOf(std::uint8_t region, const Scheme& scheme) {
    QColor colour = scheme.regions[region == kNoRegion ? 0 : region];
    const QPen pen(colour, 1);
    switch (region == kNoRegion ? Marker::Dot : regionMarker(region)) {
    case Marker::Dot:
        colour.setAlphaF(0.55F);
        return {QCPScatterStyle::ssDisc, QPen(colour, 1), QBrush(colour), 3};
    case Marker::TriangleUp:
        return {QCPScatterStyle::ssTriangle, pen, QBrush(colour), 7};
    case Marker::TriangleDown:
        return {QCPScatterStyle::ssTriangleInverted, pen, QBrush(colour), 7};
    case Marker::Square:
        return {QCPScatterStyle::ssSquare, pen, QBrush(colour), 6};
    case Marker::Diamond:
        return {QCPScatterStyle::ssDiamond, pen, QBrush(colour), 7};
    case Marker::Disc:
        return {QCPScatterStyle::ssCircle, pen, QBrush(colour), 7};
    case Marker::Plus:
        return {QCPScatterStyle::ssPlus, QPen(colour, 2), Qt::NoBrush, 8};
    case Marker::Star:
        break;
    }
    return {starPath(), pen, QBrush(colour), 6};
}

QString legendName(const ScatterData& data, std::uint8_t region, std::size_t count) {
    if (data.modelNames[0].isEmpty())
        return tr("Records (%1)").arg(number(count));
    if (region == kNoRegion)
        return tr("Not compared (%1)").arg(number(count));
    return QStringLiteral("%1 (%2)").arg(regionName(region, data.modelNames), number(count));
}

QImage densityImage(const ScatterLayers& layers, const Scheme& scheme) {
    QImage image(ScatterLayers::kColumns, ScatterLayers::kRows, QImage::Format_ARGB32);
    const std::uint32_t most = *std::max_element(layers.density.begin(), layers.density.end());
    const double top = std::log(1.0 + most);
    const QColor base = scheme.regions[0];
    for (int row = 0; row < ScatterLayers::kRows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(ScatterLayers::kRows - 1 - row));
        for (int column = 0; column < ScatterLayers::kColumns; ++column) {
            const std::uint32_t count =
                layers.density[static_cast<std::size_t>(row * ScatterLayers::kColumns + column)];
            const double strength = count == 0 ? 0 : 0.15 + 0.85 * std::log(1.0 + count) / top;
            line[column] = qRgba(base.red(), base.green(), base.blue(), static_cast<int>(255 * strength));
        }
    }
    return image;
}

double axisValue(double units, bool logarithmic) {
    return logarithmic ? std::pow(10.0, units) : units;
}

ScatterView currentView(const QCustomPlot& plot, const ScatterData& data) {
    const QCPRange x = plot.xAxis->range();
    const QCPRange y = plot.yAxis->range();
    return {axisUnits(x.lower, data.xLog), axisUnits(x.upper, data.xLog), axisUnits(y.lower, data.yLog),
            axisUnits(y.upper, data.yLog)};
}

void setUpAxes(QCustomPlot& plot, const ScatterData& data, const ScatterView& view) {
    setAxisLog(*plot.xAxis, data.xLog);
    setAxisLog(*plot.yAxis, data.yLog);
    plot.xAxis->setLabel(data.xTitle);
    plot.yAxis->setLabel(data.yTitle);
    plot.xAxis->setRange(axisValue(view.xLow, data.xLog), axisValue(view.xHigh, data.xLog));
    plot.yAxis->setRange(axisValue(view.yLow, data.yLog), axisValue(view.yHigh, data.yLog));
}

void addDensity(QCustomPlot& plot, const ScatterData& data, const ScatterView& view,
                const ScatterLayers& layers, const Scheme& scheme) {
    auto* item = new QCPItemPixmap(&plot); // owned by the plot
    item->setLayer(QStringLiteral("main"));
    item->setPixmap(QPixmap::fromImage(densityImage(layers, scheme)));
    item->setScaled(true, Qt::IgnoreAspectRatio, Qt::FastTransformation);
    item->topLeft->setType(QCPItemPosition::ptPlotCoords);
    item->bottomRight->setType(QCPItemPosition::ptPlotCoords);
    item->topLeft->setCoords(axisValue(view.xLow, data.xLog), axisValue(view.yHigh, data.yLog));
    item->bottomRight->setCoords(axisValue(view.xHigh, data.xLog), axisValue(view.yLow, data.yLog));
}

void fillView(QCustomPlot& plot, const PreparedScatter& prepared, const ScatterView& view,
              const ScatterLayers& layers, const Scheme& scheme) {
    const ScatterData& data = prepared.data;
    plot.clearGraphs();
    plot.clearItems();
    if (layers.inDensity > 0)
        addDensity(plot, data, view, layers, scheme);
    std::array<QVector<QCPGraphData>, 256> points;
    for (const std::size_t i : layers.exact)
        points[shownRegion(data, i)].append(QCPGraphData(data.x[i], data.y[i]));
    std::array<QCPGraph*, 256> graphs{};
    for (const std::uint8_t region : kDrawOrder) {
        if (prepared.totals[region] == 0)
            continue;
        QCPGraph* graph = plot.addGraph();
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setAdaptiveSampling(false);
        graph->setScatterStyle(styleOf(region, scheme));
        graph->setName(legendName(data, region, prepared.totals[region]));
        graph->data()->set(points[region]);
        graphs[region] = graph;
    }
    for (const std::uint8_t region : kLegendOrder)
        if (graphs[region] != nullptr)
            graphs[region]->addToLegend();
}

QString captionOf(const ScatterCounts& counts) {
    if (counts.records == 0)
        return tr("There is no record to show.");
    QString text = tr("Shows %1 of %2 records.").arg(number(counts.plotted), number(counts.records));
    if (counts.notFinite > 0)
        text +=
            QLatin1Char(' ') + tr("Left out: %1 without a finite value here (excluded, or too short for a "
                                  "window).")
                                   .arg(number(counts.notFinite));
    if (counts.notPositive > 0)
        text += QLatin1Char(' ') +
                tr("Left out: %1 without a place on a logarithmic axis.").arg(number(counts.notPositive));
    if (counts.exact < counts.plotted)
        text += QLatin1Char(' ') + tr("%1 are drawn as points, the shading is the density of the other %2.")
                                       .arg(number(counts.exact), number(counts.plotted - counts.exact));
    else
        text += QLatin1Char(' ') + tr("Every one is a point of its own.");
    return text;
}

// The legend stands outside the axes, where it hides no record.
void prepare(QCustomPlot& plot) {
    plot.setAutoAddPlottableToLegend(false);
    plot.axisRect()->insetLayout()->take(plot.legend);
    auto* column = new QCPLayoutGrid; // owned by the plot's layout
    plot.plotLayout()->addElement(0, 1, column);
    column->addElement(0, 0, plot.legend);
    column->addElement(1, 0, new QCPLayoutElement(&plot));
    column->setRowStretchFactor(0, 0.001);
    plot.plotLayout()->setColumnStretchFactor(1, 0.001);
    plot.legend->setVisible(true);
    plot.setNoAntialiasingOnDrag(true);
}

} // namespace

void paintScatter(QPainter& painter, const QRectF& target, const ScatterData& data, const Scheme& scheme,
                  double textSize) {
    QCustomPlot plot;
    prepare(plot);
    applyScheme(plot, scheme);
    const auto prepared = prepareScatter(data);
    setUpAxes(plot, data, prepared->full);
    fillView(plot, *prepared, prepared->full, prepared->layers, scheme);
    paintPlot(plot, painter, target, textSize);
}

QString scatterCaption(const ScatterData& data) {
    return captionOf(scatterCounts(data));
}

ScatterPlot::ScatterPlot(QWidget* parent) : PlotWidget(parent), m_plot(new QCustomPlot(this)) {
    setObjectName(QStringLiteral("scatterPlot"));
    setExportName(QStringLiteral("scatter"));
    setAccessibleName(tr("Scatter of records"));
    m_plot->setObjectName(QStringLiteral("scatterCanvas"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setContextMenuPolicy(Qt::NoContextMenu);
    prepare(*m_plot);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &ScatterPlot::resetView);
    connect(m_plot, &QCustomPlot::mousePress, this, &ScatterPlot::activateNearest);
    // A new window onto the data needs its own points and density; little data is drawn whole anyway.
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] {
        if (std::exchange(m_viewStale, false))
            QMetaObject::invokeMethod(this, &ScatterPlot::showView, Qt::QueuedConnection);
    });
    const auto onRange = [this] { m_viewStale = m_viewStale || data().x.size() > kDrawAllLimit; };
    connect(m_plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, onRange);
    connect(m_plot->yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, onRange);
    setData({});
}

void ScatterPlot::setData(ScatterData data) {
    setPrepared(prepareScatter(std::move(data)));
}

void ScatterPlot::setPrepared(std::shared_ptr<const PreparedScatter> prepared) {
    m_prepared = std::move(prepared);
    setAccessibleDescription(caption());
    resetView();
}

const ScatterData& ScatterPlot::data() const {
    return m_prepared->data;
}

void ScatterPlot::resetView() {
    m_viewNumber.cancel();
    setUpAxes(*m_plot, m_prepared->data, m_prepared->full);
    m_viewStale = false;
    recolour();
}

void ScatterPlot::recolour() {
    const Scheme& scheme = schemeFor(palette());
    applyScheme(*m_plot, scheme);
    fillView(*m_plot, *m_prepared, m_prepared->full, m_prepared->layers, scheme);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ScatterPlot::showView() {
    const std::uint64_t viewNumber = m_viewNumber.next();
    const ScatterView view = currentView(*m_plot, m_prepared->data);
    runAsync(
        this, [prepared = m_prepared, view] { return layersOf(prepared->data, view); },
        [this, prepared = m_prepared, view, viewNumber](const ScatterLayers& layers) {
            if (!m_viewNumber.isCurrent(viewNumber))
                return;
            fillView(*m_plot, *prepared, view, layers, schemeFor(palette()));
            m_plot->replot(QCustomPlot::rpQueuedReplot);
        });
}

void ScatterPlot::activateNearest(QMouseEvent* event) {
    constexpr double kReach = 8; // pixels
    const QPointF at = event->position();
    const QCPRange xs(m_plot->xAxis->pixelToCoord(at.x() - kReach),
                      m_plot->xAxis->pixelToCoord(at.x() + kReach));
    const QCPRange ys(m_plot->yAxis->pixelToCoord(at.y() + kReach),
                      m_plot->yAxis->pixelToCoord(at.y() - kReach));
    double nearest = kReach * kReach;
    qsizetype found = -1;
    for (std::size_t i = 0; i < m_prepared->counts.records; ++i) {
        if (!xs.contains(data().x[i]) || !ys.contains(data().y[i]))
            continue;
        const double dx = m_plot->xAxis->coordToPixel(data().x[i]) - at.x();
        const double dy = m_plot->yAxis->coordToPixel(data().y[i]) - at.y();
        if (dx * dx + dy * dy < nearest) {
            nearest = dx * dx + dy * dy;
            found = static_cast<qsizetype>(i);
        }
    }
    if (found >= 0)
        Q_EMIT recordActivated(found);
}

void ScatterPlot::changeEvent(QEvent* event) {
    PlotWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_prepared)
        resetView();
}

void ScatterPlot::paintTo(QPainter& painter, const QRectF& target, const Scheme& scheme,
                          double textSize) const {
    paintScatter(painter, target, m_prepared->data, scheme, textSize);
}

QString ScatterPlot::caption() const {
    return captionOf(m_prepared->counts);
}

QByteArray ScatterPlot::csv() const {
    QByteArray text = csvCell(m_prepared->data.xTitle) + ',' + csvCell(m_prepared->data.yTitle) + ",region\n";
    for (std::size_t i = 0; i < std::min(m_prepared->data.x.size(), m_prepared->data.y.size()); ++i) {
        const std::uint8_t region = shownRegion(m_prepared->data, i);
        text += QByteArray::number(m_prepared->data.x[i], 'g', 9) + ',' +
                QByteArray::number(m_prepared->data.y[i], 'g', 9) + ',' +
                (region == kNoRegion ? QByteArray() : QByteArray::number(region)) + '\n';
    }
    return text;
}

} // namespace retort::ui
