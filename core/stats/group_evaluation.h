// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The statistics group by group, without betraying groups so small that their numbers speak of single people.
#pragma once

#include "core/base/json.h"
#include "core/stats/evaluation.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retort::stats {

inline constexpr std::uint64_t kLeastOfGroup = 10;

// Each group's members against the same group's non-members. A group with fewer than `least` records with a
// score in either class is suppressed: neither its name nor its numbers are given, but it is counted. Records
// with a score = sum over groups + suppressedRecords + withoutGroup.
struct GroupEvaluation {
    struct Group {
        std::string name;
        Evaluation evaluation;
    };
    std::uint64_t least = kLeastOfGroup; // records of each class
    std::vector<Group> groups;           // by name
    std::uint64_t suppressedGroups = 0;
    std::uint64_t suppressedRecords = 0;
    std::uint64_t withoutGroup = 0; // records with an empty group
};

// The set must have groups. Errors as evaluate().
[[nodiscard]] Result<GroupEvaluation> evaluateGroups(const ScoreSet& set,
                                                     std::span<const DecimalRate> targets,
                                                     std::uint64_t seed = 1,
                                                     std::uint64_t least = kLeastOfGroup);

// {"least", "suppressed_groups", "suppressed_records", "without_group", "groups" [{"group", keys of stats}]}
[[nodiscard]] Json toJson(const GroupEvaluation& evaluation);
[[nodiscard]] Result<GroupEvaluation> groupEvaluationFromJson(const Json& json, std::string_view where);

} // namespace retort::stats
