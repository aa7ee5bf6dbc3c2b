// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/slot_test.h"

#include "core/stats/hypothesis_tests.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <vector>

namespace retort::membership {

std::optional<std::uint32_t> slotRank(double own, std::span<const double> others) {
    if (std::isnan(own) || others.empty())
        return std::nullopt;
    return 1 + static_cast<std::uint32_t>(
                   std::count_if(others.begin(), others.end(), [&](double other) { return !(other < own); }));
}

std::optional<SlotTest> slotTest(std::span<const SlotOutcome> outcomes) {
    if (outcomes.empty())
        return std::nullopt;
    SlotTest test;
    std::unordered_set<std::uint64_t> clusters;
    std::unordered_set<std::uint64_t> values;
    std::vector<double> chances;
    double places = 0;
    double variance = 0;
    for (const SlotOutcome& outcome : outcomes) {
        const bool first = outcome.rank == 1;
        ++test.slots;
        test.rankOne += first ? 1 : 0;
        if (clusters.contains(outcome.cluster) || values.contains(outcome.value))
            continue;
        clusters.insert(outcome.cluster);
        values.insert(outcome.value);
        test.testedRankOne += first ? 1 : 0;
        const double ranks = outcome.others + 1.0;
        chances.push_back(1 / ranks);
        places += (outcome.rank - 0.5) / ranks;
        variance += (ranks * ranks - 1) / (12 * ranks * ranks);
    }
    test.tested = chances.size();
    const auto tested = static_cast<double>(test.tested);
    for (const double chance : chances)
        test.expectedRankOne += chance;
    test.pValue = stats::atLeastSuccesses(chances, test.testedRankOne);
    test.meanRank = places / tested;
    test.meanRankPValue = stats::normalUpperTail((tested / 2 - places) / std::sqrt(variance));
    return test;
}

} // namespace retort::membership
