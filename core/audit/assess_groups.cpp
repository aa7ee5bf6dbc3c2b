// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"

#include <algorithm>

namespace retort::audit {

namespace {

// Groups of the records that attackScores() gives, in its order.
Status appendGroups(AuditView& view, std::string_view data, stats::ScoreSet& set) {
    RETORT_TRY(const auto* records, view.records(data));
    for (const store::Record& record : *records) {
        if (!record.excluded)
            set.groups.push_back(record.group);
    }
    return {};
}

Result<std::optional<GroupFinding>> groupsOf(AuditView& view, const MembershipFinding& test) {
    const Plan& plan = view.plan();
    RETORT_TRY(auto set, attackScores(view, test.model, test.data, test.attack));
    if (!set)
        return std::nullopt;
    RETORT_CHECK(appendGroups(view, test.data, *set));
    for (const DataPlan* heldOut : plan.heldOut())
        RETORT_CHECK(appendGroups(view, heldOut->name, *set));
    std::vector<stats::DecimalRate> targets;
    for (const double target : plan.targetFpr) {
        RETORT_TRY(const stats::DecimalRate rate, stats::DecimalRate::from(target));
        targets.push_back(rate);
    }
    RETORT_TRY(stats::GroupEvaluation evaluation, stats::evaluateGroups(*set, targets, plan.seed));
    return GroupFinding{test.model, test.data, test.against, test.kind, test.attack, std::move(evaluation)};
}

} // namespace

Status assessGroups(AuditView& view, Findings& findings) {
    const Plan& plan = view.plan();
    const std::vector<const DataPlan*> heldOut = plan.heldOut();
    const bool comparable =
        std::ranges::any_of(heldOut, [](const DataPlan* data) { return !data->groupField.empty(); });
    for (const DataPlan& data : plan.data) {
        if (!data.seenBy.empty() && !data.groupField.empty() && !heldOut.empty() && !comparable)
            findings.warnings.push_back(phrase("warning.no_groups_held_out", {{"data", data.name}}));
    }
    if (!comparable)
        return {};
    for (const MembershipFinding& test : findings.membership) {
        if (!test.pValue || dataOf(plan, test.data).groupField.empty()) // of the primary attack alone
            continue;
        RETORT_TRY(auto finding, groupsOf(view, test));
        if (finding)
            findings.membershipGroups.push_back(std::move(*finding));
    }
    return {};
}

} // namespace retort::audit
