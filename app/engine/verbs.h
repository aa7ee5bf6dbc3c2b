// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verbs of retort-engine. Each add function declares its options and, if its verb was given, leaves in
// `action` what to do with progress and control.
#pragma once

#include "core/base/result.h"
#include "core/engine/model.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>

namespace retort::app {

using Action = std::function<Status(jobs::ProgressWriter&, jobs::RunControl&)>;

void addRun(CLI::App& app, Action& action);
void addScore(CLI::App& app, Action& action);
void addGenerate(CLI::App& app, Action& action);
void addDistill(CLI::App& app, Action& action);
void addBench(CLI::App& app, Action& action);
void addSelftest(CLI::App& app, Action& action);

// --precision, --device, --threads.
void addEngineOptions(CLI::App& verb, const std::shared_ptr<engine::EngineOptions>& options);

} // namespace retort::app
