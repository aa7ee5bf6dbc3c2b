// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the window holds of an open audit: immutable values, loaded by workers and shared by all pages.
#pragma once

#include "core/audit/findings.h"
#include "core/base/result.h"
#include "core/jobs/job_list.h"
#include "core/store/records.h"
#include "core/store/results.h"

#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retort::ui {

// Everything a first page needs; no per-record data.
struct AuditSummary {
    QString path;
    audit::Findings findings;
    bool hasFindings = false; // false: the run has not come to its end
    std::vector<store::ColumnName> columns;
    std::vector<std::string> curves;
    std::vector<jobs::Job> jobs;
    std::string seal;
    bool storesText = false;
};

// The records of one data set with all their columns.
struct DataTable {
    std::string name;
    std::vector<store::Record> records;
    std::map<std::pair<std::string, std::string>, std::vector<double>> columns; // (model or "", name)

    // nullptr if there is no such column; one value a record, NaN where absent.
    [[nodiscard]] const std::vector<double>* column(const std::string& model, const std::string& name) const;
    // Region mask of a record, nothing without a verdict in all three.
    [[nodiscard]] std::optional<int> region(std::size_t record) const;
};

using Curves = std::map<std::string, store::Curve>; // by attack

// Any thread; each opens the file for itself and only reads.
[[nodiscard]] Result<std::shared_ptr<const AuditSummary>> loadSummary(const QString& path);
[[nodiscard]] Result<std::shared_ptr<const DataTable>> loadDataTable(const QString& path,
                                                                     const std::string& data);
[[nodiscard]] Result<Curves> loadCurves(const QString& path, const std::string& model,
                                        const std::string& data, const std::vector<std::string>& attacks);

} // namespace retort::ui
