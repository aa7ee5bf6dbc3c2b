// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/block_pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace retort::ui {
namespace {

constexpr qreal kParagraphSpace = 6.5 * kPoint;
constexpr qreal kBlockSpace = 11 * kPoint;
constexpr qreal kBulletIndent = 11 * kPoint;
constexpr qreal kKeyWidth = 40 * kMillimetre;
constexpr qreal kKeptHeight = 95 * kMillimetre;

const TextStyle& styleOf(report::ParagraphStyle paragraph) {
    return paragraph == report::ParagraphStyle::Note ? style::kNote : style::kBody;
}

struct ToneColours {
    QColor bar, background;
};

ToneColours coloursOf(report::Tone tone) {
    switch (tone) {
    case report::Tone::Alert:
        return {QColor(0xa8, 0x32, 0x2a), QColor(0xfb, 0xf1, 0xf0)};
    case report::Tone::Caution:
        return {QColor(0xb2, 0x7d, 0x12), QColor(0xfb, 0xf6, 0xe9)};
    case report::Tone::Muted:
        return {QColor(0x8a, 0x94, 0xa0), QColor(0xf4, 0xf5, 0xf7)};
    case report::Tone::Neutral:
        break;
    }
    return {QColor(0x1f, 0x3f, 0x66), QColor(0xf0, 0xf4, 0xf9)};
}

} // namespace

int PieceBuilder::tag(const char* type, int parent, std::string alternative) {
    m_finishing.tags.push_back({type, parent >= 0 ? parent : m_section, std::move(alternative)});
    return static_cast<int>(m_finishing.tags.size()) - 1;
}

void PieceBuilder::addSpace(qreal height) {
    Piece piece;
    piece.height = height;
    m_pieces.push_back(std::move(piece));
}

void PieceBuilder::addLines(const report::Text& text, const TextStyle& style, int tag, qreal before,
                            qreal indent, bool keepWithNext, const std::string& anchor) {
    const TextBlock block(text, style, m_width - indent);
    for (int line = 0; line < block.lines(); ++line) {
        Piece piece;
        piece.height = block.leading();
        piece.before = line == 0 ? before : 0;
        const bool last = line + 1 == block.lines();
        piece.keepWithNext = last ? keepWithNext : line == 0 || line + 2 == block.lines() || keepWithNext;
        if (line == 0)
            piece.anchor = anchor;
        piece.paint = [block, line, indent, tag](Canvas& canvas, QPointF at) {
            canvas.begin(tag);
            block.paint(canvas, at + QPointF(indent, 0), line, 1);
            canvas.end();
        };
        m_pieces.push_back(std::move(piece));
    }
}

void PieceBuilder::keepTogether(std::size_t first) {
    qreal height = 0;
    for (std::size_t i = first; i < m_pieces.size(); ++i)
        height += m_pieces[i].before + m_pieces[i].height;
    for (std::size_t i = first; height <= kKeptHeight && i + 1 < m_pieces.size(); ++i)
        m_pieces[i].keepWithNext = true;
}

void PieceBuilder::addCaption(const std::string& text, int parent, qreal before, bool keepWithNext,
                              const std::string& anchor) {
    if (!text.empty())
        addLines(text, style::kCaption, tag("Caption", parent), before, 0, keepWithNext, anchor);
}

void PieceBuilder::addTitle(const report::Document& document) {
    m_section = -1;
    m_section = tag("Sect");
    addSpace(26 * kMillimetre);
    Piece accent;
    accent.height = 7 * kMillimetre;
    accent.paint = [](Canvas& canvas, QPointF at) {
        canvas.beginArtifact();
        canvas.painter().fillRect(QRectF(at, QSizeF(18 * kMillimetre, 1.1 * kMillimetre)), style::kAccent);
        canvas.end();
    };
    m_pieces.push_back(std::move(accent));
    addLines(document.kicker, style::kKicker, tag("P"), 0, 0, true, "title");
    addLines(document.title, style::kTitle, tag("H1"), 4 * kPoint, 0, true);
    if (!document.organisation.empty())
        addLines(document.organisation, style::kOrganisation, tag("P"), 4 * kPoint);
    addSpace(9 * kMillimetre);
}

