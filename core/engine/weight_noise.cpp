// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weight_noise.h"

#include "core/base/hash.h"
#include "core/base/philox.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace retort::engine {

WeightNoise::WeightNoise(const Perturbation& perturbation, std::string_view weightName)
    : m_perturbation(perturbation), m_stream(firstNumber(sha256(weightName))) {}

std::array<double, 4> WeightNoise::block(std::uint64_t number) const {
    const std::uint64_t seed = m_perturbation.seed;
    const auto words =
        philox4x32({static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)},
                   {static_cast<std::uint32_t>(number), m_perturbation.copy,
                    static_cast<std::uint32_t>(m_stream), static_cast<std::uint32_t>(m_stream >> 32U)});
    std::array<double, 4> normals{};
    for (std::size_t pair = 0; pair < 4; pair += 2) {
        // (0, 1], so that the logarithm is finite.
        const double radius = std::sqrt(-2.0 * std::log((words[pair] + 1.0) * 0x1.0p-32));
        const double angle = 2.0 * std::numbers::pi * (words[pair + 1] * 0x1.0p-32);
        normals[pair] = radius * std::cos(angle);
        normals[pair + 1] = radius * std::sin(angle);
    }
    return normals;
}

void WeightNoise::addTo(std::span<float> values, std::uint64_t first) const {
    for (std::uint64_t done = 0; done < values.size();) {
        const std::uint64_t element = first + done;
        const std::array<double, 4> normals = block(element / 4);
        const std::uint64_t end = std::min<std::uint64_t>(values.size(), done + 4 - element % 4);
        for (std::uint64_t inBlock = element % 4; done < end; ++done, ++inBlock)
            values[done] += static_cast<float>(m_perturbation.sigma * normals[inBlock]);
    }
}

} // namespace retort::engine
