// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Overlap of what teacher, comparison model and student memorized: circles in proportion as far as circles
// can be, and always the seven counts.
#pragma once

#include "ui/plots/plot_widget.h"
#include "ui/plots/venn_geometry.h"

#include <QStringList>

#include <array>
#include <cstdint>

namespace retort::ui {

struct VennData {
    std::array<std::uint64_t, 8> counts{}; // by mask teacher 1, baseline 2, student 4; [0]: memorized by none
    std::array<QString, 3> names;          // of the models as shown, e.g. "Teacher"
    QString title;                         // e.g. the data set
};

// Words for a region: "Teacher and student".
[[nodiscard]] QString regionName(int mask, const std::array<QString, 3>& names);
[[nodiscard]] std::array<QString, 3> defaultModelNames();

// Paints without a widget (reports). textSize in the painter's units. GUI thread.
void paintVenn(QPainter& painter, const QRectF& target, const VennData& data, const Scheme& scheme,
               double textSize);
[[nodiscard]] QString vennCaption(const VennData& data);

class VennPlot : public PlotWidget {
    Q_OBJECT

public:
    explicit VennPlot(QWidget* parent = nullptr);
    void setData(const VennData& data);
    [[nodiscard]] const VennData& data() const { return m_data; }

    void paintTo(QPainter& painter, const QRectF& target, const Scheme& scheme,
                 double textSize) const override;
    [[nodiscard]] QString caption() const override;
    [[nodiscard]] QByteArray csv() const override;

Q_SIGNALS:
    // A region was clicked, in the drawing or in the key (mask 0: none of the three).
    void regionActivated(int mask);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    VennData m_data;
    VennLayout m_layout;
};

} // namespace retort::ui