void PieceBuilder::addContents(const report::Document& document, const PageNumbers& numbers) {
    addLines("Contents", style::kHeading, tag("H2"), 10 * kMillimetre, 0, true);
    addSpace(2 * kPoint);
    const int list = tag("TOC");
    for (const report::Section& section : document.sections) {
        if (section.number.empty())
            continue;
        const int item = tag("TOCI", list);
        const TextBlock number(section.number, style::kValue, 9 * kMillimetre);
        const TextBlock title(report::Text().addLink(section.title, section.id), style::kValue,
                              m_width - 24 * kMillimetre, Qt::AlignLeft, 1);
        Piece piece;
        piece.height = 15 * kPoint;
        piece.keepWithNext = &section != &document.sections.back();
        piece.paint = [number, title, item, id = section.id, width = m_width, &numbers](Canvas& canvas,
                                                                                        QPointF at) {
            const auto page = numbers.find(id);
            const TextBlock folio(page == numbers.end() ? std::string() : std::to_string(page->second),
                                  style::kValue, 12 * kMillimetre, Qt::AlignRight);
            canvas.beginArtifact();
            canvas.painter().setPen(QPen(style::kHairline, 0.5 * kPoint));
            canvas.painter().drawLine(
                QLineF(at.x(), at.y() + 14.2 * kPoint, at.x() + width, at.y() + 14.2 * kPoint));
            canvas.begin(item);
            number.paint(canvas, at + QPointF(0, 1.4 * kPoint));
            title.paint(canvas, at + QPointF(9 * kMillimetre, 1.4 * kPoint));
            folio.paint(canvas, at + QPointF(width - 12 * kMillimetre, 1.4 * kPoint));
            canvas.end();
        };
        m_pieces.push_back(std::move(piece));
    }
}

void PieceBuilder::addSection(const report::Section& section) {
    m_section = -1;
    m_section = tag("Sect");
    if (!section.number.empty()) {
        const std::size_t first = m_pieces.size();
        report::Text title;
        title.add(fmt::format("{}  {}", section.number, section.title));
        addLines(title, style::kSection, tag("H1"), 20 * kPoint, 0, true, section.id);
        m_pieces[first].newPage = section.newPage;
        m_finishing.outline.push_back({fmt::format("{} {}", section.number, section.title), 1, section.id});
    }
    for (const report::Block& block : section.blocks)
        addBlock(block);
}

void PieceBuilder::addBlock(const report::Block& block) {
    std::visit([this](const auto& content) { add(content); }, block);
}

void PieceBuilder::add(const report::Heading& heading) {
    addLines(heading.text, style::kHeading, tag("H2"), 13 * kPoint, 0, true, heading.id);
    m_finishing.outline.push_back({heading.text, 2, heading.id});
}

void PieceBuilder::add(const report::Paragraph& paragraph) {
    addLines(paragraph.text, styleOf(paragraph.style), tag("P"), kParagraphSpace, 0,
             paragraph.style == report::ParagraphStyle::Lead);
}

void PieceBuilder::add(const report::List& list) {
    const int parent = tag("L");
    const TextStyle& text = list.compact ? style::kValue : style::kBody;
    for (const report::Text& item : list.items) {
        const int entry = tag("LBody", tag("LI", parent));
        const std::size_t first = m_pieces.size();
        addLines(item, text, entry, list.compact ? 2 * kPoint : 3.5 * kPoint, kBulletIndent);
        m_pieces[first].paint = [words = m_pieces[first].paint,
                                 middle = text.leading * kPoint / 2](Canvas& canvas, QPointF at) {
            canvas.beginArtifact();
            canvas.painter().setPen(Qt::NoPen);
            canvas.painter().setBrush(style::kAccent);
            canvas.painter().drawEllipse(at + QPointF(3 * kPoint, middle), 1.3 * kPoint, 1.3 * kPoint);
            canvas.painter().setBrush(Qt::NoBrush);
            canvas.end();
            words(canvas, at);
        };
    }
}

