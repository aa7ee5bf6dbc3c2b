// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/pre_tokenizer.h"

#include <algorithm>

namespace retort::tokenizer {

namespace {

struct Cut {
    Piece piece;
    bool match;
};

// The text as matches and what lies between them.
std::vector<Cut> cutsOf(const Regex& pattern, std::string_view text, bool invert) {
    std::vector<Cut> cuts;
    std::size_t at = 0;
    for (const auto& [begin, end] : pattern.matches(text)) {
        if (at < begin)
            cuts.push_back({{at, begin}, invert});
        cuts.push_back({{begin, end}, !invert});
        at = end;
    }
    if (at < text.size())
        cuts.push_back({{at, text.size()}, invert});
    return cuts;
}

// Matches join the piece before them (after them, when the cuts come in reverse); a second match in a row
// stands alone.
template <class Join>
std::vector<Piece> mergeMatches(const std::vector<Cut>& cuts, Join join) {
    std::vector<Piece> pieces;
    bool previous = false;
    for (const Cut& cut : cuts) {
        if (cut.match && !previous && !pieces.empty())
            join(pieces.back(), cut.piece);
        else
            pieces.push_back(cut.piece);
        previous = cut.match;
    }
    return pieces;
}

std::vector<Piece> contiguous(const std::vector<Cut>& cuts) {
    std::vector<Piece> pieces;
    bool previous = false;
    for (const Cut& cut : cuts) {
        if (cut.match == previous && !pieces.empty())
            pieces.back().end = cut.piece.end;
        else
            pieces.push_back(cut.piece);
        previous = cut.match;
    }
    return pieces;
}

std::vector<Piece> arranged(std::vector<Cut> cuts, SplitBehavior behavior) {
    switch (behavior) {
    case SplitBehavior::MergedWithPrevious:
        return mergeMatches(cuts, [](Piece& last, const Piece& next) { last.end = next.end; });
    case SplitBehavior::MergedWithNext: {
        std::reverse(cuts.begin(), cuts.end());
        auto pieces = mergeMatches(cuts, [](Piece& last, const Piece& next) { last.begin = next.begin; });
        std::reverse(pieces.begin(), pieces.end());
        return pieces;
    }
    case SplitBehavior::Contiguous:
        return contiguous(cuts);
    case SplitBehavior::Removed:
    case SplitBehavior::Isolated:
        break;
    }
    std::vector<Piece> pieces;
    for (const Cut& cut : cuts) {
        if (behavior == SplitBehavior::Isolated || !cut.match)
            pieces.push_back(cut.piece);
    }
    return pieces;
}

} // namespace

void SplitPreTokenizer::split(std::string_view text, std::size_t offset, std::vector<Piece>& out) const {
    for (const Piece& piece : arranged(cutsOf(m_pattern, text, m_invert), m_behavior))
        out.push_back({piece.begin + offset, piece.end + offset});
}

void SplitPreTokenizer::apply(Pieces& pieces) const {
    std::vector<Piece> result;
    const std::string_view text = pieces.segment.text;
    for (const Piece& piece : pieces.list)
        split(text.substr(piece.begin, piece.end - piece.begin), piece.begin, result);
    pieces.list = std::move(result);
}

ByteLevelPreTokenizer::ByteLevelPreTokenizer(std::optional<Regex> pattern, bool addPrefixSpace)
    : m_addPrefixSpace(addPrefixSpace) {
    if (pattern)
        m_split.emplace(*std::move(pattern), SplitBehavior::Isolated, false);
}

void ByteLevelPreTokenizer::apply(Pieces& pieces) const {
    if (m_addPrefixSpace) {
        SegmentBuilder builder(pieces.segment);
        std::vector<Piece> moved;
        std::size_t added = 0;
        for (const Piece& piece : pieces.list) {
            const std::size_t begin = moved.empty() ? 0 : moved.back().end;
            if (pieces.segment.text[piece.begin] != ' ') {
                builder.replace(piece.begin, piece.begin, " ");
                ++added;
            }
            builder.keep(piece.begin, piece.end);
            moved.push_back({begin, begin + (piece.end - piece.begin) + added});
            added = 0;
        }
        pieces.segment = builder.finish();
        pieces.list = std::move(moved);
    }
    if (m_split)
        m_split->apply(pieces);
    pieces.byteLevel = true;
}

} // namespace retort::tokenizer
