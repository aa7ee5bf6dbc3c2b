// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/piece_cache.h"

#include <algorithm>
#include <cstring>

namespace retort::tokenizer {

namespace {

constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;

std::uint64_t hashOf(std::string_view piece) {
    std::uint64_t hash = piece.size() * kFactor;
    const auto mix = [&](std::uint64_t word) {
        hash = (hash ^ word) * kFactor;
        hash ^= hash >> 32U;
    };
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + 8 <= piece.size(); at += 8) {
        std::memcpy(&word, piece.data() + at, 8);
        mix(word);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, piece.data() + at, piece.size() - at);
    mix(rest);
    return hash;
}

} // namespace

std::optional<std::span<const PieceToken>> PieceCache::find(std::string_view piece) const {
    const std::uint64_t hash = hashOf(piece);
    for (std::size_t at = hash % kSlots; m_slots[at].size != 0; at = (at + 1) % kSlots) {
        const Slot& slot = m_slots[at];
        if (slot.hash == hash && slot.size == piece.size() &&
            std::memcmp(m_text.data() + slot.text, piece.data(), piece.size()) == 0)
            return std::span(m_tokens).subspan(slot.tokens, slot.count);
    }
    return std::nullopt;
}

void PieceCache::insert(std::string_view piece, std::span<const PieceToken> tokens) {
    if (piece.empty())
        return;
    if (m_pieces == kPieces) {
        std::fill(m_slots.begin(), m_slots.end(), Slot{});
        m_text.clear();
        m_tokens.clear();
        m_pieces = 0;
    }
    const std::uint64_t hash = hashOf(piece);
    std::size_t at = hash % kSlots;
    while (m_slots[at].size != 0)
        at = (at + 1) % kSlots;
    m_slots[at] = {hash, static_cast<std::uint32_t>(m_text.size()),
                   static_cast<std::uint32_t>(m_tokens.size()), static_cast<std::uint32_t>(piece.size()),
                   static_cast<std::uint32_t>(tokens.size())};
    m_text += piece;
    m_tokens.insert(m_tokens.end(), tokens.begin(), tokens.end());
    ++m_pieces;
}

} // namespace retort::tokenizer
