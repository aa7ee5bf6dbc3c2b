// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/verbs.h"
#include "core/engine/environment.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>

namespace retort::app {

namespace {

// Records pass through this process: nothing of them may land in a core dump.
void forbidCoreDumps() {
    const rlimit none = {0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
}

// `elsewhere`: progress goes to a descriptor of its own, so stderr has not heard of the error yet.
int report(jobs::ProgressWriter& progress, const Status& status, bool elsewhere) {
    const int exit = status ? 0 : exitStatus(status.error().code);
    if (!status) {
        progress.error(status.error());
        if (elsewhere)
            fmt::print(stderr, "retort-engine: {}\n", status.error().message);
    }
    progress.finished(exit);
    return exit;
}

int run(int argc, char** argv) {
    CLI::App app{"Carries out the verbs of retort-cli that need a model's weights."};
    app.set_version_flag("--version", "retort-engine " RETORT_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    std::optional<int> progressDescriptor;
    bool endWithInput = false;
    app.add_option("--progress-fd", progressDescriptor, "Write progress as JSON lines to this descriptor");
    app.add_flag("--end-with-input", endWithInput, "Cancel when stdin ends (for a child of the window)");
    Action action;
    addRun(app, action);
    addScore(app, action);
    addGenerate(app, action);
    addDistill(app, action);
    addBench(app, action);
    addSelftest(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exitStatus(ErrorCode::Usage);
    }
    auto progress = jobs::ProgressWriter::open(progressDescriptor);
    if (!progress) {
        fmt::print(stderr, "retort-engine: {}\n", progress.error().message);
        return exitStatus(progress.error().code);
    }
    jobs::RunControl::Options options;
    options.cancelAtEndOfInput = endWithInput;
    jobs::RunControl control(options);
    return report(*progress, action(*progress, control), progressDescriptor.has_value());
}

} // namespace

} // namespace retort::app

int main(int argc, char** argv) {
    retort::engine::ensureEngineEnvironment(argv);
    retort::app::forbidCoreDumps();
    try {
        return retort::app::run(argc, argv);
    } catch (const std::exception& exception) {
        fmt::print(stderr, "retort-engine: internal error: {}\n", exception.what());
        return 1;
    }
}
