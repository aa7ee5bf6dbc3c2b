// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Carries out an audit: scores what the plan asks for, chunk by chunk, derives, assesses, and leaves one
// audit file.
#pragma once

#include "core/base/result.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"

#include <filesystem>
#include <string>

namespace retort::runner {

struct RunRequest {
    std::filesystem::path plan;
    std::filesystem::path audit;
    bool resume = false;
    std::string version;        // of Retort, for the findings
    std::filesystem::path demo; // the demo's models and data, for a plan that asks for the self-test
};

// Refuses an existing file without `resume`, and another plan, other weights or other data with it. A
// cancelled or failed run leaves what was committed and can be resumed; input that can't be used leaves no
// file at all. Main thread only.
[[nodiscard]] Status runAudit(const RunRequest& request, jobs::ProgressWriter& progress,
                              jobs::RunControl& control);

} // namespace retort::runner
