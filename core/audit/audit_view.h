// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What assess() reads of an audit file: records and derived columns, each loaded once.
#pragma once

#include "core/audit/plan.h"
#include "core/base/result.h"
#include "core/memorization/overlap.h"
#include "core/store/audit_file.h"

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace retort::audit {

class AuditView {
public:
    // Both must outlive the view.
    AuditView(const store::AuditFile& audit, const Plan& plan) : m_audit(&audit), m_plan(&plan) {}

    [[nodiscard]] const store::AuditFile& audit() const { return *m_audit; }
    [[nodiscard]] const Plan& plan() const { return *m_plan; }

    // Pointers stay valid as long as the view.
    [[nodiscard]] Result<const std::vector<store::Record>*> records(std::string_view data);
    // One value per record; nullptr if there is no such column.
    [[nodiscard]] Result<const std::vector<double>*> column(std::string_view data, std::string_view model,
                                                            std::string_view name);
    // Verdict of each record of the window ("first", "stride", "personal"); empty if the model has none on
    // this set.
    [[nodiscard]] Result<std::vector<memorization::Verdict>>
    verdicts(std::string_view data, std::string_view model, std::string_view window);

private:
    const store::AuditFile* m_audit;
    const Plan* m_plan;
    std::map<std::string, std::vector<store::Record>, std::less<>> m_records;
    std::map<std::tuple<std::string, std::string, std::string>, std::optional<std::vector<double>>> m_columns;
};

} // namespace retort::audit
