// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tables: widths from the content, rows that stay whole, the head repeated on every page.
#include "ui/report/block_pieces.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace retort::ui {
namespace {

constexpr qreal kCellPadding = 4.2 * kPoint;
constexpr qreal kRowPadding = 2.6 * kPoint;
constexpr int kLongestCell = 60; // lines; longer cells are cut, which only hostile input reaches

struct Cell {
    TextBlock text;
    int tag;
};
using Row = std::vector<Cell>;

std::vector<qreal> spread(std::vector<qreal> widths, qreal available) {
    const qreal used = std::accumulate(widths.begin(), widths.end(), 0.0);
    for (qreal& width : widths)
        width += (available - used) / static_cast<qreal>(widths.size());
    return widths;
}

// Text widths of the columns, together as wide as the text area allows.
std::vector<qreal> columnWidths(const report::Table& table, qreal available) {
    std::vector<qreal> natural;
    std::vector<qreal> minimal;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const report::Text title(table.columns[column].title);
        qreal widest = TextBlock::naturalWidth(title, style::kCellHead);
        qreal narrowest = TextBlock::minimalWidth(title, style::kCellHead);
        qreal content = 0;
        for (const auto& row : table.rows) {
            content = std::max(content, TextBlock::naturalWidth(row[column], style::kCell));
            narrowest = std::max(narrowest, TextBlock::minimalWidth(row[column], style::kCell));
        }
        // A head may break; numbers should not.
        widest = std::max(content, std::min(widest, std::max(narrowest, widest / 2 + 4 * kPoint)));
        natural.push_back(std::max(widest, narrowest) + kPoint);
        const report::Column& kind = table.columns[column];
        minimal.push_back((kind.whole     ? std::max(narrowest, content)
                           : kind.numeric ? std::max(narrowest, std::min(content, 40 * kMillimetre))
                                          : narrowest) +
                          kPoint);
    }
    const qreal all = std::accumulate(natural.begin(), natural.end(), 0.0);
    if (all <= available)
        return spread(std::move(natural), available);
    const qreal least = std::accumulate(minimal.begin(), minimal.end(), 0.0);
    std::vector<qreal> widths;
    for (std::size_t column = 0; column < natural.size(); ++column) {
        if (least >= available)
            widths.push_back(minimal[column] * available / least);
        else
            widths.push_back(minimal[column] + (natural[column] - minimal[column]) * (available - least) /
                                                   std::max(all - least, 1.0));
    }
    return widths;
}

qreal heightOf(const Row& row) {
    qreal height = 0;
    for (const Cell& cell : row)
        height = std::max(height, cell.text.height());
    return height + 2 * kRowPadding;
}

struct RowLooks {
    std::vector<qreal> widths;
    qreal height = 0;
    qreal width = 0;
    bool head = false;
    bool last = false;
};

void paintRow(Canvas& canvas, QPointF at, const Row& row, const RowLooks& looks) {
    QPainter& painter = canvas.painter();
    canvas.beginArtifact();
    const qreal bottom = at.y() + looks.height;
    if (looks.head) {
        painter.setPen(QPen(style::kInk, 0.9 * kPoint));
        painter.drawLine(QLineF(at.x(), at.y(), at.x() + looks.width, at.y()));
    }
    painter.setPen(looks.head || looks.last ? QPen(looks.head ? style::kInk : style::kRule, 0.6 * kPoint)
                                            : QPen(style::kHairline, 0.5 * kPoint));
    painter.drawLine(QLineF(at.x(), bottom, at.x() + looks.width, bottom));
    qreal left = at.x();
    for (std::size_t column = 0; column < row.size(); ++column) {
        // Heads stand on the rule, however many lines their neighbours have.
        const qreal drop = looks.head ? looks.height - 2 * kRowPadding - row[column].text.height() : 0;
        canvas.begin(row[column].tag);
        row[column].text.paint(canvas,
                               QPointF(left + (column == 0 ? 0 : kCellPadding), at.y() + kRowPadding + drop));
        left += looks.widths[column] + (column == 0 ? 1 : 2) * kCellPadding;
    }
    canvas.end();
}

} // namespace

void PieceBuilder::add(const report::Table& table) {
    if (table.columns.empty())
        return;
    const int parent = tag("Table");
    const std::size_t first = m_pieces.size();
    addCaption(table.caption, parent, 11 * kPoint, true, table.id);
    addSpace(2 * kPoint);
    m_pieces.back().keepWithNext = true;

    RowLooks looks;
    looks.width = m_width;
    // The outer cells stand flush with the text, so only inner borders have padding.
    looks.widths =
        columnWidths(table, m_width - 2 * kCellPadding * static_cast<qreal>(table.columns.size() - 1));
    const auto alignment = [&table](std::size_t column) {
        return table.columns[column].numeric ? Qt::AlignRight : Qt::AlignLeft;
    };
    const auto rowPiece = [&](const Row& row, bool head, bool last) {
        looks.height = heightOf(row);
        looks.head = head;
        looks.last = last;
        Piece piece;
        piece.height = looks.height;
        piece.paint = [row, rowLooks = looks](Canvas& canvas, QPointF at) {
            paintRow(canvas, at, row, rowLooks);
        };
        return piece;
    };

    Row head;
    Row headAgain;
    const int headTag = tag("TR", parent);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const TextBlock text(table.columns[column].title, style::kCellHead, looks.widths[column],
                             alignment(column));
        head.push_back({text, tag("TH", headTag)});
        headAgain.push_back({text, report::kMarkArtifact});
    }
    const auto repeated = std::make_shared<const Piece>(rowPiece(headAgain, true, false));
    m_pieces.push_back(rowPiece(head, true, false));
    m_pieces.back().keepWithNext = true;

    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        Row row;
        const int rowTag = tag("TR", parent);
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            row.push_back({TextBlock(table.rows[i][column], style::kCell, looks.widths[column],
                                     alignment(column), kLongestCell),
                           tag("TD", rowTag)});
        const bool last = i + 1 == table.rows.size();
        Piece piece = rowPiece(row, false, last);
        piece.repeated = repeated;
        piece.keepWithNext = !last && (i == 0 || i + 2 == table.rows.size());
        m_pieces.push_back(std::move(piece));
    }
    if (!table.note.empty()) {
        m_pieces.back().keepWithNext = true;
        addLines(table.note, style::kNote, tag("P"), 3 * kPoint);
    }
    keepTogether(first);
}

} // namespace retort::ui
