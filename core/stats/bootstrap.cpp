// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/philox.h"
#include "core/stats/auc.h"
#include "core/stats/tie_groups.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <thread>

namespace retort::stats {

namespace {

// Poisson(1) from 32 random bits by inversion: the value is the number of cumulative probabilities not above
// them.
constexpr auto kPoissonLimits = [] {
    std::array<std::uint32_t, 12> limits{};
    double term = 0.36787944117144233; // exp(-1)
    double cumulative = 0;
    for (std::size_t k = 0; k < limits.size(); ++k) {
        cumulative += term;
        limits[k] = static_cast<std::uint32_t>(cumulative * 4294967296.0);
        term /= static_cast<double>(k + 1);
    }
    return limits;
}();

std::uint8_t poissonOne(std::uint32_t bits) {
    std::uint8_t count = 0;
    for (const std::uint32_t limit : kPoissonLimits)
        count = static_cast<std::uint8_t>(count + (bits >= limit ? 1 : 0));
    return count;
}

// Keyed by (seed, draw, cluster), so a draw is the same wherever it is computed.
void drawWeights(std::uint64_t seed, std::uint32_t draw, std::vector<std::uint8_t>& weights) {
    constexpr std::uint32_t kStream = 0x41554342; // keeps these numbers apart from other uses of the seed
    const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(seed),
                                           static_cast<std::uint32_t>(seed >> 32U)};
    for (std::size_t i = 0; i < weights.size(); i += 4) {
        const auto block = philox4x32(key, {static_cast<std::uint32_t>(i / 4), draw, kStream, 0});
        for (std::size_t j = 0; j < 4 && i + j < weights.size(); ++j)
            weights[i + j] = poissonOne(block[j]);
    }
}

double weightedAuc(const RankedScores& ranked, const std::vector<std::uint32_t>& groupEnds,
                   const std::vector<std::uint8_t>& weights) {
    std::uint64_t members = 0;
    std::uint64_t nonmembers = 0;
    double twiceLost = 0; // pairs won by the non-member twice, ties once
    std::size_t i = 0;
    for (const std::uint32_t end : groupEnds) {
        std::uint64_t groupMembers = 0;
        std::uint64_t groupNonmembers = 0;
        for (; i < end; ++i) {
            const std::uint64_t weight = weights[ranked.cluster[i]];
            const std::uint64_t ofMember = weight * ranked.isMember[i];
            groupMembers += ofMember;
            groupNonmembers += weight - ofMember;
        }
        twiceLost +=
            static_cast<double>(groupMembers) * static_cast<double>(2 * nonmembers + groupNonmembers);
        members += groupMembers;
        nonmembers += groupNonmembers;
    }
    if (members == 0 || nonmembers == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return 1 - twiceLost / (2 * static_cast<double>(members) * static_cast<double>(nonmembers));
}

double percentile(const std::vector<double>& sorted, double probability) {
    const double place = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace

Interval bootstrapAuc(const RankedScores& ranked, std::uint64_t seed, std::uint32_t draws) {
    std::vector<std::uint32_t> groupEnds;
    forEachTieGroup(ranked, [&](std::size_t, std::size_t end, std::uint64_t, std::uint64_t) {
        groupEnds.push_back(static_cast<std::uint32_t>(end));
    });
    std::vector<double> values(draws);
    const auto work = [&](std::uint32_t first, std::uint32_t step) {
        std::vector<std::uint8_t> weights(ranked.clusters);
        for (std::uint32_t draw = first; draw < draws; draw += step) {
            drawWeights(seed, draw, weights);
            values[draw] = weightedAuc(ranked, groupEnds, weights);
        }
    };
    constexpr std::size_t kWorthThreads = 5'000'000;
    const bool threaded = ranked.size() * draws > kWorthThreads;
    const std::uint32_t threads = threaded ? std::clamp(std::thread::hardware_concurrency(), 1U, 16U) : 1;
    {
        std::vector<std::jthread> workers;
        for (std::uint32_t t = 1; t < threads; ++t)
            workers.emplace_back(work, t, threads);
        work(0, threads);
    }
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty())
        return {0, 1};
    std::ranges::sort(values);
    return {percentile(values, 0.025), percentile(values, 0.975)};
}

} // namespace retort::stats
