// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A look at a few records with every model before a run: what audit::plausibilityGates judges.
#pragma once

#include "core/audit/plausibility.h"
#include "core/audit/prepare.h"
#include "core/base/result.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"

namespace retort::runner {

// Scores kProbeRecords of each data set (drawn by the plan's seed, among those with a loss; the first
// kProbeTokens predicted tokens of each) with every model, one model in memory at a time. Prompt/response
// data is also scored with the templates that the plan doesn't name. Cancelled between data sets and inside
// them.
[[nodiscard]] Result<audit::ProbeResult> probe(const audit::PreparedAudit& prepared,
                                               jobs::ProgressWriter& progress, jobs::RunControl& control);

// Says in the log what doesn't fit. Error (ErrorCode::Gate) where a model predicts nothing and the plan says
// "stop".
[[nodiscard]] Status judgeProbe(const audit::Plan& plan, const audit::ProbeResult& result,
                                jobs::ProgressWriter& progress);

} // namespace retort::runner
