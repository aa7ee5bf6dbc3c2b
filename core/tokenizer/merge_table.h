// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pairs of neighbouring tokens to what they merge to: an open-addressing hash table, since encoding looks up
// several pairs for every byte of text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace retort::tokenizer {

struct Merge {
    std::uint32_t rank = 0; // lower merges first
    std::int32_t id = 0;
};

// Thread: const members from any number of threads at once.
class MergeTable {
public:
    // For up to `pairs` different pairs.
    explicit MergeTable(std::size_t pairs = 0);
    // Replaces what the pair merged to before.
    void set(std::int32_t left, std::int32_t right, Merge merge);
    [[nodiscard]] const Merge* find(std::int32_t left, std::int32_t right) const {
        const std::uint64_t pair = keyOf(left, right);
        for (std::size_t at = placeOf(pair);; at = (at + 1) & (m_slots.size() - 1)) {
            if (m_slots[at].pair == pair)
                return &m_slots[at].merge;
            if (m_slots[at].pair == kFree)
                return nullptr;
        }
    }

private:
    static constexpr std::uint64_t kFree = ~std::uint64_t{0}; // no pair: ids are not negative
    struct Slot {
        std::uint64_t pair = kFree;
        Merge merge;
    };
    static std::uint64_t keyOf(std::int32_t left, std::int32_t right) {
        return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U |
               static_cast<std::uint32_t>(right);
    }
    [[nodiscard]] std::size_t placeOf(std::uint64_t pair) const {
        return static_cast<std::size_t>((pair ^ pair >> 29U) * 0x9E3779B97F4A7C15U >> m_shift);
    }

    std::vector<Slot> m_slots; // a power of two, at most half full
    unsigned m_shift;
};

} // namespace retort::tokenizer
