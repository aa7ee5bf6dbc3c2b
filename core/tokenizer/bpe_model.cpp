// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/bpe_model.h"

#include "core/tokenizer/byte_alphabet.h"
#include "core/tokenizer/characters.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace retort::tokenizer {

namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kShort = 48; // symbols up to which scanning all pairs beats a heap

} // namespace

// The merging of the symbols in workspace.tokens, in place.
class BpeModel::Merging {
public:
    Merging(const MergeTable& merges, BpeWorkspace& workspace) : m_merges(merges), m_work(workspace) {}

    void run() {
        if (m_work.tokens.size() <= kShort)
            runShort();
        else
            runLong();
    }

private:
    static constexpr std::uint32_t kNoRank = std::numeric_limits<std::uint32_t>::max();

    [[nodiscard]] Merge mergeOf(const PieceToken& left, const PieceToken& right) const {
        const Merge* merge = m_merges.find(left.id, right.id);
        return merge == nullptr ? Merge{kNoRank, 0} : *merge;
    }

    void runShort() {
        auto& tokens = m_work.tokens;
        std::array<Merge, kShort> merges; // of each token with the next
        std::size_t count = tokens.size();
        for (std::size_t i = 0; i + 1 < count; ++i)
            merges[i] = mergeOf(tokens[i], tokens[i + 1]);
        while (count > 1) {
            std::size_t best = 0;
            for (std::size_t i = 1; i + 1 < count; ++i) {
                if (merges[i].rank < merges[best].rank)
                    best = i;
            }
            if (merges[best].rank == kNoRank)
                break;
            tokens[best] = {merges[best].id, tokens[best].begin, tokens[best + 1].end};
            --count;
            for (std::size_t i = best + 1; i < count; ++i) {
                tokens[i] = tokens[i + 1];
                merges[i - 1] = merges[i];
            }
            if (best + 1 < count)
                merges[best] = mergeOf(tokens[best], tokens[best + 1]);
            if (best > 0)
                merges[best - 1] = mergeOf(tokens[best - 1], tokens[best]);
        }
        tokens.resize(count);
    }

    // A linked list of symbols and a heap of possible merges, some of them overtaken. A candidate is its rank
    // and, below it, the place of its left symbol.
    void runLong() {
        const auto count = static_cast<std::int32_t>(m_work.tokens.size());
        m_work.previous.resize(m_work.tokens.size());
        m_work.next.resize(m_work.tokens.size());
        m_work.heap.clear();
        for (std::int32_t i = 0; i < count; ++i) {
            previous(i) = i - 1;
            next(i) = i + 1 < count ? i + 1 : -1;
        }
        for (std::int32_t i = 0; i + 1 < count; ++i) {
            if (const Merge merge = mergeOf(token(i), token(i + 1)); merge.rank != kNoRank)
                m_work.heap.push_back(candidate(merge.rank, i));
        }
        std::make_heap(m_work.heap.begin(), m_work.heap.end(), std::greater<>());
        while (!m_work.heap.empty()) {
            std::pop_heap(m_work.heap.begin(), m_work.heap.end(), std::greater<>());
            const std::uint64_t best = m_work.heap.back();
            m_work.heap.pop_back();
            apply(static_cast<std::uint32_t>(best >> 32U), static_cast<std::int32_t>(best & 0xFFFFFFFFU));
        }
        std::size_t kept = 0;
        for (std::int32_t i = 0; i >= 0; i = next(i))
            m_work.tokens[kept++] = token(i);
        m_work.tokens.resize(kept);
    }

    static std::uint64_t candidate(std::uint32_t rank, std::int32_t place) {
        return std::uint64_t{rank} << 32U | static_cast<std::uint32_t>(place);
    }
    PieceToken& token(std::int32_t i) { return m_work.tokens[static_cast<std::size_t>(i)]; }
    std::int32_t& previous(std::int32_t i) { return m_work.previous[static_cast<std::size_t>(i)]; }
    std::int32_t& next(std::int32_t i) { return m_work.next[static_cast<std::size_t>(i)]; }

    void consider(std::int32_t i) {
        if (i < 0 || next(i) < 0)
            return;
        if (const Merge merge = mergeOf(token(i), token(next(i))); merge.rank != kNoRank) {
            m_work.heap.push_back(candidate(merge.rank, i));
            std::push_heap(m_work.heap.begin(), m_work.heap.end(), std::greater<>());
        }
    }

