// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Looks of the printed report: page, fonts, colours. Lengths are dots of 1/1200 inch, the resolution of the
// writer.
#pragma once

#include <QColor>
#include <QFont>
#include <QPageSize>
#include <QRectF>

namespace retort::ui {

inline constexpr int kDotsPerInch = 1200;
inline constexpr qreal kPoint = kDotsPerInch / 72.0;
inline constexpr qreal kMillimetre = kDotsPerInch / 25.4;

// Type and leading in points.
struct TextStyle {
    qreal size = 9.2;
    qreal leading = 13;
    bool strong = false;
    QColor colour;
};

namespace style {

inline const QColor kInk{0x1d, 0x23, 0x2b};
inline const QColor kMuted{0x5b, 0x66, 0x73};
inline const QColor kAccent{0x1f, 0x3f, 0x66};
inline const QColor kRule{0x9a, 0xa5, 0xb1};
inline const QColor kHairline{0xdd, 0xe2, 0xe8};

inline const TextStyle kKicker{9, 12, false, kMuted};
inline const TextStyle kTitle{25, 31, true, kAccent};
inline const TextStyle kOrganisation{12.5, 17, false, kInk};
inline const TextStyle kSection{15.5, 20, true, kAccent};
inline const TextStyle kHeading{10.5, 14, true, kInk};
inline const TextStyle kBody{9.2, 13.4, false, kInk};
inline const TextStyle kNote{7.8, 11, false, kMuted};
inline const TextStyle kCaption{8.2, 11.4, true, kInk};
inline const TextStyle kCell{7.8, 10.8, false, kInk};
inline const TextStyle kCellHead{7.4, 10.2, true, kInk};
inline const TextStyle kKey{8.2, 11.6, false, kMuted};
inline const TextStyle kValue{8.2, 11.6, false, kInk};
inline const TextStyle kBoxTitle{10, 13.6, true, kInk};
inline const TextStyle kBoxLabel{7.6, 11, true, kInk};
inline const TextStyle kBoxText{9, 12.8, false, kInk};
inline const TextStyle kBoxDetail{8, 11.4, false, kMuted};
inline const TextStyle kFolio{7.2, 10, false, kMuted};

} // namespace style

// Registers the report's own font, which lies inside the program. Thread: GUI thread, an application must
// exist. False: the font could not be read.
[[nodiscard]] bool loadReportFont();
// The font at a size in dots. Ligatures are off, so that copied text has its letters.
[[nodiscard]] QFont reportFont(qreal points, bool strong);

[[nodiscard]] QPageSize reportPageSize();
[[nodiscard]] QRectF pageArea(); // the sheet
[[nodiscard]] QRectF textArea(); // inside the margins

} // namespace retort::ui
