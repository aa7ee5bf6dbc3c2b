// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From an audit file to its PDF report.
#pragma once

#include "core/audit/findings.h"
#include "core/base/result.h"
#include "core/report/compose.h"
#include "core/store/audit_file.h"
#include "ui/report/typeset.h"

#include <filesystem>
#include <string>

namespace retort::ui {

// The finished PDF of a document, with the findings attached as findings.json. Same input, same bytes.
// GUI thread; needs a QApplication.
[[nodiscard]] Result<std::string> renderReport(const report::Document& document,
                                               const PreparedFigures& figures,
                                               const std::string& findingsJson);

// What the report says about an audit besides its findings. Errors: Conflict for an audit without findings.
[[nodiscard]] Result<report::ReportFacts> readReportFacts(const store::AuditFile& audit);

// Writes the report of a finished audit in one step: on any error nothing is written. Errors: those of
// AuditFile::openReadOnly, Conflict for an unfinished audit or when `out` is the audit file, Io.
// GUI thread; needs a QApplication.
[[nodiscard]] Status writeReport(const std::filesystem::path& auditPath, const std::filesystem::path& out);

} // namespace retort::ui