    void apply(std::uint32_t rank, std::int32_t i) {
        if (token(i).id < 0 || next(i) < 0) // merged into another since
            return;
        const std::int32_t right = next(i);
        const Merge merge = mergeOf(token(i), token(right));
        if (merge.rank != rank)
            return;
        token(i) = {merge.id, token(i).begin, token(right).end};
        token(right).id = -1;
        next(i) = next(right);
        if (next(i) >= 0)
            previous(next(i)) = i;
        consider(previous(i));
        consider(i);
    }

    const MergeTable& m_merges;
    BpeWorkspace& m_work;
};

void BpeModel::CharacterIds::set(std::int32_t c, std::int32_t id) {
    std::size_t& page = m_pages[static_cast<std::size_t>(c) / kPage];
    if (page == 0) { // the first page is the empty one
        page = m_ids.size();
        m_ids.resize(m_ids.size() + kPage, -1);
    }
    m_ids[page + static_cast<std::size_t>(c) % kPage] = id;
}

Result<BpeModel> BpeModel::make(BpeRules rules, std::string_view where) {
    BpeModel model;
    model.m_vocabulary = std::move(rules.vocabulary);
    model.m_fuseUnknown = rules.fuseUnknown;
    model.m_byteFallback = rules.byteFallback;
    model.m_ignoreMerges = rules.ignoreMerges;
    model.m_byteLevel = rules.byteLevel;
    RETORT_CHECK(model.readMerges(rules, where));
    RETORT_CHECK(model.readSymbols(rules, where));
    model.findSeparator(rules);
    return model;
}

Status BpeModel::readMerges(const BpeRules& rules, std::string_view where) {
    m_merges = MergeTable(rules.merges.size());
    std::string joined;
    for (std::size_t i = 0; i < rules.merges.size(); ++i) {
        const auto& [left, right, rank] = rules.merges[i];
        joined = left;
        joined += right;
        const auto leftId = idOf(left);
        const auto rightId = idOf(right);
        const auto joinedId = idOf(joined);
        if (!leftId || !rightId || !joinedId)
            return fail(ErrorCode::InvalidInput,
                        "{}: merge {} uses \"{}\", which is not in the vocabulary; the file is damaged",
                        where, i + 1,
                        !leftId    ? left
                        : !rightId ? right
                                   : joined);
        m_merges.set(*leftId, *rightId, {rank, *joinedId});
    }
    return {};
}

Status BpeModel::readSymbols(const BpeRules& rules, std::string_view where) {
    for (const auto& [token, id] : m_vocabulary) {
        if (!token.empty() && characterLength(token.front()) == token.size())
            m_characters.set(firstCodePoint(token).value, id);
    }
    for (const std::string& whole : rules.whole)
        m_whole.add(whole, static_cast<std::size_t>(idOf(whole).value()));
    bool allBytes = true;
    for (unsigned byte = 0; byte < 256; ++byte) {
        m_byteSymbols[byte] = idOf(byteSpellings()[byte]).value_or(-1);
        m_fallback[byte] = idOf(fmt::format("<0x{:02X}>", byte)).value_or(-1);
        allBytes = allBytes && m_fallback[byte] >= 0;
    }
    if (m_byteFallback && !allBytes)
        return fail(ErrorCode::InvalidInput,
                    "{}: byte_fallback is on, but the vocabulary lacks some of <0x00> to <0xFF>", where);
    if (!rules.unknownToken)
        return {};
    m_unknown = idOf(*rules.unknownToken);
    if (!m_unknown)
        return fail(ErrorCode::InvalidInput, "{}: the unknown token \"{}\" is not in the vocabulary", where,
                    *rules.unknownToken);
    return {};
}

// Where no token that merging can make, and no whole symbol, holds the two characters side by side, merging
// never crosses the place between them, and both sides can be merged apart.
void BpeModel::findSeparator(const BpeRules& rules) {
    if (m_byteLevel || m_ignoreMerges)
        return;
    for (const std::string_view candidate : {"\xE2\x96\x81", " "}) {
        if (!idOf(candidate))
            continue;
        std::vector<std::int32_t> before;
        const auto collect = [&](std::string_view text) {
            for (std::size_t at = text.find(candidate, 1); at != kNone; at = text.find(candidate, at + 1))
                before.push_back(lastCodePoint(text.substr(0, at)).value);
        };
        const auto spellsItself = [&](const std::string& token) {
            const auto id = idOf(token);
            return id != m_unknown &&
                   std::find(m_fallback.begin(), m_fallback.end(), *id) == m_fallback.end();
        };
        for (const auto& [left, right, rank] : rules.merges) {
            if (!spellsItself(left) || !spellsItself(right))
                return;
            collect(left + right);
        }
        for (const std::string& whole : rules.whole)
            collect(whole);
        std::sort(before.begin(), before.end());
        before.erase(std::unique(before.begin(), before.end()), before.end());
        m_separator = candidate;
        m_joinedBefore = std::move(before);
        return;
    }
}

