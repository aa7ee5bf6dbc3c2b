// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_label.h"

#include "ui/plots/scheme.h"

#include <QEvent>
#include <QGuiApplication>

namespace retort::ui {
namespace {

// Follows the palette, so that secondary text stays readable after a switch between light and dark.
class StyledLabel : public QLabel {
public:
    StyledLabel(const QString& text, TextStyle style) : QLabel(text), m_style(style) { restyle(); }

protected:
    void changeEvent(QEvent* event) override {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::PaletteChange && m_style == TextStyle::Muted)
            fade();
    }

private:
    void restyle() {
        QFont styled = font();
        const qreal points = QFont().pointSizeF();
        switch (m_style) {
        case TextStyle::Title:
            styled.setPointSizeF(points * 1.6);
            styled.setBold(true);
            break;
        case TextStyle::Heading:
            styled.setPointSizeF(points * 1.15);
            styled.setBold(true);
            break;
        case TextStyle::Figure:
            styled.setPointSizeF(points * 1.9);
            styled.setBold(true);
            break;
        case TextStyle::Muted:
            fade();
            break;
        case TextStyle::Body:
            break;
        }
        setFont(styled);
    }

    void fade() {
        const QColor colour = mutedColour(QGuiApplication::palette());
        if (palette().color(QPalette::WindowText) == colour)
            return;
        QPalette faded = palette();
        faded.setColor(QPalette::WindowText, colour);
        setPalette(faded);
    }

    TextStyle m_style;
};

} // namespace

QLabel* makeLabel(const QString& text, TextStyle style, const QString& objectName) {
    auto* label = new StyledLabel(text, style);
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::ClickFocus);
    return label;
}

QColor mutedColour(const QPalette& palette) {
    return schemeFor(palette).muted;
}

} // namespace retort::ui
