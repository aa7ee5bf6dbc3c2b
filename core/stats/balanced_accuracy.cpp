// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/balanced_accuracy.h"

#include "core/base/philox.h"
#include "core/stats/halves.h"

#include <vector>

namespace retort::stats {

namespace {

std::vector<std::uint8_t> halvesOf(const RankedScores& ranked, std::uint64_t seed) {
    constexpr std::uint32_t kStream = 0x42414C41; // keeps these numbers apart from other uses of the seed
    std::vector<std::uint64_t> draws;
    draws.reserve(ranked.clusters);
    for (std::uint32_t cluster = 0; cluster < ranked.clusters; ++cluster) {
        Philox random(seed, cluster, kStream);
        const std::uint64_t high = random.next();
        draws.push_back((high << 32U) | random.next());
    }
    std::vector<std::uint8_t> classes(ranked.clusters, 0);
    for (std::size_t i = 0; i < ranked.size(); ++i)
        classes[ranked.cluster[i]] |= ranked.isMember[i] != 0 ? std::uint8_t{1} : std::uint8_t{2};
    return dealHalves(draws, classes);
}

struct Counts {
    std::int64_t members = 0;
    std::int64_t nonmembers = 0;
};

// The highest score of the half that its best threshold does not flag.
double bestThreshold(const RankedScores& ranked, const std::vector<std::uint8_t>& halves, std::uint8_t half,
                     Counts total) {
    Counts flagged;
    std::int64_t best = -1; // (TPR - FPR) members nonmembers
    double threshold = 0;
    bool first = true;
    double last = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        if (halves[ranked.cluster[i]] != half)
            continue;
        // Between two scores of the half, all records before this one are flagged.
        if (first || ranked.scores[i] != last) {
            const std::int64_t gain = flagged.members * total.nonmembers - flagged.nonmembers * total.members;
            if (first || gain > best) {
                best = gain;
                threshold = ranked.scores[i];
            }
        }
        first = false;
        last = ranked.scores[i];
        ++(ranked.isMember[i] != 0 ? flagged.members : flagged.nonmembers);
    }
    return threshold;
}

} // namespace

std::optional<BalancedAccuracy> balancedAccuracy(const RankedScores& ranked, std::uint64_t seed) {
    const std::vector<std::uint8_t> halves = halvesOf(ranked, seed);
    std::array<Counts, 2> totals;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        Counts& total = totals[halves[ranked.cluster[i]]];
        ++(ranked.isMember[i] != 0 ? total.members : total.nonmembers);
    }
    for (const Counts& total : totals) {
        if (total.members == 0 || total.nonmembers == 0)
            return std::nullopt;
    }
    BalancedAccuracy result;
    for (std::uint8_t half = 0; half < 2; ++half)
        result.thresholds[half] = bestThreshold(ranked, halves, half, totals[half]);
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        if (ranked.scores[i] > result.thresholds[1 - halves[ranked.cluster[i]]])
            ++(ranked.isMember[i] != 0 ? result.truePositives : result.falsePositives);
    }
    const double tpr = static_cast<double>(result.truePositives) / static_cast<double>(ranked.members);
    const double fpr = static_cast<double>(result.falsePositives) / static_cast<double>(ranked.nonmembers);
    const EffectiveSizes sizes = effectiveSizes(ranked);
    const Interval difference = newcombeOfShares(tpr, sizes.members, fpr, sizes.nonmembers);
    result.value = (1 + tpr - fpr) / 2;
    result.interval = {(1 + difference.lower) / 2, (1 + difference.upper) / 2};
    return result;
}

} // namespace retort::stats
