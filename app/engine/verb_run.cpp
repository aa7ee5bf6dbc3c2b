// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/demo_folder.h"
#include "app/engine/verbs.h"
#include "core/runner/run_audit.h"

namespace retort::app {

void addRun(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("run", "The audit");
    auto request = std::make_shared<runner::RunRequest>();
    request->version = RETORT_VERSION;
    request->demo = demoFolder();
    verb->add_option("PLAN", request->plan, "The plan (TOML)")->required();
    verb->add_option("-o,--out", request->audit, "The audit file to write")->required();
    verb->add_flag("--resume", request->resume, "Go on with a run that was interrupted");
    verb->callback([=, &action] {
        action = [=](jobs::ProgressWriter& progress, jobs::RunControl& control) {
            return runner::runAudit(*request, progress, control);
        };
    });
}

} // namespace retort::app
