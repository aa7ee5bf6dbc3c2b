// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/flow.h"

namespace retort::ui {
namespace {

// Height from this piece to the end of what must follow it directly; at most one page.
qreal heightKeptTogether(const std::vector<Piece>& pieces, std::size_t index, qreal pageHeight) {
    qreal height = pieces[index].height;
    const qreal first = height;
    for (std::size_t i = index; pieces[i].keepWithNext && i + 1 < pieces.size() && !pieces[i + 1].newPage;
         ++i)
        height += pieces[i + 1].before + pieces[i + 1].height;
    return height <= pageHeight ? height : first;
}

} // namespace

std::vector<PlacedPage> paginate(const std::vector<Piece>& pieces, qreal pageHeight) {
    std::vector<PlacedPage> pages(1);
    qreal bottom = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& piece = pieces[i];
        bool first = pages.back().empty();
        const qreal needed = piece.before + heightKeptTogether(pieces, i, pageHeight);
        if (!first && (piece.newPage || bottom + needed > pageHeight)) {
            pages.emplace_back();
            bottom = 0;
            first = true;
            if (piece.repeated) {
                pages.back().push_back({piece.repeated.get(), 0});
                bottom = piece.repeated->height;
            }
        }
        if (!first)
            bottom += piece.before;
        pages.back().push_back({&piece, bottom});
        bottom += piece.height;
    }
    return pages;
}

} // namespace retort::ui