void PieceBuilder::add(const report::KeyValues& values) {
    const int table = tag("Table");
    const std::size_t start = m_pieces.size();
    bool firstRow = true;
    for (const auto& [key, value] : values.rows) {
        const int row = tag("TR", table);
        const int keyTag = tag("TH", row);
        const TextBlock name(key, style::kKey, kKeyWidth - 3 * kMillimetre);
        const std::size_t first = m_pieces.size();
        addLines(value.runs.empty() ? report::Text("") : value, style::kValue, tag("TD", row), 0, kKeyWidth);
        if (m_pieces.size() == first)
            continue;
        Piece& head = m_pieces[first];
        head.before = firstRow ? kParagraphSpace : 3 * kPoint;
        const auto spare = static_cast<qreal>(m_pieces.size() - first) * style::kValue.leading * kPoint;
        m_pieces.back().height += std::max(0.0, name.height() - spare);
        head.paint = [name, keyTag, text = head.paint](Canvas& canvas, QPointF at) {
            canvas.begin(keyTag);
            name.paint(canvas, at);
            canvas.end();
            text(canvas, at);
        };
        firstRow = false;
    }
    keepTogether(start);
}

void PieceBuilder::add(const report::Callout& callout) {
    constexpr qreal kBar = 3 * kPoint;
    constexpr qreal kPadding = 9 * kPoint;
    const qreal inner = m_width - kBar - 2 * kPadding;
    const ToneColours colours = coloursOf(callout.tone);
    TextStyle labelStyle = style::kBoxLabel;
    labelStyle.colour = colours.bar;
    const int parent = tag("Sect");
    const report::Text words(printable(callout.label).toUpper().toStdString());
    const qreal labelWidth = TextBlock::naturalWidth(words, labelStyle) + kPoint;
    const int titleTag = tag("H3", parent);
    const TextBlock title(callout.title, style::kBoxTitle, inner - labelWidth - kPadding);
    const TextBlock label(words, labelStyle, labelWidth, Qt::AlignRight);
    const int labelTag = tag("P", parent);
    std::vector<std::pair<TextBlock, int>> blocks;
    blocks.emplace_back(TextBlock(callout.text, style::kBoxText, inner), tag("P", parent));
    for (const std::string& detail : callout.details)
        blocks.emplace_back(TextBlock(detail, style::kBoxDetail, inner), tag("P", parent));

    constexpr qreal kGap = 2.5 * kPoint;
    constexpr qreal kEdge = 6.5 * kPoint;
    qreal height = 2 * kEdge + title.height();
    for (const auto& [block, blockTag] : blocks)
        height += kGap + block.height();
    Piece piece;
    piece.before = 7 * kPoint;
    piece.height = height;
    piece.paint = [=, width = m_width](Canvas& canvas, QPointF at) {
        canvas.beginArtifact();
        canvas.painter().fillRect(QRectF(at, QSizeF(width, height)), colours.background);
        canvas.painter().fillRect(QRectF(at, QSizeF(kBar, height)), colours.bar);
        const qreal left = at.x() + kBar + kPadding;
        qreal top = at.y() + kEdge;
        canvas.begin(titleTag);
        title.paint(canvas, QPointF(left, top));
        canvas.begin(labelTag);
        label.paint(canvas, QPointF(left + inner - labelWidth, top + 1.3 * kPoint));
        top += title.height();
        for (const auto& [block, blockTag] : blocks) {
            canvas.begin(blockTag);
            block.paint(canvas, QPointF(left, top + kGap));
            top += kGap + block.height();
        }
        canvas.end();
    };
    m_pieces.push_back(std::move(piece));
}

void PieceBuilder::add(const report::Figure& figure) {
    const auto found = m_figures.find(figure.id);
    const bool drawn = found != m_figures.end() && found->second.paint;
    const int figureTag = tag("Figure", -1, figure.alternative);
    Piece piece;
    piece.before = kBlockSpace;
    piece.anchor = figure.id;
    piece.keepWithNext = true;
    if (drawn) {
        piece.height = found->second.heightMm * kMillimetre;
        piece.paint = [paint = found->second.paint, figureTag, height = piece.height,
                       width = m_width](Canvas& canvas, QPointF at) {
            canvas.begin(figureTag);
            canvas.painter().save();
            paint(canvas.painter(), QRectF(at, QSizeF(width, height)), 7.4 * kPoint);
            canvas.painter().restore();
            canvas.end();
        };
    }
    m_pieces.push_back(std::move(piece));
    std::string caption = figure.caption;
    if (drawn && !found->second.note.isEmpty())
        caption += " " + found->second.note.toStdString();
    if (!drawn)
        caption += " The data of this figure are not in the audit file, so it can't be drawn.";
    addLines(caption, style::kNote, tag("Caption"), 3 * kPoint);
}

} // namespace retort::ui
