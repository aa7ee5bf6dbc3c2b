// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/group_evaluation.h"

#include <cmath>
#include <map>

namespace retort::stats {

namespace {

struct Part {
    ScoreSet set;
    std::uint64_t members = 0;
    std::uint64_t nonmembers = 0;
};

void append(const ScoreSet& set, std::size_t i, Part& part) {
    part.set.scores.push_back(set.scores[i]);
    part.set.isMember.push_back(set.isMember[i]);
    if (!set.clusters.empty())
        part.set.clusters.push_back(set.clusters[i]);
    part.set.ids.push_back(set.idOf(i));
    if (!std::isnan(set.scores[i]))
        ++(set.isMember[i] != 0 ? part.members : part.nonmembers);
}

} // namespace

Result<GroupEvaluation> evaluateGroups(const ScoreSet& set, std::span<const DecimalRate> targets,
                                       std::uint64_t seed, std::uint64_t least) {
    if (set.groups.size() != set.size())
        return fail(ErrorCode::Internal, "the score set has no groups");
    GroupEvaluation result;
    result.least = std::max<std::uint64_t>(least, 1);
    std::map<std::string_view, Part> parts;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (!set.groups[i].empty())
            append(set, i, parts[set.groups[i]]);
        else if (!std::isnan(set.scores[i]))
            ++result.withoutGroup;
    }
    for (const auto& [name, part] : parts) {
        if (part.members < result.least || part.nonmembers < result.least) {
            ++result.suppressedGroups;
            result.suppressedRecords += part.members + part.nonmembers;
            continue;
        }
        RETORT_TRY(Evaluation evaluation, evaluate(part.set, targets, seed));
        result.groups.push_back({std::string(name), std::move(evaluation)});
    }
    return result;
}

Json toJson(const GroupEvaluation& evaluation) {
    Json json{{"least", evaluation.least},
              {"suppressed_groups", evaluation.suppressedGroups},
              {"suppressed_records", evaluation.suppressedRecords},
              {"without_group", evaluation.withoutGroup},
              {"groups", Json::array()}};
    for (const GroupEvaluation::Group& group : evaluation.groups) {
        Json entry{{"group", group.name}};
        entry.update(toJson(group.evaluation));
        json["groups"].push_back(std::move(entry));
    }
    return json;
}

Result<GroupEvaluation> groupEvaluationFromJson(const Json& json, std::string_view where) {
    try {
        GroupEvaluation evaluation;
        evaluation.least = json.at("least").get<std::uint64_t>();
        evaluation.suppressedGroups = json.at("suppressed_groups").get<std::uint64_t>();
        evaluation.suppressedRecords = json.at("suppressed_records").get<std::uint64_t>();
        evaluation.withoutGroup = json.at("without_group").get<std::uint64_t>();
        for (const Json& entry : json.at("groups")) {
            RETORT_TRY(Evaluation group, evaluationFromJson(entry, where));
            evaluation.groups.push_back({entry.at("group").get<std::string>(), std::move(group)});
        }
        return evaluation;
    } catch (const Json::exception& exception) {
        return fail(ErrorCode::InvalidInput, "{}: the statistics of groups can't be read ({})", where,
                    exception.what());
    }
}

} // namespace retort::stats
