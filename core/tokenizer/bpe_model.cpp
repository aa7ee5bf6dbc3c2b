// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/bpe_model.h"

#include "core/tokenizer/byte_alphabet.h"

#include <algorithm>
#include <mutex>
#include <queue>

namespace retort::tokenizer {

namespace {

std::uint64_t pairKey(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U |
           static_cast<std::uint32_t>(right);
}

std::size_t characterLength(char lead) {
    const auto c = static_cast<unsigned char>(lead);
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

} // namespace

// Tokens of pieces seen before, in shards so that threads seldom wait for each other.
struct BpeModel::Cache {
    static constexpr std::size_t kShards = 16;
    static constexpr std::size_t kPiecesPerShard = 8192;
    static constexpr std::size_t kLongestPiece = 64;

    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::vector<PieceToken>, StringHash, std::equal_to<>> pieces;
    };
    std::array<Shard, kShards> shards;

    Shard& shardOf(std::string_view piece) { return shards[StringHash{}(piece) / 64 % kShards]; }
};

// The merging of one piece: a linked list of symbols and a heap of possible merges, some of them overtaken.
class BpeModel::Merging {
public:
    Merging(const BpeModel& model, const std::vector<PieceToken>& tokens) : m_model(model) {
        const auto count = static_cast<std::int32_t>(tokens.size());
        m_symbols.reserve(tokens.size());
        for (std::int32_t i = 0; i < count; ++i)
            m_symbols.push_back(
                {tokens[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1, true});
        std::vector<Candidate> candidates;
        for (std::int32_t i = 0; i + 1 < count; ++i) {
            if (const Merge* merge = mergeAt(i))
                candidates.push_back({merge->rank, i, merge->id});
        }
        m_heap = Heap(std::greater<>(), std::move(candidates));
    }

    void run(std::vector<PieceToken>& out) {
        while (!m_heap.empty()) {
            const Candidate candidate = m_heap.top();
            m_heap.pop();
            apply(candidate);
        }
        for (const Symbol& symbol : m_symbols) {
            if (symbol.alive)
                out.push_back(symbol.token);
        }
    }

private:
    struct Symbol {
        PieceToken token;
        std::int32_t previous;
        std::int32_t next;
        bool alive;
    };
    struct Candidate {
        std::uint32_t rank;
        std::int32_t position;
        std::int32_t id;
        friend auto operator<=>(const Candidate&, const Candidate&) = default;
    };
    using Heap = std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>>;

    Symbol& at(std::int32_t i) { return m_symbols[static_cast<std::size_t>(i)]; }

    const Merge* mergeAt(std::int32_t i) {
        const std::int32_t next = at(i).next;
        return next < 0 ? nullptr : m_model.mergeOf(at(i).token.id, at(next).token.id);
    }

    void consider(std::int32_t i) {
        if (i < 0)
            return;
        if (const Merge* merge = mergeAt(i))
            m_heap.push({merge->rank, i, merge->id});
    }

    void apply(const Candidate& candidate) {
        Symbol& left = at(candidate.position);
        const Merge* merge = left.alive ? mergeAt(candidate.position) : nullptr;
        if (merge == nullptr || merge->id != candidate.id)
            return;
        Symbol& right = at(left.next);
        left.token.id = merge->id;
        left.token.end = right.token.end;
        left.next = right.next;
        right.alive = false;
        if (left.next >= 0)
            at(left.next).previous = candidate.position;
        consider(left.previous);
        consider(candidate.position);
    }

    const BpeModel& m_model;
    std::vector<Symbol> m_symbols;
    Heap m_heap;
};

BpeModel::BpeModel() : m_cache(std::make_unique<Cache>()) {}
BpeModel::~BpeModel() = default;
BpeModel::BpeModel(BpeModel&&) noexcept = default;
BpeModel& BpeModel::operator=(BpeModel&&) noexcept = default;

Result<BpeModel> BpeModel::make(BpeRules rules, std::string_view where) {
    BpeModel model;
    model.m_vocabulary = std::move(rules.vocabulary);
    model.m_fuseUnknown = rules.fuseUnknown;
    model.m_byteFallback = rules.byteFallback;
    model.m_ignoreMerges = rules.ignoreMerges;
    RETORT_CHECK(model.readMerges(rules, where));
    RETORT_CHECK(model.readSymbols(rules, where));
    return model;
}

Status BpeModel::readMerges(const BpeRules& rules, std::string_view where) {
    m_merges.reserve(rules.merges.size());
    std::string joined;
    for (std::size_t rank = 0; rank < rules.merges.size(); ++rank) {
        const auto& [left, right] = rules.merges[rank];
        joined = left + right;
        const auto leftId = idOf(left);
        const auto rightId = idOf(right);
        const auto joinedId = idOf(joined);
        if (!leftId || !rightId || !joinedId)
            return fail(ErrorCode::InvalidInput,
                        "{}: merge {} uses \"{}\", which is not in the vocabulary; the file is damaged",
                        where, rank + 1,
                        !leftId    ? left
                        : !rightId ? right
                                   : joined);
        m_merges[pairKey(*leftId, *rightId)] = {static_cast<std::uint32_t>(rank), *joinedId};
    }
    return {};
}

Status BpeModel::readSymbols(const BpeRules& rules, std::string_view where) {
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

std::optional<std::int32_t> BpeModel::idOf(std::string_view token) const {
    const auto place = m_vocabulary.find(token);
    return place == m_vocabulary.end() ? std::nullopt : std::optional(place->second);
}

const BpeModel::Merge* BpeModel::mergeOf(std::int32_t left, std::int32_t right) const {
    const auto place = m_merges.find(pairKey(left, right));
    return place == m_merges.end() ? nullptr : &place->second;
}

std::vector<PieceToken> BpeModel::symbols(std::string_view piece, bool byteLevel) const {
    std::vector<PieceToken> symbols;
    symbols.reserve(piece.size());
    bool openUnknown = false; // the last symbol is an unknown one that further unknowns may join
    for (std::size_t at = 0; at < piece.size();) {
        const std::size_t length = byteLevel ? 1 : std::min(characterLength(piece[at]), piece.size() - at);
        const auto begin = static_cast<std::uint32_t>(at);
        const auto end = static_cast<std::uint32_t>(at + length);
        const std::string_view symbol = piece.substr(at, length);
        at = end;
        const std::int32_t id =
            byteLevel ? m_byteSymbols[static_cast<unsigned char>(symbol.front())] : idOf(symbol).value_or(-1);
        if (id >= 0) {
            symbols.push_back({id, begin, end});
            openUnknown = false;
        } else if (m_byteFallback) {
            const std::string spelled =
                byteLevel ? byteSpellings()[static_cast<unsigned char>(symbol.front())] : std::string(symbol);
            for (std::size_t i = 0; i < spelled.size(); ++i) {
                const auto from = byteLevel ? begin : begin + static_cast<std::uint32_t>(i);
                symbols.push_back(
                    {m_fallback[static_cast<unsigned char>(spelled[i])], from, byteLevel ? end : from + 1});
            }
            openUnknown = false;
        } else if (m_unknown && openUnknown && m_fuseUnknown) {
            symbols.back().end = end;
        } else if (m_unknown) {
            symbols.push_back({*m_unknown, begin, end});
            openUnknown = true;
        }
    }
    return symbols;
}

void BpeModel::compute(std::string_view piece, bool byteLevel, std::vector<PieceToken>& out) const {
    if (m_ignoreMerges) {
        if (const auto whole = byteLevel ? idOf(spellBytes(piece)) : idOf(piece)) {
            out.push_back({*whole, 0, static_cast<std::uint32_t>(piece.size())});
            return;
        }
    }
    Merging(*this, symbols(piece, byteLevel)).run(out);
}

void BpeModel::tokenize(std::string_view piece, bool byteLevel, std::vector<PieceToken>& out) const {
    if (piece.size() > Cache::kLongestPiece) {
        compute(piece, byteLevel, out);
        return;
    }
    // One tokenizer's pieces are either all byte-level or none is, so the piece alone is the key.
    Cache::Shard& shard = m_cache->shardOf(piece);
    {
        const std::lock_guard lock(shard.mutex);
        if (const auto place = shard.pieces.find(piece); place != shard.pieces.end()) {
            out.insert(out.end(), place->second.begin(), place->second.end());
            return;
        }
    }
    std::vector<PieceToken> tokens;
    compute(piece, byteLevel, tokens);
    out.insert(out.end(), tokens.begin(), tokens.end());
    const std::lock_guard lock(shard.mutex);
    if (shard.pieces.size() < Cache::kPiecesPerShard)
        shard.pieces.try_emplace(std::string(piece), std::move(tokens));
}

} // namespace retort::tokenizer
