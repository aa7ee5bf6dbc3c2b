// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tokens of pieces seen before. Natural text repeats its words, so most pieces need no merging.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::tokenizer {

struct PieceToken {
    std::int32_t id = 0;
    std::uint32_t begin = 0; // bytes of the piece, half-open
    std::uint32_t end = 0;
};

// Thread: one at a time.
class PieceCache {
public:
    static constexpr std::size_t kLongestPiece = 64; // longer ones seldom come twice

    PieceCache() : m_slots(kSlots) {}
    // Valid until the next call of insert().
    [[nodiscard]] std::optional<std::span<const PieceToken>> find(std::string_view piece) const;
    // The piece is not in it and not longer than kLongestPiece.
    void insert(std::string_view piece, std::span<const PieceToken> tokens);

private:
    static constexpr std::size_t kSlots = 1U << 15U;
    static constexpr std::size_t kPieces = kSlots / 2; // when they are reached, it starts afresh

    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t text = 0; // place in m_text
        std::uint32_t tokens = 0;
        std::uint32_t size = 0; // of the piece; 0: free
        std::uint32_t count = 0;
    };

    std::vector<Slot> m_slots;
    std::string m_text;
    std::vector<PieceToken> m_tokens;
    std::size_t m_pieces = 0;
};

} // namespace retort::tokenizer
