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

// The piece as matches and what lies between them.
std::vector<Cut> cutsOf(const Piece& piece, const std::vector<TextRange>& matches, bool invert) {
    std::vector<Cut> cuts;
    std::size_t at = piece.begin;
    for (const TextRange& match : matches) {
        if (at < match.begin)
            cuts.push_back({{at, match.begin}, invert});
        cuts.push_back({match, !invert});
        at = match.end;
    }
    if (at < piece.end)
        cuts.push_back({{at, piece.end}, invert});
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

std::vector<Piece> merged(std::vector<Cut> cuts, SplitBehavior behavior) {
    if (behavior == SplitBehavior::MergedWithPrevious)
        return mergeMatches(cuts, [](Piece& last, const Piece& next) { last.end = next.end; });
    if (behavior == SplitBehavior::Contiguous)
        return contiguous(cuts);
    std::reverse(cuts.begin(), cuts.end());
    auto pieces = mergeMatches(cuts, [](Piece& last, const Piece& next) { last.begin = next.begin; });
    std::reverse(pieces.begin(), pieces.end());
    return pieces;
}

// Appends the matches and, with the two flags, what lies between them.
void appendCuts(const Piece& piece, const std::vector<TextRange>& matches, bool withMatches, bool withGaps,
                std::vector<Piece>& out) {
    std::size_t at = piece.begin;
    for (const TextRange& match : matches) {
        if (withGaps && at < match.begin)
            out.push_back({at, match.begin});
        if (withMatches)
            out.push_back(match);
        at = match.end;
    }
    if (withGaps && at < piece.end)
        out.push_back({at, piece.end});
}

} // namespace

void SplitPreTokenizer::apply(Pieces& pieces) const {
    pieces.spare.clear();
    for (const Piece& piece : pieces.list) {
        pieces.matches.clear();
        const std::string_view text =
            std::string_view(pieces.segment.text).substr(piece.begin, piece.end - piece.begin);
        m_pattern.findAll(text, piece.begin, pieces.matches);
        if (m_behavior == SplitBehavior::Isolated || m_behavior == SplitBehavior::Removed) {
            const bool both = m_behavior == SplitBehavior::Isolated;
            appendCuts(piece, pieces.matches, both || m_invert, both || !m_invert, pieces.spare);
            continue;
        }
        const auto joined = merged(cutsOf(piece, pieces.matches, m_invert), m_behavior);
        pieces.spare.insert(pieces.spare.end(), joined.begin(), joined.end());
    }
    pieces.list.swap(pieces.spare);
}

ByteLevelPreTokenizer::ByteLevelPreTokenizer(std::optional<Regex> pattern, bool addPrefixSpace)
    : m_addPrefixSpace(addPrefixSpace) {
    if (pattern)
        m_split.emplace(*std::move(pattern), SplitBehavior::Isolated, false);
}

void ByteLevelPreTokenizer::apply(Pieces& pieces) const {
    if (m_addPrefixSpace) {
        SegmentBuilder builder(pieces.segment);
        for (Piece& piece : pieces.list) {
            const std::size_t begin = builder.size();
            if (pieces.segment.text[piece.begin] != ' ')
                builder.replace(piece.begin, piece.begin, " ");
            builder.keep(piece.begin, piece.end);
            piece = {begin, builder.size()};
        }
        pieces.segment = builder.finish();
    }
    if (m_split)
        m_split->apply(pieces);
}

MetaspacePreTokenizer::MetaspacePreTokenizer(std::string replacement, Prepend prepend, bool split)
    : m_replacement(std::move(replacement)), m_prepend(prepend), m_split(split) {}

void MetaspacePreTokenizer::apply(Pieces& pieces) const {
    SegmentBuilder builder(pieces.segment);
    pieces.spare.clear();
    for (const Piece& piece : pieces.list) {
        const std::string_view text = std::string_view(pieces.segment.text).substr(0, piece.end);
        std::size_t begin = builder.size();
        const bool hasOne =
            text[piece.begin] == ' ' || text.substr(piece.begin, m_replacement.size()) == m_replacement;
        const bool wanted =
            m_prepend == Prepend::Always ||
            (m_prepend == Prepend::First && pieces.segment.originOf(piece.begin, piece.end).first == 0);
        if (wanted && !hasOne)
            builder.replace(piece.begin, piece.begin, m_replacement);
        for (std::size_t at = piece.begin; at < piece.end;) {
            const std::size_t space = std::min(text.find(' ', at), piece.end);
            builder.keep(at, space);
            if (space < piece.end)
                builder.replace(space, space + 1, m_replacement);
            at = space + 1;
        }
        for (std::size_t at = begin; m_split && at < builder.size();) {
            at = std::min(builder.text().find(m_replacement, at + 1), builder.size());
            if (at < builder.size()) {
                pieces.spare.push_back({begin, at});
                begin = at;
            }
        }
        pieces.spare.push_back({begin, builder.size()});
    }
    pieces.segment = builder.finish();
    pieces.list.swap(pieces.spare);
}

} // namespace retort::tokenizer
