// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/philox.h"

#include <cmath>
#include <numbers>

namespace retort {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 2> key,
                                        std::array<std::uint32_t, 4> counter) {
    constexpr std::uint64_t kMultiplier0 = 0xD2511F53U;
    constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57U;
    constexpr std::uint32_t kWeyl0 = 0x9E3779B9U;
    constexpr std::uint32_t kWeyl1 = 0xBB67AE85U;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = kMultiplier0 * counter[0];
        const std::uint64_t product1 = kMultiplier1 * counter[2];
        counter = {static_cast<std::uint32_t>(product1 >> 32U) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(product1),
                   static_cast<std::uint32_t>(product0 >> 32U) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(product0)};
        key[0] += kWeyl0;
        key[1] += kWeyl1;
    }
    return counter;
}

Philox::Philox(std::uint64_t seed, std::uint64_t stream, std::uint32_t substream)
    : m_key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)},
      m_counter{0, substream, static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32U)} {
}

std::uint32_t Philox::next() {
    if (m_used == 4) {
        m_block = philox4x32(m_key, m_counter);
        ++m_counter[0];
        m_used = 0;
    }
    return m_block[m_used++];
}

double Philox::uniform() {
    const std::uint64_t high = next() >> 5U;
    const std::uint64_t low = next() >> 6U;
    return static_cast<double>((high << 26U) | low) * 0x1.0p-53;
}

std::uint64_t Philox::below(std::uint64_t bound) {
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
        const std::uint64_t high = next();
        const std::uint64_t value = (high << 32U) | next();
        if (value < limit)
            return value % bound;
    }
}

double Philox::normal() {
    const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

unsigned Philox::poissonOne() {
    // Knuth's product of uniforms; mean 1 needs two draws on average.
    const double limit = std::exp(-1.0);
    double product = uniform();
    unsigned count = 0;
    while (product > limit) {
        product *= uniform();
        ++count;
    }
    return count;
}

} // namespace retort
