// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The self-test: three small audits with a known answer, each through the engine and the whole way of a run.
// A model with probabilities in closed form, the demo's teacher on its own training data (planted), and the
// demo's base model on the same data, which it never saw (clean).
#pragma once

#include "core/audit/findings.h"
#include "core/base/result.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"
#include "core/store/audit_file.h"

#include <filesystem>
#include <string>

namespace retort::runner {

struct SelftestRequest {
    std::filesystem::path demo; // folder with the demo's models and data
    std::string version;        // of Retort
    std::string precision = "f32";
    std::string device = "auto";
    int threads = 0;
};

// Works in a temporary folder that is gone afterwards. A control that fails is no error here:
// Selftest::passed(). Main thread only.
[[nodiscard]] Result<audit::Selftest> runSelftest(const SelftestRequest& request,
                                                  jobs::ProgressWriter& progress, jobs::RunControl& control);

// ErrorCode::Gate, naming the controls that failed.
[[nodiscard]] Status requirePassed(const audit::Selftest& selftest);

// Whether the audit's run has ended and its content is what its events say; ErrorCode::Gate otherwise.
[[nodiscard]] Status requireFinished(const store::AuditFile& audit);

// Puts the result into the findings of a finished audit and into its events, and vouches for the file anew.
// What requireFinished() refuses is refused.
[[nodiscard]] Status storeSelftest(const std::filesystem::path& audit, const audit::Selftest& selftest);

} // namespace retort::runner
