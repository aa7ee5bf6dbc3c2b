// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one palette of all plots: safe for colour-blind readers (after Okabe and Ito), every colour with a
// marker or a dash pattern of its own, in a light and a dark variant. Prints and reports always use the light
// one.
#pragma once

#include <QColor>
#include <QPainter>
#include <QPalette>

#include <array>

namespace retort::ui {

struct Scheme {
    bool dark = false;
    QColor background;
    QColor text;
    QColor muted; // secondary text, axes
    QColor grid;
    std::array<QColor, 8> regions; // by mask: teacher 1, baseline 2, student 4; 0: memorized by none
    std::array<QColor, 6> series;  // curves, in the order they are added
};

[[nodiscard]] const Scheme& lightScheme();
[[nodiscard]] const Scheme& darkScheme();
// The scheme that fits a widget's palette (dark when its window colour is darker than its text).
[[nodiscard]] const Scheme& schemeFor(const QPalette& palette);

// Markers tell the regions apart without colour.
enum class Marker { Dot, TriangleUp, TriangleDown, Diamond, Square, Disc, Plus, Star };
[[nodiscard]] Marker regionMarker(int mask);
// Draws a marker of the given extent (full width) around a point.
void drawMarker(QPainter& painter, Marker marker, QPointF centre, double extent, const QColor& colour);
// Dash pattern of the n-th curve, in units of the pen's width; empty for a solid line.
[[nodiscard]] QList<qreal> seriesDashes(int index);

} // namespace retort::ui
