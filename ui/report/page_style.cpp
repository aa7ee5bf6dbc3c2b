// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/page_style.h"

#include <QFontDatabase>

static void initialiseResources() {
    Q_INIT_RESOURCE(report_fonts);
}

namespace retort::ui {
namespace {

constexpr auto kFamily = "Open Sans";

} // namespace

bool loadReportFont() {
    static const bool loaded = [] {
        initialiseResources();
        bool all = true;
        for (const char* face : {"Regular", "Semibold", "Italic"}) {
            const QString file = QStringLiteral(":/fonts/open-sans/OpenSans-%1.ttf").arg(QLatin1String(face));
            all = QFontDatabase::addApplicationFont(file) >= 0 && all;
        }
        return all;
    }();
    return loaded;
}

QFont reportFont(qreal points, bool strong) {
    QFont font{QLatin1String(kFamily)};
    font.setPixelSize(qRound(points * kPoint));
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    font.setHintingPreference(QFont::PreferNoHinting);
    // Any letter spacing switches ligatures off; Qt rounds to 1/64, and smaller ones are none.
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.05);
    return font;
}

QPageSize reportPageSize() {
    return QPageSize(QPageSize::A4);
}

QRectF pageArea() {
    return {QPointF(0, 0), QSizeF(reportPageSize().sizePixels(kDotsPerInch))};
}

QRectF textArea() {
    return pageArea().adjusted(22 * kMillimetre, 25 * kMillimetre, -22 * kMillimetre, -23 * kMillimetre);
}

} // namespace retort::ui
