// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/venn_plot.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QMouseEvent>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

// Order of the key: what a reader asks first.
constexpr std::array kKeyOrder{7, 5, 3, 6, 1, 2, 4, 0};

QString tr(const char* text) {
    return QCoreApplication::translate("VennPlot", text);
}

QString number(std::uint64_t count) {
    return QLocale().toString(static_cast<qulonglong>(count));
}

QFont fontOf(double textSize, bool bold = false) {
    QFont font;
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(textSize))));
    font.setBold(bold);
    return font;
}

// Everything painting needs to know about places, in the painter's units.
struct Frame {
    QRectF drawing;
    QRectF key;
    double rowHeight = 0;
    double scale = 1; // layout units to painter units
    QPointF origin;   // of the layout, in painter units

    [[nodiscard]] QPointF place(double x, double y) const { return origin + QPointF(x, y) * scale; }
};

double keyWidth(const VennData& data, double textSize) {
    const QFontMetricsF names(fontOf(textSize));
    const QFontMetricsF counts(fontOf(textSize, true));
    double widest = 0;
    double widestCount = 0;
    for (const int mask : kKeyOrder) {
        widest = std::max(widest, names.horizontalAdvance(regionName(mask, data.names)));
        widestCount = std::max(widestCount,
                               counts.horizontalAdvance(number(data.counts[static_cast<std::size_t>(mask)])));
    }
    return widest + widestCount + textSize * 3.6;
}

Frame frameOf(const QRectF& target, const VennData& data, const VennLayout& layout, double textSize) {
    Frame frame;
    frame.rowHeight = textSize * 1.75;
    const QRectF inner =
        target.adjusted(textSize, textSize * (data.title.isEmpty() ? 1 : 2.6), -textSize, -textSize);
    const double width = std::min(keyWidth(data, textSize), inner.width());
    const double height = frame.rowHeight * (kKeyOrder.size() + 0.4);
    if (inner.width() - width >= 16 * textSize || inner.width() > inner.height() * 1.4) {
        frame.key = QRectF(inner.right() - width, inner.center().y() - height / 2, width, height);
        frame.drawing =
            QRectF(inner.left(), inner.top(), inner.width() - width - textSize * 1.5, inner.height());
    } else {
        frame.key = QRectF(inner.center().x() - width / 2, inner.bottom() - height, width, height);
        frame.drawing = QRectF(inner.left(), inner.top(), inner.width(), inner.height() - height - textSize);
    }
    QRectF bounds;
    for (const Circle& circle : layout.circles)
        if (circle.radius > 0)
            bounds |= QRectF(circle.x - circle.radius, circle.y - circle.radius, 2 * circle.radius,
                             2 * circle.radius);
    // The names of the sets stand above and below the circles.
    const QRectF room = frame.drawing.adjusted(0, textSize * 3.4, 0, -textSize * 3.4);
    if (bounds.width() > 0 && bounds.height() > 0)
        frame.scale =
            std::max(1e-9, std::min(room.width() / bounds.width(), room.height() / bounds.height()));
    frame.origin = room.center() - bounds.center() * frame.scale;
    return frame;
}

double shownRadius(const Circle& circle, const Frame& frame, double textSize) {
    return circle.radius > 0 ? std::max(circle.radius * frame.scale, textSize * 0.18) : 0;
}

std::array<QPainterPath, 8> regionPaths(const VennLayout& layout, const Frame& frame, double textSize) {
    std::array<QPainterPath, 3> sets;
    for (std::size_t i = 0; i < 3; ++i) {
        const double radius = shownRadius(layout.circles[i], frame, textSize);
        if (radius > 0)
            sets[i].addEllipse(frame.place(layout.circles[i].x, layout.circles[i].y), radius, radius);
    }
    std::array<QPainterPath, 8> paths;
    for (std::size_t mask = 1; mask < 8; ++mask) {
        std::optional<QPainterPath> path;
        for (std::size_t i = 0; i < 3; ++i)
            if ((mask >> i) & 1U)
                path = path ? path->intersected(sets[i]) : sets[i];
        for (std::size_t i = 0; i < 3; ++i)
            if (!((mask >> i) & 1U))
                path = path->subtracted(sets[i]);
        paths[mask] = *path;
    }
    return paths;
}

