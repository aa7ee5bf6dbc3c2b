// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scores of members and non-members: what every membership statistic starts from.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retort::stats {

// Parallel arrays, one entry per record in input order. Higher scores mean "member".
struct ScoreSet {
    std::vector<double> scores;
    std::vector<std::uint8_t> isMember; // 0 or 1
    std::vector<std::uint64_t>
        clusters;                 // equal number = duplicates of each other; empty: every record for itself
    std::vector<std::string> ids; // empty: records are named by their position, counted from 1
    std::vector<std::string> groups = {}; // empty: none; an empty name: the record is in no group

    [[nodiscard]] std::size_t size() const { return scores.size(); }
    [[nodiscard]] std::string idOf(std::size_t i) const;
};

// The same records sorted by descending score, NaN left out: one sort, many statistics.
struct RankedScores {
    std::vector<double> scores;
    std::vector<std::uint8_t> isMember;
    std::vector<std::uint32_t>
        cluster; // dense numbers 0 .. clusters - 1 in order of first appearance in the input
    std::vector<std::uint32_t> inputIndex; // position in the ScoreSet
    std::uint64_t members = 0;
    std::uint64_t nonmembers = 0;
    std::uint32_t clusters = 0;
    std::uint32_t memberClusters = 0;      // clusters with at least one member
    std::uint32_t nonmemberClusters = 0;   // clusters with at least one non-member
    std::vector<std::uint32_t> notANumber; // input positions, left out above
    std::vector<std::uint32_t> infinite;   // input positions, ranked as they are

    [[nodiscard]] std::size_t size() const { return scores.size(); }
    [[nodiscard]] bool hasDuplicates() const { return clusters < scores.size(); }
    // Clusters that hold members and non-members.
    [[nodiscard]] std::uint32_t crossingClusters() const {
        return memberClusters + nonmemberClusters - clusters;
    }
};

// How many independent records each class is worth: Kish's (1965) effective size n^2 / sum of squared cluster
// sizes, which is n without duplicates and the number of clusters where all are equally large.
struct EffectiveSizes {
    double members = 0;
    double nonmembers = 0;
};
[[nodiscard]] EffectiveSizes effectiveSizes(const RankedScores& ranked);

// Refuses arrays of unequal length, more than a billion records, and sets that hold one class only (NaN not
// counted).
[[nodiscard]] Result<RankedScores> rankScores(const ScoreSet& set);

// Refuses sets that do not describe the same records: other number, classes or clusters.
[[nodiscard]] Status checkSameRecords(const ScoreSet& first, const ScoreSet& second);

// The set without the clusters that hold members and non-members; for results "with and without them".
[[nodiscard]] ScoreSet withoutCrossingClusters(const ScoreSet& set);

} // namespace retort::stats
