// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Byte-pair encoding of one piece.
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace retort::tokenizer {

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using StringIds = std::unordered_map<std::string, std::int32_t, StringHash, std::equal_to<>>;

// What a vocabulary file says, in whatever format.
struct BpeRules {
    StringIds vocabulary;
    std::vector<std::pair<std::string, std::string>> merges; // in order of rank
    std::optional<std::string> unknownToken;
    bool fuseUnknown = false;
    bool byteFallback = false;
    bool ignoreMerges = false;
};

struct PieceToken {
    std::int32_t id = 0;
    std::uint32_t begin = 0; // bytes of the piece, half-open
    std::uint32_t end = 0;
};

// Lowest rank first, ties leftmost; n log n in the length of the piece. Thread: any number of threads may use
// one object at once.
class BpeModel {
public:
    [[nodiscard]] static Result<BpeModel> make(BpeRules rules, std::string_view where);
    ~BpeModel();
    BpeModel(BpeModel&&) noexcept;
    BpeModel& operator=(BpeModel&&) noexcept;

    // Appends the piece's tokens. byteLevel: symbols are the piece's bytes in GPT-2's spelling, otherwise its
    // characters. Without an unknown token, symbols outside the vocabulary give no token.
    void tokenize(std::string_view piece, bool byteLevel, std::vector<PieceToken>& out) const;
    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view token) const;
    [[nodiscard]] const StringIds& vocabulary() const { return m_vocabulary; }

private:
    struct Merge {
        std::uint32_t rank = 0;
        std::int32_t id = 0;
    };
    struct Cache;
    class Merging;

    BpeModel();
    [[nodiscard]] Status readMerges(const BpeRules& rules, std::string_view where);
    [[nodiscard]] Status readSymbols(const BpeRules& rules, std::string_view where);
    [[nodiscard]] const Merge* mergeOf(std::int32_t left, std::int32_t right) const;
    void compute(std::string_view piece, bool byteLevel, std::vector<PieceToken>& out) const;
    [[nodiscard]] std::vector<PieceToken> symbols(std::string_view piece, bool byteLevel) const;

    StringIds m_vocabulary;
    std::unordered_map<std::uint64_t, Merge> m_merges;
    std::array<std::int32_t, 256> m_byteSymbols{}; // id of the byte's spelling, or -1
    std::array<std::int32_t, 256> m_fallback{};    // id of "<0xNN>"
    std::optional<std::int32_t> m_unknown;
    bool m_fuseUnknown = false;
    bool m_byteFallback = false;
    bool m_ignoreMerges = false;
    std::unique_ptr<Cache> m_cache;
};

} // namespace retort::tokenizer
