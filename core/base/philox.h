// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counter-based random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011). A number depends only on its key and counter, so results depend on neither batch, order nor
// shard.
#pragma once

#include <array>
#include <cstdint>

namespace retort {

// One block: four 32-bit numbers for a 64-bit key and a 128-bit counter.
[[nodiscard]] std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 2> key,
                                                      std::array<std::uint32_t, 4> counter);

// A sequence of numbers for one (seed, stream, substream), for example (plan seed, record, step).
class Philox {
public:
    explicit Philox(std::uint64_t seed, std::uint64_t stream = 0, std::uint32_t substream = 0);

    [[nodiscard]] std::uint32_t next();
    // Uniform in [0, 1) with 53 bits.
    [[nodiscard]] double uniform();
    // Uniform in [0, bound) without bias; bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    // Standard normal (Box-Muller).
    [[nodiscard]] double normal();
    // Poisson with mean 1, for the weights of a bootstrap draw.
    [[nodiscard]] unsigned poissonOne();

private:
    std::array<std::uint32_t, 2> m_key;
    std::array<std::uint32_t, 4> m_counter;
    std::array<std::uint32_t, 4> m_block{};
    unsigned m_used = 4;
};

} // namespace retort
