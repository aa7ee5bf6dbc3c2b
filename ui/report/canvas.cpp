// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/canvas.h"

#include "ui/report/page_style.h"

#include <QLineF>
#include <QPen>

namespace retort::ui {

void Canvas::mark(int tag) {
    const auto [x, y] = report::tagMark(tag);
    m_painter.save();
    m_painter.resetTransform();
    m_painter.setPen(QPen(Qt::black, 0));
    m_painter.drawLine(QLineF(x, y, x - 1, y));
    m_painter.restore();
}

void Canvas::link(const QRectF& area, const std::string& target) {
    const qreal height = pageArea().height();
    m_finishing.links.push_back({m_page, area.left() / kPoint, (height - area.bottom()) / kPoint,
                                 area.right() / kPoint, (height - area.top()) / kPoint, target});
}

void Canvas::destination(const std::string& name, qreal top) {
    m_finishing.destinations.push_back({name, m_page, (pageArea().height() - top) / kPoint});
}

} // namespace retort::ui
