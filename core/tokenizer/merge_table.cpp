// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/merge_table.h"

#include <algorithm>
#include <bit>

namespace retort::tokenizer {

MergeTable::MergeTable(std::size_t pairs)
    : m_slots(std::bit_ceil(std::max<std::size_t>(pairs * 2, 2))),
      m_shift(64U - static_cast<unsigned>(std::countr_zero(m_slots.size()))) {}

void MergeTable::set(std::int32_t left, std::int32_t right, Merge merge) {
    const std::uint64_t pair = keyOf(left, right);
    std::size_t at = placeOf(pair);
    while (m_slots[at].pair != kFree && m_slots[at].pair != pair)
        at = (at + 1) & (m_slots.size() - 1);
    m_slots[at] = {pair, merge};
}

} // namespace retort::tokenizer
