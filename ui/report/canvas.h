// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One page being painted, and what the finishing of the PDF must know about it.
#pragma once

#include "core/report/finish.h"

#include <QPainter>
#include <QRectF>

#include <string>

namespace retort::ui {

class Canvas {
public:
    Canvas(QPainter& painter, report::Finishing& finishing) : m_painter(painter), m_finishing(finishing) {}

    [[nodiscard]] QPainter& painter() { return m_painter; }
    void setPage(int page) { m_page = page; }

    // What is painted between begin() and end() belongs to the tag of this index; begin() ends the part
    // before.
    void begin(int tag) { mark(tag); }
    void beginArtifact() { mark(report::kMarkArtifact); }
    void end() { mark(report::kMarkEnd); }

    // Areas in dots on the page.
    void link(const QRectF& area, const std::string& target);
    void destination(const std::string& name, qreal top);

private:
    void mark(int tag);

    QPainter& m_painter;
    report::Finishing& m_finishing;
    int m_page = 0;
};

} // namespace retort::ui
