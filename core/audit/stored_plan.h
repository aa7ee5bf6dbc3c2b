// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plan as an audit file keeps it.
#pragma once

#include "core/audit/plan.h"
#include "core/base/result.h"
#include "core/store/audit_file.h"

namespace retort::audit {

// Models know their tokenizers, as after prepare(). Relative paths are taken from the folder where the plan
// lay when the audit was run. InvalidInput where this version can't read the plan.
[[nodiscard]] Result<Plan> storedPlan(const store::AuditFile& audit);

} // namespace retort::audit
