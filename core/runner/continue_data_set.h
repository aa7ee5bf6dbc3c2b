// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a model really says after the prefixes of a data set: greedy decoding, compared with the true
// suffixes.
#pragma once

#include "core/audit/prepare.h"
#include "core/base/result.h"
#include "core/engine/model.h"
#include "core/jobs/job_list.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"
#include "core/store/audit_file.h"

namespace retort::runner {

// Continues every window `first` of the data set and writes the columns kContinuationAccuracy and
// kContinuationDistance. The model must have scored the set: what greedy decoding reproduces is known from
// there, so decoding begins with the first mistake and memorized suffixes cost nothing. A resumed run goes on
// with the windows that have no value yet. Cancelled between groups of prompts and inside them.
[[nodiscard]] Status continueDataSet(engine::Model& engine, const audit::ModelPlan& model,
                                     const audit::PreparedData& data, store::AuditFile& audit,
                                     const jobs::JobList& jobList, jobs::ProgressWriter& progress,
                                     jobs::RunControl& control);

} // namespace retort::runner
