// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/scheme.h"

#include <QPainterPath>
#include <QPolygonF>

#include <cmath>
#include <numbers>

namespace retort::ui {

const Scheme& lightScheme() {
    static const Scheme scheme{
        .dark = false,
        .background = QColor(0xff, 0xff, 0xff),
        .text = QColor(0x1c, 0x22, 0x2b),
        .muted = QColor(0x5a, 0x64, 0x70),
        .grid = QColor(0xe3, 0xe6, 0xea),
        .regions = {QColor(0x8a, 0x93, 0x9e), QColor(0x2f, 0x97, 0xd6), QColor(0xa8, 0x90, 0x00),
                    QColor(0x00, 0x8a, 0x63), QColor(0x1f, 0x4e, 0x9e), QColor(0xd5, 0x5e, 0x00),
                    QColor(0xd9, 0x8c, 0x00), QColor(0xb8, 0x5c, 0x92)},
        .series = {QColor(0x00, 0x72, 0xb2), QColor(0xd5, 0x5e, 0x00), QColor(0x00, 0x8a, 0x63),
                   QColor(0xb8, 0x5c, 0x92), QColor(0xa8, 0x7b, 0x00), QColor(0x33, 0x3a, 0x45)}};
    return scheme;
}

const Scheme& darkScheme() {
    static const Scheme scheme{
        .dark = true,
        .background = QColor(0x20, 0x25, 0x2c),
        .text = QColor(0xe6, 0xe9, 0xed),
        .muted = QColor(0xa3, 0xac, 0xb8),
        .grid = QColor(0x3d, 0x45, 0x4f),
        .regions = {QColor(0x7d, 0x87, 0x93), QColor(0x6f, 0xc3, 0xf2), QColor(0xf0, 0xe4, 0x42),
                    QColor(0x2f, 0xc8, 0x9b), QColor(0x7a, 0x9d, 0xf5), QColor(0xff, 0x7f, 0x32),
                    QColor(0xf5, 0xb3, 0x3d), QColor(0xe3, 0x95, 0xc4)},
        .series = {QColor(0x56, 0xb4, 0xe9), QColor(0xff, 0x7f, 0x32), QColor(0x2f, 0xc8, 0x9b),
                   QColor(0xe3, 0x95, 0xc4), QColor(0xf0, 0xe4, 0x42), QColor(0xd0, 0xd6, 0xde)}};
    return scheme;
}

const Scheme& schemeFor(const QPalette& palette) {
    const bool dark =
        palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    return dark ? darkScheme() : lightScheme();
}

Marker regionMarker(int mask) {
    static constexpr std::array kMarkers{Marker::Dot,    Marker::TriangleUp, Marker::TriangleDown,
                                         Marker::Square, Marker::Diamond,    Marker::Disc,
                                         Marker::Plus,   Marker::Star};
    return kMarkers[static_cast<std::size_t>(mask & 7)];
}

namespace {

QPolygonF polygonAround(QPointF centre, double radius, int corners, double startDegrees) {
    QPolygonF polygon;
    for (int i = 0; i < corners; ++i) {
        const double angle = (startDegrees + 360.0 * i / corners) * std::numbers::pi / 180;
        polygon << centre + QPointF(radius * std::cos(angle), radius * std::sin(angle));
    }
    return polygon;
}

QPolygonF starAround(QPointF centre, double radius) {
    QPolygonF polygon;
    for (int i = 0; i < 10; ++i) {
        const double angle = (-90.0 + 36.0 * i) * std::numbers::pi / 180;
        const double reach = i % 2 == 0 ? radius : radius * 0.45;
        polygon << centre + QPointF(reach * std::cos(angle), reach * std::sin(angle));
    }
    return polygon;
}

} // namespace

void drawMarker(QPainter& painter, Marker marker, QPointF centre, double extent, const QColor& colour) {
    const double radius = extent / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (marker) {
    case Marker::Dot:
        painter.drawEllipse(centre, radius * 0.5, radius * 0.5);
        break;
    case Marker::TriangleUp:
        painter.drawPolygon(polygonAround(centre, radius * 1.15, 3, -90));
        break;
    case Marker::TriangleDown:
        painter.drawPolygon(polygonAround(centre, radius * 1.15, 3, 90));
        break;
    case Marker::Diamond:
        painter.drawPolygon(polygonAround(centre, radius * 1.1, 4, 0));
        break;
    case Marker::Square:
        painter.drawPolygon(polygonAround(centre, radius * 1.2, 4, 45));
        break;
    case Marker::Disc:
        painter.drawEllipse(centre, radius, radius);
        break;
    case Marker::Plus:
        painter.setPen(QPen(colour, std::max(extent * 0.28, 0.5)));
        painter.drawLine(centre - QPointF(radius, 0), centre + QPointF(radius, 0));
        painter.drawLine(centre - QPointF(0, radius), centre + QPointF(0, radius));
        break;
    case Marker::Star:
        painter.drawPolygon(starAround(centre, radius * 1.25));
        break;
    }
    painter.restore();
}

QList<qreal> seriesDashes(int index) {
    static const std::array<QList<qreal>, 6> kDashes{QList<qreal>{},   {6, 2.5}, {2, 2},
                                                     {8, 2.5, 2, 2.5}, {4, 2},   {10, 3, 2, 3, 2, 3}};
    return kDashes[static_cast<std::size_t>(index) % kDashes.size()];
}

} // namespace retort::ui
