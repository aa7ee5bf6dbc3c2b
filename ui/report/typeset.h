// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report's document as PDF pages (A4), in memory.
#pragma once

#include "core/base/result.h"
#include "core/report/document.h"
#include "core/report/finish.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <map>
#include <string>

class QPainter;
class QRectF;

namespace retort::ui {

// How to draw one figure of the document.
struct PreparedFigure {
    // Paints with vectors into the target; textSize in the painter's units.
    std::function<void(QPainter&, const QRectF&, double textSize)> paint;
    double heightMm = 80;
    QString note; // added to the caption: what is drawn, and what is not and why
};

// By the figure's id; a figure without an entry is named and said to be missing.
using PreparedFigures = std::map<std::string, PreparedFigure>;

struct Typeset {
    QByteArray pdf; // with tag marks, to be finished by report::finishPdf
    report::Finishing finishing;
    int pages = 0;
};

// GUI thread; needs a QApplication and the report's font. Errors: Internal, when font or painter fail.
[[nodiscard]] Result<Typeset> typeset(const report::Document& document, const PreparedFigures& figures);

} // namespace retort::ui
