// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/audit_data.h"

#include "core/store/audit_file.h"

#include <cmath>

namespace retort::ui {
namespace {

Result<store::AuditFile> openAudit(const QString& path) {
    return store::AuditFile::openReadOnly(path.toStdString());
}

} // namespace

const std::vector<double>* DataTable::column(const std::string& model, const std::string& columnName) const {
    const auto found = columns.find({model, columnName});
    return found == columns.end() ? nullptr : &found->second;
}

std::optional<int> DataTable::region(std::size_t record) const {
    const std::vector<double>* regions = column("", "region");
    if (regions == nullptr || record >= regions->size() || !std::isfinite((*regions)[record]))
        return std::nullopt;
    return static_cast<int>((*regions)[record]) & 7;
}

Result<std::shared_ptr<const AuditSummary>> loadSummary(const QString& path) {
    RETORT_TRY(const store::AuditFile file, openAudit(path));
    auto summary = std::make_shared<AuditSummary>();
    summary->path = path;
    summary->storesText = file.storesText();
    RETORT_TRY(const auto stored, file.results().findings());
    if (stored) {
        RETORT_TRY(const Json document, parseJson(stored->json, path.toStdString()));
        RETORT_TRY(summary->findings, audit::findingsFromJson(document));
        summary->hasFindings = true;
    }
    RETORT_TRY(summary->columns, file.results().columns());
    RETORT_TRY(summary->curves, file.results().curves());
    RETORT_TRY(summary->jobs, jobs::listJobs(file));
    RETORT_TRY(summary->seal, file.events().seal());
    return std::shared_ptr<const AuditSummary>(std::move(summary));
}

Result<std::shared_ptr<const DataTable>> loadDataTable(const QString& path, const std::string& data) {
    RETORT_TRY(const store::AuditFile file, openAudit(path));
    auto table = std::make_shared<DataTable>();
    table->name = data;
    RETORT_TRY(table->records, file.records().all(data));
    RETORT_TRY(const auto names, file.results().columns());
    for (const store::ColumnName& name : names) {
        if (name.dataSet != data)
            continue;
        RETORT_TRY(auto values, file.results().column(data, name.model, name.name));
        // A column of another length would put numbers beside the wrong records.
        if (values && values->size() != table->records.size())
            return fail(ErrorCode::InvalidInput,
                        "{}: column {} of {} holds {} values for {} records; the file is damaged, run the "
                        "audit again",
                        path.toStdString(), name.name, data, values->size(), table->records.size());
        if (values)
            table->columns.emplace(std::pair{name.model, name.name}, std::move(*values));
    }
    return std::shared_ptr<const DataTable>(std::move(table));
}

Result<Curves> loadCurves(const QString& path, const std::string& model, const std::string& data,
                          const std::vector<std::string>& attacks) {
    RETORT_TRY(const store::AuditFile file, openAudit(path));
    Curves curves;
    for (const std::string& attack : attacks) {
        RETORT_TRY(auto curve, file.results().curve(audit::curveName(model, data, attack)));
        if (curve)
            curves.emplace(attack, std::move(*curve));
    }
    return curves;
}

} // namespace retort::ui
