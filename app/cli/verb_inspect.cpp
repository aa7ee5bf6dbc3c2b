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
    const auto tokenizer = tokenizer::Tokenizer::load(inspection.folders.tokenizer());
    if (!tokenizer) {
        inspection.refused.push_back(tokenizer.error().message);
        return;
    }
    if (!inspection.config)
        return;
    const std::int64_t rows = inspection.config->vocabulary;
    const std::int64_t ids = tokenizer->vocabularySize();
    if (ids > rows)
        inspection.refused.push_back(fmt::format(
            "the tokenizer has ids up to {}, the model's vocabulary ends at {}", ids - 1, rows - 1));
    if (ids < rows)
        inspection.differences.push_back(fmt::format("The vocabulary has {} rows more than the tokenizer has "
                                                     "ids; they take part in every probability.",
                                                     rows - ids));
}

struct InspectOptions {
    std::string directory;
    std::string adapter;
    bool force = false;
    bool json = false;
};

Status inspect(const InspectOptions& options) {
    const std::string& directory = options.directory;
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error))
        return fail(ErrorCode::NotFound, "{}: is not a folder; name the folder that holds config.json",
                    directory);
    checkpoint::Inspection inspection = checkpoint::inspect(
        directory, options.adapter,
        options.force ? checkpoint::FingerprintSource::Content : checkpoint::FingerprintSource::Cache);
    checkTokenizer(inspection);
    if (options.json)
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
    auto options = std::make_shared<InspectOptions>();
    verb->add_option("DIR", options->directory, "Folder of the checkpoint, or of a LoRA adapter")->required();
    verb->add_option("--adapter", options->adapter, "Folder of a LoRA adapter to merge into it");
    verb->add_flag("--force", options->force,
                   "Compute the fingerprint of the weights anew instead of taking it from the cache");
    verb->add_flag("--json", options->json, "One JSON document on stdout");
    verb->callback([=, &action] { action = [=] { return inspect(*options); }; });
}

} // namespace retort::cli
