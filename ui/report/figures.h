// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The document's figures, drawn from the values in an audit file.
#pragma once

#include "core/base/result.h"
#include "core/report/document.h"
#include "core/store/audit_file.h"
#include "ui/report/typeset.h"

namespace retort::ui {

// Figures whose data are not in the file are left out. Light scheme; painting needs the GUI thread.
[[nodiscard]] Result<PreparedFigures> prepareFigures(const report::Document& document,
                                                     const store::AuditFile& audit);

} // namespace retort::ui
