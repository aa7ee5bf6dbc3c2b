// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One point a record: two features against each other, coloured and marked by the overlap's region. Up to
// 20,000 points all are drawn; above that a density of the records nobody memorized, with exact points for
// the others and for outliers.
#pragma once

#include "ui/plots/async.h"
#include "ui/plots/plot_widget.h"

#include <cstdint>
#include <memory>
#include <vector>

class QCustomPlot;
class QMouseEvent;

namespace retort::ui {

struct ScatterData {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<std::uint8_t> region; // mask as in scheme.h; kNoRegion: without a verdict in all three
    QString xTitle;
    QString yTitle;
    bool xLog = false;
    bool yLog = false;
    std::array<QString, 3> modelNames; // empty: regions are not distinguished
};
inline constexpr std::uint8_t kNoRegion = 255;
inline constexpr std::size_t kDrawAllLimit = 20'000;

// What the drawing shows, in numbers.
struct ScatterCounts {
    std::size_t records = 0;
    std::size_t plotted = 0;     // finite, and positive on a log axis
    std::size_t notFinite = 0;   // NaN or infinite in x or y
    std::size_t notPositive = 0; // finite but without a place on a log axis
    std::size_t exact = 0;       // drawn as points of their own; the rest lies in the density
};
[[nodiscard]] ScatterCounts scatterCounts(const ScatterData& data);

// Paints without a widget (reports). textSize in the painter's units. GUI thread.
void paintScatter(QPainter& painter, const QRectF& target, const ScatterData& data, const Scheme& scheme,
                  double textSize);
[[nodiscard]] QString scatterCaption(const ScatterData& data);

struct PreparedScatter;

class ScatterPlot : public PlotWidget {
    Q_OBJECT

public:
    explicit ScatterPlot(QWidget* parent = nullptr);
    // For little data; much of it is prepared on another thread (prepareScatter() in scatter_layers.h).
    void setData(ScatterData data);
    void setPrepared(std::shared_ptr<const PreparedScatter> prepared);
    [[nodiscard]] const ScatterData& data() const;

    void paintTo(QPainter& painter, const QRectF& target, const Scheme& scheme,
                 double textSize) const override;
    [[nodiscard]] QString caption() const override;
    [[nodiscard]] QByteArray csv() const override;

public Q_SLOTS:
    void resetView();

Q_SIGNALS:
    // The record at this index of the data was clicked.
    void recordActivated(qsizetype index);

protected:
    void changeEvent(QEvent* event) override;

private:
    void recolour();
    void showView();
    void activateNearest(QMouseEvent* event);

    QCustomPlot* m_plot;
    std::shared_ptr<const PreparedScatter> m_prepared;
    Generation m_viewNumber;
    bool m_viewStale = false; // the axis ranges changed since points and density were chosen
};

} // namespace retort::ui
