// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/typeset.h"

#include "ui/report/block_pieces.h"
#include "ui/report/canvas.h"
#include "ui/report/flow.h"
#include "ui/report/page_style.h"
#include "ui/report/text_block.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>

#include <fmt/format.h>

namespace retort::ui {
namespace {

constexpr std::size_t kShortSeal = 16;

void paintHead(Canvas& canvas, const report::Document& document) {
    const QRectF area = textArea();
    const qreal top = 13 * kMillimetre;
    const TextBlock left(document.runningHead, style::kFolio, area.width() * 0.62, Qt::AlignLeft, 1);
    const TextBlock right(fmt::format("audit seal {}", document.seal.substr(0, kShortSeal)), style::kFolio,
                          area.width() * 0.36, Qt::AlignRight, 1);
    left.paint(canvas, QPointF(area.left(), top));
    right.paint(canvas, QPointF(area.right() - area.width() * 0.36, top));
    canvas.painter().setPen(QPen(style::kHairline, 0.6 * kPoint));
    const qreal rule = top + 12.5 * kPoint;
    canvas.painter().drawLine(QLineF(area.left(), rule, area.right(), rule));
}

void paintFoot(Canvas& canvas, const report::Document& document, int page, int pages) {
    const QRectF area = textArea();
    const qreal top = pageArea().bottom() - 15 * kMillimetre;
    const TextBlock left(fmt::format("{}  {}", document.creator, document.date.substr(0, 10)), style::kFolio,
                         area.width() * 0.6, Qt::AlignLeft, 1);
    const TextBlock right(fmt::format("{} of {}", page, pages), style::kFolio, area.width() * 0.3,
                          Qt::AlignRight, 1);
    left.paint(canvas, QPointF(area.left(), top));
    right.paint(canvas, QPointF(area.right() - area.width() * 0.3, top));
}

void describe(const report::Document& document, report::Finishing& finishing) {
    finishing.title = document.title;
    finishing.author = document.author;
    finishing.subject = fmt::format("{}; audit seal {}", document.kicker, document.seal);
    finishing.creator = document.creator;
    finishing.created = document.date;
}

} // namespace

Result<Typeset> typeset(const report::Document& document, const PreparedFigures& figures) {
    if (!loadReportFont())
        return fail(ErrorCode::Internal, "the report's own font can't be read; reinstall Retort");
    Typeset result;
    describe(document, result.finishing);
    const QRectF area = textArea();
    PieceBuilder builder(result.finishing, figures, area.width());
    PieceBuilder::PageNumbers numbers;
    for (const report::Section& section : document.sections) {
        if (section.number.empty()) {
            builder.addTitle(document);
            for (const report::Block& block : section.blocks)
                builder.addBlock(block);
            builder.addContents(document, numbers);
        } else {
            builder.addSection(section);
        }
    }
    const std::vector<PlacedPage> pages = paginate(builder.pieces(), area.height());
    for (std::size_t page = 0; page < pages.size(); ++page) {
        for (const PlacedPiece& placed : pages[page]) {
            if (!placed.piece->anchor.empty())
                numbers.emplace(placed.piece->anchor, static_cast<int>(page) + 1);
        }
    }

    QBuffer buffer(&result.pdf);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPdfVersion(QPdfWriter::PdfVersion_1_6);
    writer.setResolution(kDotsPerInch);
    writer.setPageSize(reportPageSize());
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    QPainter painter;
    if (!painter.begin(&writer))
        return fail(ErrorCode::Internal, "the PDF can't be painted");
    Canvas canvas(painter, result.finishing);
    result.pages = static_cast<int>(pages.size());
    for (int page = 0; page < result.pages; ++page) {
        if (page > 0)
            writer.newPage();
        canvas.setPage(page);
        canvas.beginArtifact();
        if (page > 0)
            paintHead(canvas, document);
        paintFoot(canvas, document, page + 1, result.pages);
        canvas.end();
        for (const PlacedPiece& placed : pages[static_cast<std::size_t>(page)]) {
            const QPointF at(area.left(), area.top() + placed.top);
            if (!placed.piece->anchor.empty())
                canvas.destination(placed.piece->anchor, at.y() - 6 * kPoint);
            if (placed.piece->paint)
                placed.piece->paint(canvas, at);
        }
    }
    painter.end();
    return result;
}

} // namespace retort::ui
