// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/plots/scheme.h"

#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {

Card::Card(const QString& objectName, QWidget* parent) : QFrame(parent), m_body(new QVBoxLayout(this)) {
    setObjectName(objectName);
    const int gap = fontMetrics().height();
    m_body->setContentsMargins(gap, gap * 3 / 4, gap, gap * 3 / 4);
    m_body->setSpacing(gap / 3);
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(schemeFor(palette()).grid, 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

QChar toneSign(Tone tone) {
    switch (tone) {
    case Tone::Good:
        return u'✓';
    case Tone::Bad:
        return u'!';
    case Tone::Unclear:
        return u'?';
    case Tone::Neutral:
        break;
    }
    return u'–';
}

QColor toneColour(Tone tone, bool dark) {
    switch (tone) {
    case Tone::Good:
        return dark ? QColor(0x2f, 0xc8, 0x9b) : QColor(0x00, 0x6e, 0x50);
    case Tone::Bad:
        return dark ? QColor(0xff, 0x8f, 0x4d) : QColor(0xb0, 0x43, 0x00);
    case Tone::Unclear:
        return dark ? QColor(0xf0, 0xd0, 0x60) : QColor(0x7a, 0x5c, 0x00);
    case Tone::Neutral:
        break;
    }
    return dark ? QColor(0xa3, 0xac, 0xb8) : QColor(0x5a, 0x64, 0x70);
}

Badge::Badge(Tone tone, const QString& text, const QString& objectName, QWidget* parent)
    : QWidget(parent), m_tone(tone), m_text(QString(toneSign(tone)) + u"  "_s + text) {
    setObjectName(objectName);
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Badge::sizeHint() const {
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    return {metrics.horizontalAdvance(m_text) + metrics.height() * 3 / 2, metrics.height() * 3 / 2};
}

void Badge::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = toneColour(m_tone, schemeFor(palette()).dark);
    QColor fill = colour;
    fill.setAlphaF(0.14F);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), height() / 2.0, height() / 2.0);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

} // namespace retort::ui