void paintNumbers(QPainter& painter, const VennData& data, const VennLayout& layout, const Frame& frame,
                  const Scheme& scheme, double textSize) {
    const QFont font = fontOf(textSize * 1.15, true);
    const QFontMetricsF metrics(font);
    for (int mask = 1; mask < 8; ++mask) {
        const auto& anchor = layout.anchors[static_cast<std::size_t>(mask)];
        const std::uint64_t count = data.counts[static_cast<std::size_t>(mask)];
        if (!anchor)
            continue;
        const QPointF centre = frame.place(anchor->x, anchor->y);
        const double room = anchor->clearance * frame.scale;
        const QString text = number(count);
        const double width = metrics.horizontalAdvance(text);
        if (std::hypot(width, metrics.capHeight()) / 2 < room) {
            painter.setFont(font);
            painter.setPen(scheme.text);
            painter.drawText(QPointF(centre.x() - width / 2, centre.y() + metrics.capHeight() / 2), text);
        } else if (count > 0 && room > textSize * 0.25) {
            // Too small for its number: the marker leads to the key.
            drawMarker(painter, regionMarker(mask), centre, std::min(textSize * 0.7, room * 1.4),
                       scheme.text);
        }
    }
}

// A set's name above (teacher left, comparison right) or below (student) the drawing, with a line to its
// circle.
void paintSetNames(QPainter& painter, const VennData& data, const VennLayout& layout, const Frame& frame,
                   const Scheme& scheme, double textSize) {
    const QFont font = fontOf(textSize * 1.1, true);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (std::size_t i = 0; i < 3; ++i) {
        std::uint64_t size = 0;
        for (std::size_t mask = 1; mask < 8; ++mask)
            size += ((mask >> i) & 1U) != 0 ? data.counts[mask] : 0;
        const QString text = u"%1: %2"_s.arg(data.names[i], number(size));
        const double width = metrics.horizontalAdvance(text);
        const Circle& circle = layout.circles[i];
        const bool below = i == 2;
        const QPointF centre = circle.radius > 0 ? frame.place(circle.x, circle.y) : frame.drawing.center();
        const double radius = shownRadius(circle, frame, textSize);
        const double lean = i == 0 ? -0.45 : i == 1 ? 0.45 : 0.0;
        double x = centre.x() + lean * radius - width / 2;
        // Two names on one line must not touch: the left one keeps to the left half, the right one to the
        // right.
        const double middle = frame.drawing.center().x();
        if (i == 0)
            x = std::min(x, middle - textSize - width);
        if (i == 1)
            x = std::max(x, middle + textSize);
        x = std::clamp(x, frame.drawing.left(),
                       std::max(frame.drawing.left(), frame.drawing.right() - width));
        const double baseline =
            below ? frame.drawing.bottom() - textSize * 0.5 : frame.drawing.top() + textSize * 1.3;
        painter.setPen(scheme.text);
        painter.drawText(QPointF(x, baseline), text);
        if (circle.radius <= 0)
            continue;
        const QPointF start(std::clamp(centre.x() + lean * radius, x, x + width),
                            below ? baseline - metrics.capHeight() - textSize * 0.45
                                  : baseline + textSize * 0.5);
        const QPointF towards = start - centre;
        const double length = std::hypot(towards.x(), towards.y());
        if (length <= radius)
            continue;
        painter.setPen(QPen(scheme.muted, textSize * 0.08));
        painter.drawLine(start, centre + towards * (radius / length));
    }
}

