// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/demo_folder.h"
#include "app/engine/verbs.h"
#include "core/audit/phrases.h"
#include "core/base/json.h"
#include "core/runner/selftest.h"

namespace retort::app {

namespace {

void print(const audit::Selftest& selftest) {
    for (const audit::SelftestControl& control : selftest.controls)
        fmt::print("{} ({}): {}\n", control.id, control.passed ? "passed" : "failed", control.sentence);
    if (selftest.passed())
        fmt::print("{}\n", audit::phrase("selftest.passed"));
}

Status selftest(const runner::SelftestRequest& request, const std::string& audit, bool json,
                jobs::ProgressWriter& progress, jobs::RunControl& control) {
    if (!audit.empty()) {
        RETORT_TRY(const store::AuditFile file, store::AuditFile::openReadOnly(audit));
        RETORT_CHECK(runner::requireFinished(file));
    }
    RETORT_TRY(const audit::Selftest result, runner::runSelftest(request, progress, control));
    if (!audit.empty())
        RETORT_CHECK(runner::storeSelftest(audit, result));
    if (json)
        fmt::print("{}\n", audit::toJson(result).dump(2));
    else
        print(result);
    return runner::requirePassed(result);
}

} // namespace

void addSelftest(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand(
        "selftest", "The whole instrument on models with a known answer; status 3 where it fails");
    auto audit = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    auto options = std::make_shared<engine::EngineOptions>();
    verb->add_option("AUDIT", *audit, "A finished audit file to keep the result in");
    verb->add_flag("--json", *json, "One JSON document on stdout");
    addEngineOptions(*verb, options);
    verb->callback([=, &action] {
        action = [=](jobs::ProgressWriter& progress, jobs::RunControl& control) {
            runner::SelftestRequest request;
            request.demo = demoFolder();
            request.version = RETORT_VERSION;
            request.precision = engine::precisionName(options->precision);
            request.device = options->device;
            request.threads = options->threads;
            return selftest(request, *audit, *json, progress, control);
        };
    });
}

} // namespace retort::app
