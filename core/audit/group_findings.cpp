// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/group_findings.h"

#include "core/audit/phrases.h"

namespace retort::audit {

std::string suppressedSentence(const GroupFinding& finding) {
    const stats::GroupEvaluation& groups = finding.evaluation;
    if (groups.suppressedGroups == 0 && groups.withoutGroup == 0)
        return phrase("membership.groups_all");
    return phrase("membership.groups_suppressed", {{"least", countText(groups.least)},
                                                   {"groups", countText(groups.suppressedGroups)},
                                                   {"records", countText(groups.suppressedRecords)},
                                                   {"without", countText(groups.withoutGroup)}});
}

Json toJson(const GroupFinding& finding) {
    Json value = {{"model", finding.model},
                  {"data", finding.data},
                  {"against", finding.against},
                  {"kind", finding.kind},
                  {"attack", finding.attack}};
    value.update(stats::toJson(finding.evaluation));
    return value;
}

Result<GroupFinding> groupFindingFrom(const Json& value) {
    RETORT_TRY(stats::GroupEvaluation evaluation, stats::groupEvaluationFromJson(value, "membership_groups"));
    return GroupFinding{value.at("model"), value.at("data"),   value.at("against"),
                        value.at("kind"),  value.at("attack"), std::move(evaluation)};
}

} // namespace retort::audit
