// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/score_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace retort::stats {

namespace {

Status checkShape(const ScoreSet& set) {
    if (set.isMember.size() != set.size() || (!set.clusters.empty() && set.clusters.size() != set.size()) ||
        (!set.ids.empty() && set.ids.size() != set.size()))
        return fail(ErrorCode::Internal, "the score set has columns of unequal length");
    if (set.size() >= std::numeric_limits<std::uint32_t>::max())
        return fail(ErrorCode::Unsupported,
                    "the score set has {} records; at most 4,294,967,294 can be ranked", set.size());
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
    std::ranges::sort(kept, [&](std::uint32_t a, std::uint32_t b) {
        return set.scores[a] != set.scores[b] ? set.scores[a] > set.scores[b] : a < b;
    });
    ranked.scores.reserve(kept.size());
    ranked.isMember.reserve(kept.size());
    ranked.cluster.reserve(kept.size());
    for (const std::uint32_t i : kept) {
        ranked.scores.push_back(set.scores[i]);
        ranked.isMember.push_back(set.isMember[i] != 0 ? 1 : 0);
        ranked.cluster.push_back(dense[i]);
    }
    ranked.inputIndex = std::move(kept);
    countClusters(ranked);
    return ranked;
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
    }
    return rest;
}

} // namespace retort::stats
