// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/checkpoint/inspection.h"
#include "core/tokenizer/tokenizer.h"

namespace retort::cli {

namespace {

// What only both rooms together can see: whether the tokenizer fits the model.
void checkTokenizer(checkpoint::Inspection& inspection) {
    if (inspection.tokenizer == checkpoint::TokenizerKind::None)
        return;
    const auto tokenizer = tokenizer::Tokenizer::load(inspection.directory);
    if (!tokenizer) {
        inspection.refused.push_back(tokenizer.error().message);
        return;
    }
    if (inspection.config && tokenizer->vocabularySize() > inspection.config->vocabulary)
        inspection.refused.push_back(
            fmt::format("the tokenizer has ids up to {}, the model's vocabulary ends at {}",
                        tokenizer->vocabularySize() - 1, inspection.config->vocabulary - 1));
}

Status inspect(const std::string& directory, bool json) {
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error))
        return fail(ErrorCode::NotFound, "{}: is not a folder; name the folder that holds config.json",
                    directory);
    checkpoint::Inspection inspection = checkpoint::inspect(directory);
    checkTokenizer(inspection);
    if (json)
        printJson(checkpoint::toJson(inspection));
    else
        print(checkpoint::describe(inspection));
    if (!inspection.refused.empty())
        return fail(ErrorCode::Unsupported, "{}: can't be used: {}", directory,
                    fmt::join(inspection.refused, "; "));
    return {};
}

} // namespace

void addInspect(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("inspect", "What a checkpoint is, and what would be refused and why");
    auto directory = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    verb->add_option("DIR", *directory, "Folder of the checkpoint")->required();
    verb->add_flag("--json", *json, "One JSON document on stdout");
    verb->callback([=, &action] { action = [=] { return inspect(*directory, *json); }; });
}

} // namespace retort::cli
