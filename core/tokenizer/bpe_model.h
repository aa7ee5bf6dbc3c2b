// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Byte-pair encoding of one piece.
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/byte_trie.h"
#include "core/tokenizer/merge_table.h"
#include "core/tokenizer/piece_cache.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace retort::tokenizer {

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using StringIds = std::unordered_map<std::string, std::int32_t, StringHash, std::equal_to<>>;

// What a vocabulary file says, in whatever format.
struct BpeRules {
    struct MergeRule {
        std::string left;
        std::string right;
        std::uint32_t rank = 0; // lower merges first, equal ranks leftmost first
    };
    StringIds vocabulary;
    std::vector<MergeRule> merges;
    std::vector<std::string> whole; // of the vocabulary: symbols wherever they stand, never merged
    std::optional<std::string> unknownToken;
    bool fuseUnknown = false;
    bool byteFallback = false;
    bool ignoreMerges = false;
    bool byteLevel = false; // symbols are the piece's bytes in GPT-2's spelling, not its characters
};

// What one thread at a time needs to encode pieces with one model.
struct BpeWorkspace {
    PieceCache cache;
    std::vector<PieceToken> tokens;
    std::vector<std::int32_t> previous;
    std::vector<std::int32_t> next;
    std::vector<std::uint64_t> heap;
};

// Lowest rank first, ties leftmost; n log n in the length of the piece. Thread: const members from any number
// of threads at once, each with its own workspace.
class BpeModel {
public:
    [[nodiscard]] static Result<BpeModel> make(BpeRules rules, std::string_view where);

    // Appends the piece's tokens. Without an unknown token, symbols outside the vocabulary give no token.
    void tokenize(std::string_view piece, BpeWorkspace& workspace, std::vector<PieceToken>& out) const;
    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view token) const;
    [[nodiscard]] const StringIds& vocabulary() const { return m_vocabulary; }

private:
    class Merging;

    // Code points to ids; -1: none.
    class CharacterIds {
    public:
        void set(std::int32_t c, std::int32_t id);
        [[nodiscard]] std::int32_t find(std::int32_t c) const {
            const std::size_t page = m_pages[static_cast<std::size_t>(c) / kPage];
            return m_ids[page + static_cast<std::size_t>(c) % kPage];
        }

    private:
        static constexpr std::size_t kPage = 256;
        std::vector<std::size_t> m_pages = std::vector<std::size_t>(0x110000 / kPage);
        std::vector<std::int32_t> m_ids = std::vector<std::int32_t>(kPage, -1);
    };

    BpeModel() = default;
    [[nodiscard]] Status readMerges(const BpeRules& rules, std::string_view where);
    [[nodiscard]] Status readSymbols(const BpeRules& rules, std::string_view where);
    void findSeparator(const BpeRules& rules);
    void appendSymbols(std::string_view piece, std::vector<PieceToken>& out) const;
    void appendOutside(std::string_view symbol, std::uint32_t begin, bool& openUnknown,
                       std::vector<PieceToken>& out) const;
    void compute(std::string_view piece, BpeWorkspace& workspace) const;
    void lookUp(std::string_view piece, std::uint32_t offset, BpeWorkspace& workspace,
                std::vector<PieceToken>& out) const;
    [[nodiscard]] std::size_t nextCut(std::string_view piece, std::size_t begin) const;

    StringIds m_vocabulary;
    MergeTable m_merges;
    CharacterIds m_characters;
    std::array<std::int32_t, 256> m_byteSymbols{}; // id of the byte's spelling, or -1
    std::array<std::int32_t, 256> m_fallback{};    // id of "<0xNN>"
    ByteTrie m_whole;                              // to ids
    std::optional<std::int32_t> m_unknown;
    bool m_fuseUnknown = false;
    bool m_byteFallback = false;
    bool m_ignoreMerges = false;
    bool m_byteLevel = false;
    // A character that no merge joins to what stands before it, but for a few characters: a piece can be cut
    // in front of it, and the parts looked up one by one. Empty: none.
    std::string m_separator;
    std::vector<std::int32_t> m_joinedBefore; // the few, sorted
};

} // namespace retort::tokenizer
