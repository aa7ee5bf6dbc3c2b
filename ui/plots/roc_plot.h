// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// ROC curves of several attacks with the diagonal of guessing, on linear or log-log axes, operating points
// marked.
#pragma once

#include "ui/plots/plot_widget.h"

#include <cstdint>
#include <optional>
#include <vector>

class QCustomPlot;

namespace retort::ui {

struct RocPoint {
    double falsePositiveRate = 0;
    double truePositiveRate = 0;
    bool exploratory = false; // drawn open
};

struct RocSeries {
    QString name; // as in the legend, e.g. "Loss, AUC 0.71"
    std::uint64_t members = 0;
    std::uint64_t nonmembers = 0;
    // The curve's corners from (0, 0) to (members, nonmembers), ascending; both vectors equally long.
    std::vector<std::uint64_t> truePositives;
    std::vector<std::uint64_t> falsePositives;
    std::vector<RocPoint> operatingPoints; // refused ones are left out
};

enum class RocAxes { Linear, LogLog };

// Paints without a widget (reports). textSize in the painter's units. GUI thread.
void paintRoc(QPainter& painter, const QRectF& target, const std::vector<RocSeries>& series, RocAxes axes,
              const Scheme& scheme, double textSize);
[[nodiscard]] QString rocCaption(const std::vector<RocSeries>& series, RocAxes axes);

class RocPlot : public PlotWidget {
    Q_OBJECT

public:
    explicit RocPlot(QWidget* parent = nullptr);
    void setSeries(std::vector<RocSeries> series);
    void setAxes(RocAxes axes);
    [[nodiscard]] RocAxes axes() const { return m_axes; }

    void paintTo(QPainter& painter, const QRectF& target, const Scheme& scheme,
                 double textSize) const override;
    [[nodiscard]] QString caption() const override;
    [[nodiscard]] QByteArray csv() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void rebuild();

    QCustomPlot* m_plot;
    std::vector<RocSeries> m_series;
    RocAxes m_axes = RocAxes::Linear;
};

} // namespace retort::ui
