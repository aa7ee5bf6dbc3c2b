// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/appearance.h"

#include "ui/plots/scheme.h"

#include <QApplication>
#include <QProxyStyle>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

// Fusion with room between the columns of tables.
class RoomyFusion : public QProxyStyle {
public:
    RoomyFusion() : QProxyStyle(u"Fusion"_s) {}
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override {
        if (metric == PM_FocusFrameHMargin || metric == PM_HeaderMargin)
            return kCellMargin;
        return QProxyStyle::pixelMetric(metric, option, widget);
    }

private:
    static constexpr int kCellMargin = 7;
};

struct Colours {
    QColor window, base, alternate, text, button, border, muted, accent, accentText, link;
};

QPalette paletteFrom(const Colours& c) {
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.alternate);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::Button, c.button);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.text);
    palette.setColor(QPalette::ToolTipBase, c.base);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::PlaceholderText, c.muted);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.accentText);
    palette.setColor(QPalette::Link, c.link);
    palette.setColor(QPalette::Mid, c.border);
    palette.setColor(QPalette::Light, c.button.lighter(110));
    palette.setColor(QPalette::Midlight, c.button.lighter(105));
    palette.setColor(QPalette::Dark, c.border.darker(130));
    palette.setColor(QPalette::Shadow, c.border.darker(180));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faded = c.muted;
        faded.setAlphaF(0.65F);
        palette.setColor(QPalette::Disabled, role, faded);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    return palette;
}

} // namespace

QPalette lightPalette() {
    return paletteFrom({.window = QColor(0xf3, 0xf4, 0xf6),
                        .base = QColor(0xff, 0xff, 0xff),
                        .alternate = QColor(0xf6, 0xf8, 0xfa),
                        .text = lightScheme().text,
                        .button = QColor(0xf8, 0xf9, 0xfa),
                        .border = QColor(0xc9, 0xce, 0xd5),
                        .muted = lightScheme().muted,
                        .accent = QColor(0x1b, 0x5e, 0x9b),
                        .accentText = QColor(0xff, 0xff, 0xff),
                        .link = QColor(0x1b, 0x5e, 0x9b)});
}

QPalette darkPalette() {
    return paletteFrom({.window = QColor(0x14, 0x17, 0x1b),
                        .base = darkScheme().background,
                        .alternate = QColor(0x27, 0x2d, 0x35),
                        .text = darkScheme().text,
                        .button = QColor(0x30, 0x37, 0x40),
                        .border = QColor(0x46, 0x4e, 0x59),
                        .muted = darkScheme().muted,
                        .accent = QColor(0x2f, 0x7f, 0xc4),
                        .accentText = QColor(0xff, 0xff, 0xff),
                        .link = QColor(0x7a, 0xb8, 0xf0)});
}

void applyAppearance(Appearance appearance) {
    static const bool kSystemIsDark = schemeFor(QApplication::palette()).dark;
    [[maybe_unused]] static const bool kStyleIsSet = [] {
        QApplication::setStyle(new RoomyFusion);
        return true;
    }();
    const bool dark = appearance == Appearance::Dark || (appearance == Appearance::System && kSystemIsDark);
    QApplication::setPalette(dark ? darkPalette() : lightPalette());
}

} // namespace retort::ui
