// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From blocks of the document to pieces of the page, with a tag for every readable part.
#pragma once

#include "core/report/document.h"
#include "core/report/finish.h"
#include "ui/report/flow.h"
#include "ui/report/page_style.h"
#include "ui/report/text_block.h"
#include "ui/report/typeset.h"

#include <map>
#include <string>
#include <vector>

namespace retort::ui {

class PieceBuilder {
public:
    // All must outlive the builder and the pieces.
    PieceBuilder(report::Finishing& finishing, const PreparedFigures& figures, qreal width)
        : m_finishing(finishing), m_figures(figures), m_width(width) {}

    // Destinations' pages, filled in before painting: what the contents list prints.
    using PageNumbers = std::map<std::string, int>;

    void addTitle(const report::Document& document);
    void addContents(const report::Document& document, const PageNumbers& numbers);
    void addSection(const report::Section& section);
    void addBlock(const report::Block& block);

    [[nodiscard]] std::vector<Piece>& pieces() { return m_pieces; }

private:
    void add(const report::Heading& heading);
    void add(const report::Paragraph& paragraph);
    void add(const report::List& list);
    void add(const report::KeyValues& values);
    void add(const report::Table& table);
    void add(const report::Callout& callout);
    void add(const report::Figure& figure);

    // A tag of this type under `parent` (the current section when none is given).
    int tag(const char* type, int parent = -1, std::string alternative = {});
    // Lines that may part between pages, two at least on either side.
    void addLines(const report::Text& text, const TextStyle& style, int tag, qreal before, qreal indent = 0,
                  bool keepWithNext = false, const std::string& anchor = {});
    void addSpace(qreal height);
    // The pieces from this one on stay on one page, if they are not too tall.
    void keepTogether(std::size_t first);
    void addCaption(const std::string& text, int parent, qreal before, bool keepWithNext,
                    const std::string& anchor);

    report::Finishing& m_finishing;
    const PreparedFigures& m_figures;
    qreal m_width;
    int m_section = -1;
    std::vector<Piece> m_pieces;
};

} // namespace retort::ui
