// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/derive.h"
#include "core/audit/derive_parts.h"
#include "core/audit/further_extraction.h"
#include "core/audit/plan.h"
#include "core/memorization/exposure.h"

#include <limits>

namespace retort::audit {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

bool allGreedy(const scores::TokenColumns& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!tokens.greedyHit(i))
            return false;
    }
    return true;
}

// Greedy decoding of the prompt gives the whole response: every token of the row, which is the response.
Status deriveVerbatim(store::AuditFile& audit, std::string_view model, std::string_view dataSet) {
    RETORT_TRY(const std::vector<store::Record> records, audit.records().all(dataSet));
    RETORT_TRY(const scores::TokenTable table, loadRows(audit, model, dataSet, "record"));
    RETORT_TRY(const auto truncated, audit.results().column(dataSet, model, kOwnTruncated));
    const scores::TokenTableIndex rows(table);
    std::vector<double> verbatim(records.size(), kAbsent);
    for (const store::Record& record : records) {
        if (record.excluded)
            continue;
        const scores::TokenColumns row = rows.row(record.ordinal);
        const bool cut = truncated ? (*truncated)[record.ordinal] > 0 : record.truncated;
        if (row.size() > 0 && !cut)
            verbatim[record.ordinal] = allGreedy(row) ? 1 : 0;
    }
    return audit.results().putColumn(dataSet, model, kVerbatim, verbatim);
}

Status deriveExposure(store::AuditFile& audit, const DataPlan& canaries, std::string_view model) {
    RETORT_TRY(const auto planted, audit.results().column(canaries.name, model, "loss"));
    RETORT_TRY(const auto references, audit.results().column(canaries.canaryReferences, model, "loss"));
    if (!planted || !references)
        return {};
    return audit.results().putColumn(canaries.name, model, kExposure,
                                     memorization::exposures(*planted, *references));
}

} // namespace

Status deriveFurther(store::AuditFile& audit, const Plan& plan, const ModelPlan& model) {
    for (const DataPlan& data : plan.data) {
        if (!data.responseField.empty())
            RETORT_CHECK(deriveVerbatim(audit, model.name, data.name));
        if (!data.canaryReferences.empty())
            RETORT_CHECK(deriveExposure(audit, data, model.name));
    }
    return {};
}

} // namespace retort::audit
