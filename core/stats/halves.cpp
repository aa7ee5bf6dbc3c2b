// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/halves.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace retort::stats {

std::vector<std::uint8_t> dealHalves(std::span<const std::uint64_t> draws,
                                     std::span<const std::uint8_t> classes) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    order.reserve(draws.size());
    for (std::size_t i = 0; i < draws.size(); ++i)
        order.emplace_back(draws[i], i);
    std::ranges::sort(order);
    std::array<std::uint8_t, 4> turn{};
    std::vector<std::uint8_t> halves(draws.size());
    for (const auto& [draw, cluster] : order) {
        std::uint8_t& next = turn[classes[cluster] & 3U];
        halves[cluster] = next;
        next ^= 1U;
    }
    return halves;
}

} // namespace retort::stats
