// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A column of pieces laid out over pages: what must stay together stays together, table heads are repeated.
#pragma once

#include "ui/report/canvas.h"

#include <QPointF>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace retort::ui {

struct Piece {
    qreal height = 0;
    qreal before = 0; // space above it, dropped at the top of a page
    bool keepWithNext = false;
    bool newPage = false;
    std::string anchor; // name of the destination at its top
    std::function<void(Canvas&, QPointF)> paint;
    std::shared_ptr<const Piece> repeated; // painted above this piece when it begins a page
};

struct PlacedPiece {
    const Piece* piece = nullptr;
    qreal top = 0; // in the text area
};
using PlacedPage = std::vector<PlacedPiece>;

// The pieces must outlive the pages. A piece taller than the page gets a page of its own.
[[nodiscard]] std::vector<PlacedPage> paginate(const std::vector<Piece>& pieces, qreal pageHeight);

} // namespace retort::ui
