// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/audit_view.h"

#include "core/audit/derive.h"

#include <cmath>

namespace retort::audit {

Result<const std::vector<store::Record>*> AuditView::records(std::string_view data) {
    auto found = m_records.find(data);
    if (found == m_records.end()) {
        RETORT_TRY(std::vector<store::Record> rows, m_audit->records().all(data));
        found = m_records.emplace(std::string(data), std::move(rows)).first;
    }
    return &found->second;
}

Result<const std::vector<double>*> AuditView::column(std::string_view data, std::string_view model,
                                                     std::string_view name) {
    const std::tuple key{std::string(data), std::string(model), std::string(name)};
    auto found = m_columns.find(key);
    if (found == m_columns.end()) {
        RETORT_TRY(auto values, m_audit->results().column(data, model, name));
        found = m_columns.emplace(key, std::move(values)).first;
    }
    return found->second ? &*found->second : nullptr;
}

Result<std::vector<memorization::Verdict>> AuditView::verdicts(std::string_view data, std::string_view model,
                                                               std::string_view window) {
    RETORT_TRY(const std::vector<double>* values, column(data, model, verdictColumn(window)));
    std::vector<memorization::Verdict> verdicts;
    if (!values)
        return verdicts;
    verdicts.reserve(values->size());
    for (const double value : *values) {
        if (std::isnan(value))
            verdicts.push_back(memorization::Verdict::None);
        else
            verdicts.push_back(value > 0 ? memorization::Verdict::Memorized
                                         : memorization::Verdict::NotMemorized);
    }
    return verdicts;
}

} // namespace retort::audit
