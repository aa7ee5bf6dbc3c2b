// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Membership group by group: whether some kinds of record are easier to tell than others.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/stats/group_evaluation.h"

#include <string>

namespace retort::audit {

// The primary attack on one data set, each group's records against the held-out records of the same group.
// Exploratory: in no verdict.
struct GroupFinding {
    std::string model, data, against, kind, attack; // as of the MembershipFinding
    stats::GroupEvaluation evaluation;
};

// What is not shown, and how many records that are: one sentence.
[[nodiscard]] std::string suppressedSentence(const GroupFinding& finding);

[[nodiscard]] Json toJson(const GroupFinding& finding);
// Throws Json::exception on documents of another shape.
[[nodiscard]] Result<GroupFinding> groupFindingFrom(const Json& value);

} // namespace retort::audit
