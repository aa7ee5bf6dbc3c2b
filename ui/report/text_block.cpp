// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/text_block.h"

#include <QFontMetricsF>
#include <QTextOption>

#include <algorithm>

namespace retort::ui {
namespace {

bool isBidirectionalControl(char16_t unit) {
    return (unit >= 0x202A && unit <= 0x202E) || (unit >= 0x2066 && unit <= 0x2069) || unit == 0x200E ||
           unit == 0x200F || unit == 0x061C;
}

} // namespace

QString printable(const std::string& text) {
    QString words = QString::fromStdString(text);
    for (QChar& character : words) {
        const char16_t unit = character.unicode();
        if (isBidirectionalControl(unit))
            character = QChar::ReplacementCharacter;
        else if (unit < 0x20 || (unit >= 0x7F && unit < 0xA0) || unit == 0x2028 || unit == 0x2029)
            character = QLatin1Char(' ');
    }
    // A percent sign stays with its number.
    words.replace(QLatin1String(" %"), QStringLiteral("\u00A0%"));
    return words;
}

TextBlock::TextBlock(const report::Text& text, const TextStyle& style, qreal width, Qt::Alignment alignment,
                     int maximumLines)
    : m_leading(style.leading * kPoint) {
    QString words;
    QList<QTextLayout::FormatRange> formats;
    for (const report::Run& run : text.runs) {
        const QString part = printable(run.text);
        if (run.strong || !run.target.empty()) {
            QTextCharFormat format;
            if (run.strong)
                format.setFontWeight(QFont::DemiBold);
            if (!run.target.empty()) {
                format.setForeground(style::kAccent);
                const auto begin = static_cast<int>(words.size());
                m_links.push_back({begin, begin + static_cast<int>(part.size()), run.target});
            }
            formats.append({static_cast<int>(words.size()), static_cast<int>(part.size()), format});
        }
        words += part;
    }
    m_layout = std::make_shared<QTextLayout>(words, reportFont(style.size, style.strong));
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_layout->setTextOption(option);
    QTextCharFormat whole;
    whole.setForeground(style.colour);
    formats.prepend({0, static_cast<int>(words.size()), whole});
    m_layout->setFormats(formats);
    m_layout->setCacheEnabled(true);
    m_layout->beginLayout();
    for (QTextLine line = m_layout->createLine(); line.isValid(); line = m_layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, m_lines * m_leading));
        ++m_lines;
        if (maximumLines > 0 && m_lines == maximumLines)
            break;
    }
    m_layout->endLayout();
}

void TextBlock::paint(Canvas& canvas, QPointF at, int first, int count) const {
    for (int i = first; i < std::min(first + count, m_lines); ++i) {
        const QTextLine line = m_layout->lineAt(i);
        // The line's box is centred in its leading.
        const qreal lift = (m_leading - line.height()) / 2;
        const QPointF origin(at.x(), at.y() - first * m_leading + lift);
        line.draw(&canvas.painter(), origin);
        const int begin = line.textStart();
        const int end = begin + line.textLength();
        for (const LinkRange& link : m_links) {
            if (link.end <= begin || link.begin >= end)
                continue;
            const qreal left = line.cursorToX(std::max(link.begin, begin));
            const qreal right = line.cursorToX(std::min(link.end, end));
            canvas.link(QRectF(at.x() + left, origin.y() + line.y(), right - left, line.height()),
                        link.target);
        }
    }
}

qreal TextBlock::naturalWidth(const report::Text& text, const TextStyle& style) {
    qreal width = 0;
    for (const report::Run& run : text.runs)
        width += QFontMetricsF(reportFont(style.size, style.strong || run.strong))
                     .horizontalAdvance(printable(run.text));
    return width;
}

qreal TextBlock::minimalWidth(const report::Text& text, const TextStyle& style) {
    qreal width = 0;
    for (const report::Run& run : text.runs) {
        const QFontMetricsF metrics(reportFont(style.size, style.strong || run.strong));
        for (const QString& word : printable(run.text).split(QLatin1Char(' ')))
            width = std::max(width, metrics.horizontalAdvance(word));
    }
    return width;
}

} // namespace retort::ui