void paintKey(QPainter& painter, const VennData& data, const Frame& frame, const Scheme& scheme,
              double textSize) {
    const QFontMetricsF counts(fontOf(textSize, true));
    const QFontMetricsF names(fontOf(textSize));
    double y = frame.key.top();
    for (const int mask : kKeyOrder) {
        if (mask == 0) {
            painter.setPen(QPen(scheme.grid, textSize * 0.08));
            painter.drawLine(QPointF(frame.key.left(), y + frame.rowHeight * 0.2),
                             QPointF(frame.key.right(), y + frame.rowHeight * 0.2));
            y += frame.rowHeight * 0.4;
        }
        const double middle = y + frame.rowHeight / 2;
        const QRectF swatch(frame.key.left(), middle - textSize * 0.6, textSize * 1.2, textSize * 1.2);
        QColor fill = scheme.regions[static_cast<std::size_t>(mask)];
        fill.setAlphaF(mask == 0 ? 0.15F : 0.55F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(swatch, textSize * 0.2, textSize * 0.2);
        drawMarker(painter, regionMarker(mask), swatch.center(), textSize * 0.6, scheme.text);
        const double baseline = middle + names.capHeight() / 2;
        const std::uint64_t count = data.counts[static_cast<std::size_t>(mask)];
        painter.setFont(fontOf(textSize));
        painter.setPen(count == 0 || mask == 0 ? scheme.muted : scheme.text);
        painter.drawText(QPointF(swatch.right() + textSize * 0.7, baseline), regionName(mask, data.names));
        const QString text = number(count);
        painter.setFont(fontOf(textSize, true));
        painter.drawText(QPointF(frame.key.right() - counts.horizontalAdvance(text), baseline), text);
        y += frame.rowHeight;
    }
}

void paintCircles(QPainter& painter, const VennLayout& layout, const Frame& frame, const Scheme& scheme,
                  double textSize) {
    const auto paths = regionPaths(layout, frame, textSize);
    painter.setPen(Qt::NoPen);
    for (std::size_t mask = 1; mask < 8; ++mask) {
        QColor fill = scheme.regions[mask];
        fill.setAlphaF(0.55F);
        painter.setBrush(fill);
        painter.drawPath(paths[mask]);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(scheme.text, textSize * 0.11));
    for (const Circle& circle : layout.circles) {
        const double radius = shownRadius(circle, frame, textSize);
        if (radius > 0)
            painter.drawEllipse(frame.place(circle.x, circle.y), radius, radius);
    }
}

void paintWith(QPainter& painter, const QRectF& target, const VennData& data, const VennLayout& layout,
               const Scheme& scheme, double textSize) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(target, scheme.background);
    const Frame frame = frameOf(target, data, layout, textSize);
    if (!data.title.isEmpty()) {
        painter.setFont(fontOf(textSize * 1.15, true));
        painter.setPen(scheme.text);
        painter.drawText(target.topLeft() + QPointF(textSize, textSize * 1.9), data.title);
    }
    const bool empty =
        std::all_of(data.counts.begin() + 1, data.counts.end(), [](auto count) { return count == 0; });
    if (empty) {
        painter.setFont(fontOf(textSize));
        painter.setPen(scheme.muted);
        painter.drawText(frame.drawing, Qt::AlignCenter | Qt::TextWordWrap,
                         tr("None of the three models reproduced any record of this data word for word."));
    } else {
        paintCircles(painter, layout, frame, scheme, textSize);
        paintNumbers(painter, data, layout, frame, scheme, textSize);
        paintSetNames(painter, data, layout, frame, scheme, textSize);
    }
    paintKey(painter, data, frame, scheme, textSize);
    painter.restore();
}

} // namespace

std::array<QString, 3> defaultModelNames() {
    return {tr("Teacher"), tr("Comparison"), tr("Student")};
}

QString regionName(int mask, const std::array<QString, 3>& names) {
    switch (mask & 7) {
    case 0:
        return tr("None of the three");
    case 1:
    case 2:
    case 4:
        return tr("%1 only").arg(names[static_cast<std::size_t>(mask == 4 ? 2 : mask - 1)]);
    case 3:
        return tr("%1 and %2").arg(names[0], names[1].toLower());
    case 5:
        return tr("%1 and %2").arg(names[0], names[2].toLower());
    case 6:
        return tr("%1 and %2").arg(names[1], names[2].toLower());
    default:
        return tr("All three");
    }
}

