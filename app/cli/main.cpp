// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/delegate.h"
#include "app/cli/verbs.h"

#include <cstdio>
#include <iostream>

namespace retort::cli {

void printJson(const Json& document) {
    print(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

namespace {

int report(const Error& error) {
    fmt::print(stderr, "retort-cli: {}\n", error.message);
    return exitStatus(error.code);
}

// Carried out by another program; declared so that --help names them.
void addDelegated(CLI::App& app) {
    const std::pair<const char*, const char*> verbs[] = {
        {"run", "The audit: PLAN -o AUDIT [--resume]"},
        {"score", "The scoring pass alone: --model DIR --data FILE -o OUT"},
        {"generate", "Continuation of a prompt, greedy or sampled"},
        {"distill", "Fine-tune or distil: RECIPE -o DIR"},
        {"bench", "Speed of the scoring pass on this machine"},
        {"selftest", "The whole instrument on models with a known answer: [AUDIT]"},
        {"report", "The PDF report: AUDIT -o FILE.pdf"},
    };
    for (const auto& [name, description] : verbs)
        app.add_subcommand(name, description)->prefix_command();
}

int run(int argc, char** argv) {
    if (argc > 1) {
        const std::string_view program = delegateOf(argv[1]);
        if (!program.empty())
            return report(becomeProgram(program, argv));
    }
    CLI::App app{"Retort audits what a distilled language model gives away of its training data."};
    app.set_version_flag("--version", "retort-cli " RETORT_VERSION);
    app.require_subcommand(1);
    Action action;
    addInspect(app, action);
    addTokenize(app, action);
    addCheck(app, action);
    addShow(app, action);
    addExport(app, action);
    addStats(app, action);
    addReview(app, action);
    addCompare(app, action);
    addRedact(app, action);
    addErase(app, action);
    addSubject(app, action);
    addVerify(app, action);
    addDelegated(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exitStatus(ErrorCode::Usage);
    }
    const Status status = action();
    if (!status)
        return report(status.error());
    if (std::fflush(stdout) != 0)
        return report({ErrorCode::Io, "stdout can't be written"});
    return 0;
}

} // namespace

} // namespace retort::cli

int main(int argc, char** argv) {
    try {
        return retort::cli::run(argc, argv);
    } catch (const std::exception& exception) {
        fmt::print(stderr, "retort-cli: internal error: {}\n", exception.what());
        return 1;
    }
}
