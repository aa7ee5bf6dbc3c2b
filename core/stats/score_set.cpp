// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_set.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace retort::stats {

namespace {

Status checkShape(const ScoreSet& set) {
    if (set.isMember.size() != set.size() || (!set.clusters.empty() && set.clusters.size() != set.size()) ||
        (!set.ids.empty() && set.ids.size() != set.size()) ||
        (!set.groups.empty() && set.groups.size() != set.size()))
        return fail(ErrorCode::Internal, "the score set has columns of unequal length");
    // Twice the sum of bootstrap weights must fit into 32 bits.
    constexpr std::size_t kMost = 1'000'000'000;
    if (set.size() > kMost)
        return fail(ErrorCode::Unsupported,
                    "the score set has {} records; at most 1,000,000,000 can be ranked", set.size());
    return {};
}

// Dense cluster numbers of the records kept, in order of first appearance.
std::vector<std::uint32_t> denseClusters(const ScoreSet& set, const std::vector<std::uint32_t>& kept,
                                         std::uint32_t& count) {
    std::vector<std::uint32_t> dense(set.size());
    count = 0;
    if (set.clusters.empty()) {
        for (const std::uint32_t i : kept)
            dense[i] = count++;
        return dense;
    }
    std::unordered_map<std::uint64_t, std::uint32_t> numbers;
    numbers.reserve(kept.size());
    for (const std::uint32_t i : kept) {
        const auto [place, isNew] = numbers.try_emplace(set.clusters[i], count);
        dense[i] = place->second;
        count += isNew ? 1U : 0U;
    }
    return dense;
}

void countClusters(RankedScores& ranked) {
    std::vector<std::uint8_t> classes(ranked.clusters, 0);
    for (std::size_t i = 0; i < ranked.size(); ++i)
        classes[ranked.cluster[i]] |= ranked.isMember[i] != 0 ? std::uint8_t{1} : std::uint8_t{2};
    for (const std::uint8_t seen : classes) {
        ranked.memberClusters += (seen & 1U) != 0 ? 1U : 0U;
        ranked.nonmemberClusters += (seen & 2U) != 0 ? 1U : 0U;
    }
}

} // namespace

std::string ScoreSet::idOf(std::size_t i) const {
    return ids.empty() ? std::to_string(i + 1) : ids[i];
}

Result<RankedScores> rankScores(const ScoreSet& set) {
    RETORT_CHECK(checkShape(set));
    RankedScores ranked;
    std::vector<std::uint32_t> kept;
    kept.reserve(set.size());
    for (std::uint32_t i = 0; i < set.size(); ++i) {
        if (std::isnan(set.scores[i])) {
            ranked.notANumber.push_back(i);
            continue;
        }
        if (std::isinf(set.scores[i]))
            ranked.infinite.push_back(i);
        kept.push_back(i);
        ++(set.isMember[i] != 0 ? ranked.members : ranked.nonmembers);
    }
    if (ranked.members == 0 || ranked.nonmembers == 0)
        return fail(ErrorCode::InvalidInput,
                    "{} members and {} non-members have a score; a comparison needs at least one of each",
                    ranked.members, ranked.nonmembers);

    const std::vector<std::uint32_t> dense = denseClusters(set, kept, ranked.clusters);
    // Scores beside their places: comparisons then stay within the array that is sorted.
    std::vector<std::pair<double, std::uint32_t>> order;
    order.reserve(kept.size());
    for (const std::uint32_t i : kept)
        order.emplace_back(set.scores[i], i);
    std::ranges::sort(order, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    ranked.scores.reserve(order.size());
    ranked.isMember.reserve(order.size());
    ranked.cluster.reserve(order.size());
    ranked.inputIndex.reserve(order.size());
    for (const auto& [score, i] : order) {
        ranked.scores.push_back(score);
        ranked.isMember.push_back(set.isMember[i] != 0 ? 1 : 0);
        ranked.cluster.push_back(dense[i]);
        ranked.inputIndex.push_back(i);
    }
    countClusters(ranked);
    return ranked;
}

EffectiveSizes effectiveSizes(const RankedScores& ranked) {
    std::vector<std::uint32_t> members(ranked.clusters, 0);
    std::vector<std::uint32_t> nonmembers(ranked.clusters, 0);
    for (std::size_t i = 0; i < ranked.size(); ++i)
        ++(ranked.isMember[i] != 0 ? members : nonmembers)[ranked.cluster[i]];
    const auto effective = [](const std::vector<std::uint32_t>& sizes, std::uint64_t total) {
        double squares = 0;
        for (const std::uint32_t size : sizes)
            squares += static_cast<double>(size) * size;
        return static_cast<double>(total) * static_cast<double>(total) / squares;
    };
    return {effective(members, ranked.members), effective(nonmembers, ranked.nonmembers)};
}

Status checkSameRecords(const ScoreSet& first, const ScoreSet& second) {
    const auto asBool = [](std::uint8_t a, std::uint8_t b) { return (a != 0) == (b != 0); };
    if (first.size() != second.size() || first.clusters != second.clusters ||
        !std::ranges::equal(first.isMember, second.isMember, asBool))
        return fail(ErrorCode::Internal,
                    "two AUCs can be compared only on the same records in the same order");
    return {};
}

ScoreSet withoutCrossingClusters(const ScoreSet& set) {
    if (set.clusters.empty())
        return set;
    std::unordered_map<std::uint64_t, unsigned> classes;
    classes.reserve(set.size());
    for (std::size_t i = 0; i < set.size(); ++i)
        classes[set.clusters[i]] |= set.isMember[i] != 0 ? 1U : 2U;
    ScoreSet rest;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (classes[set.clusters[i]] == 3U)
            continue;
        rest.scores.push_back(set.scores[i]);
        rest.isMember.push_back(set.isMember[i]);
        rest.clusters.push_back(set.clusters[i]);
        // Positions change, so records without an id keep their old number as one.
        rest.ids.push_back(set.idOf(i));
        if (!set.groups.empty())
            rest.groups.push_back(set.groups[i]);
    }
    return rest;
}

} // namespace retort::stats