void paintVenn(QPainter& painter, const QRectF& target, const VennData& data, const Scheme& scheme,
               double textSize) {
    paintWith(painter, target, data, layoutVenn(data.counts), scheme, textSize);
}

QString vennCaption(const VennData& data) {
    std::uint64_t all = 0;
    for (const std::uint64_t count : data.counts)
        all += count;
    const std::uint64_t memorized = all - data.counts[0];
    const QString counted =
        tr("%1 of %2 records with a verdict from all three models were reproduced word for word "
           "by at least one of them.")
            .arg(number(memorized), number(all));
    if (memorized == 0)
        return counted;
    const double error = layoutVenn(data.counts).largestError;
    const QString share = QLocale().toString(error * 100, 'f', 1);
    if (error < 0.005)
        return counted + u' ' + tr("Areas are in proportion to the counts.");
    if (error < 0.05)
        return counted + u' ' +
               tr("Areas are a best fit: three circles can not match all seven counts; the worst area is off "
                  "by %1 % "
                  "of the total.")
                   .arg(share);
    return counted + u' ' +
           tr("Read the counts, not the areas: three circles can not show these numbers, the worst area is "
              "off by "
              "%1 % of the total.")
               .arg(share);
}

VennPlot::VennPlot(QWidget* parent) : PlotWidget(parent) {
    setObjectName(u"vennPlot"_s);
    setExportName(u"overlap"_s);
    setAccessibleName(tr("Overlap of the three models"));
}

void VennPlot::setData(const VennData& data) {
    m_data = data;
    m_layout = layoutVenn(data.counts);
    QStringList spoken;
    for (const int mask : kKeyOrder)
        spoken << u"%1: %2"_s.arg(regionName(mask, data.names),
                                  number(data.counts[static_cast<std::size_t>(mask)]));
    setAccessibleDescription(spoken.join(u"; "_s));
    update();
}

void VennPlot::paintTo(QPainter& painter, const QRectF& target, const Scheme& scheme, double textSize) const {
    paintWith(painter, target, m_data, m_layout, scheme, textSize);
}

QString VennPlot::caption() const {
    return vennCaption(m_data);
}

QByteArray VennPlot::csv() const {
    QByteArray text = "region,teacher,baseline,student,records\n";
    for (const int mask : kKeyOrder)
        text += csvCell(regionName(mask, m_data.names)) + ',' + QByteArray::number(mask & 1) + ',' +
                QByteArray::number((mask >> 1) & 1) + ',' + QByteArray::number((mask >> 2) & 1) + ',' +
                QByteArray::number(static_cast<qulonglong>(m_data.counts[static_cast<std::size_t>(mask)])) +
                '\n';
    return text;
}

void VennPlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintTo(painter, rect(), schemeFor(palette()), fontInfo().pixelSize());
}

void VennPlot::mousePressEvent(QMouseEvent* event) {
    const double textSize = fontInfo().pixelSize();
    const Frame frame = frameOf(rect(), m_data, m_layout, textSize);
    if (frame.key.contains(event->position())) {
        const double row = (event->position().y() - frame.key.top()) / frame.rowHeight;
        Q_EMIT regionActivated(kKeyOrder[std::min<std::size_t>(static_cast<std::size_t>(row), 7)]);
        return;
    }
    int mask = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const QPointF away = event->position() - frame.place(m_layout.circles[i].x, m_layout.circles[i].y);
        mask |=
            std::hypot(away.x(), away.y()) < shownRadius(m_layout.circles[i], frame, textSize) ? 1 << i : 0;
    }
    if (mask != 0)
        Q_EMIT regionActivated(mask);
}

} // namespace retort::ui
