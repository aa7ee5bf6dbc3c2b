// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A run of text broken into lines of a given width.
#pragma once

#include "core/report/document.h"
#include "ui/report/canvas.h"
#include "ui/report/page_style.h"

#include <QString>
#include <QTextLayout>

#include <memory>
#include <vector>

namespace retort::ui {

// Text from outside as it may be printed: on one line, controls and bidirectional overrides made harmless.
[[nodiscard]] QString printable(const std::string& text);

class TextBlock {
public:
    TextBlock(const report::Text& text, const TextStyle& style, qreal width,
              Qt::Alignment alignment = Qt::AlignLeft, int maximumLines = 0);

    [[nodiscard]] int lines() const { return m_lines; }
    [[nodiscard]] qreal leading() const { return m_leading; }
    [[nodiscard]] qreal height() const { return m_lines * m_leading; }
    // Lines [first, first + count) with the first one's top at the point.
    void paint(Canvas& canvas, QPointF at, int first, int count) const;
    void paint(Canvas& canvas, QPointF at) const { paint(canvas, at, 0, m_lines); }

    // Width without breaks, and of the widest part that can't be broken at a space.
    [[nodiscard]] static qreal naturalWidth(const report::Text& text, const TextStyle& style);
    [[nodiscard]] static qreal minimalWidth(const report::Text& text, const TextStyle& style);

private:
    struct LinkRange {
        int begin = 0;
        int end = 0;
        std::string target;
    };

    std::shared_ptr<QTextLayout> m_layout;
    std::vector<LinkRange> m_links;
    qreal m_leading = 0;
    int m_lines = 0;
};

} // namespace retort::ui