std::optional<std::int32_t> BpeModel::idOf(std::string_view token) const {
    const auto place = m_vocabulary.find(token);
    return place == m_vocabulary.end() ? std::nullopt : std::optional(place->second);
}

// The tokens of a symbol that the vocabulary lacks. openUnknown: the last token is an unknown one that
// further unknowns may join.
void BpeModel::appendOutside(std::string_view symbol, std::uint32_t begin, bool& openUnknown,
                             std::vector<PieceToken>& out) const {
    const auto end = begin + static_cast<std::uint32_t>(symbol.size());
    if (m_byteFallback) {
        const std::string_view spelled =
            m_byteLevel ? byteSpellings()[static_cast<unsigned char>(symbol.front())] : symbol;
        for (std::size_t i = 0; i < spelled.size(); ++i) {
            const auto from = m_byteLevel ? begin : begin + static_cast<std::uint32_t>(i);
            out.push_back(
                {m_fallback[static_cast<unsigned char>(spelled[i])], from, m_byteLevel ? end : from + 1});
        }
        openUnknown = false;
    } else if (m_unknown && openUnknown && m_fuseUnknown) {
        out.back().end = end;
    } else if (m_unknown) {
        out.push_back({*m_unknown, begin, end});
        openUnknown = true;
    }
}

void BpeModel::appendSymbols(std::string_view piece, std::vector<PieceToken>& out) const {
    bool openUnknown = false;
    for (std::size_t at = 0; at < piece.size();) {
        const auto begin = static_cast<std::uint32_t>(at);
        std::int32_t id = -1;
        if (m_byteLevel) {
            id = m_byteSymbols[static_cast<unsigned char>(piece[at++])];
        } else if (const auto whole =
                       m_whole.canBegin(piece[at]) ? m_whole.longestAt(piece, at) : std::nullopt) {
            id = static_cast<std::int32_t>(whole->value);
            at = whole->end;
        } else {
            const CodePoint c = firstCodePoint(piece.substr(at));
            id = m_characters.find(c.value);
            at += c.length;
        }
        const auto end = static_cast<std::uint32_t>(at);
        if (id < 0) {
            appendOutside(piece.substr(begin, end - begin), begin, openUnknown, out);
            continue;
        }
        out.push_back({id, begin, end});
        openUnknown = false;
    }
}

void BpeModel::compute(std::string_view piece, BpeWorkspace& workspace) const {
    workspace.tokens.clear();
    if (m_ignoreMerges) {
        if (const auto whole = m_byteLevel ? idOf(spellBytes(piece)) : idOf(piece)) {
            workspace.tokens.push_back({*whole, 0, static_cast<std::uint32_t>(piece.size())});
            return;
        }
    }
    appendSymbols(piece, workspace.tokens);
    Merging(m_merges, workspace).run();
}

void BpeModel::lookUp(std::string_view piece, std::uint32_t offset, BpeWorkspace& workspace,
                      std::vector<PieceToken>& out) const {
    const auto append = [&](std::span<const PieceToken> tokens) {
        for (const PieceToken& token : tokens)
            out.push_back({token.id, token.begin + offset, token.end + offset});
    };
    const bool cached = piece.size() <= PieceCache::kLongestPiece;
    if (cached) {
        if (const auto known = workspace.cache.find(piece)) {
            append(*known);
            return;
        }
    }
    compute(piece, workspace);
    append(workspace.tokens);
    if (cached)
        workspace.cache.insert(piece, workspace.tokens);
}

// Where the part of the piece that begins at `begin` ends.
std::size_t BpeModel::nextCut(std::string_view piece, std::size_t begin) const {
    for (std::size_t at = piece.find(m_separator, begin + 1); at != kNone;
         at = piece.find(m_separator, at + 1)) {
        const std::int32_t before = lastCodePoint(piece.substr(0, at)).value;
        if (!std::binary_search(m_joinedBefore.begin(), m_joinedBefore.end(), before))
            return at;
    }
    return piece.size();
}

void BpeModel::tokenize(std::string_view piece, BpeWorkspace& workspace, std::vector<PieceToken>& out) const {
    if (m_separator.empty()) {
        lookUp(piece, 0, workspace, out);
        return;
    }
    for (std::size_t begin = 0; begin < piece.size();) {
        const std::size_t end = nextCut(piece, begin);
        lookUp(piece.substr(begin, end - begin), static_cast<std::uint32_t>(begin), workspace, out);
        begin = end;
    }
}

} // namespace retort::tokenizer
