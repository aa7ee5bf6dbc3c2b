// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/verbs.h"
#include "core/runner/score_file.h"

namespace retort::app {

void addEngineOptions(CLI::App& verb, const std::shared_ptr<engine::EngineOptions>& options) {
    verb.add_option_function<std::string>(
        "--precision",
        [options](const std::string& name) {
            const auto precision = engine::precisionFromName(name);
            if (!precision)
                throw CLI::ValidationError("--precision", precision.error().message);
            options->precision = *precision;
        },
        "f32 (default) or bf16");
    verb.add_option("--device", options->device, "auto or cpu");
    verb.add_option("--threads", options->threads, "0: all cores");
}

void addScore(CLI::App& app, Action& action) {
    CLI::App* verb =
        app.add_subcommand("score", "The scoring pass alone: a row for each record in input order");
    auto request = std::make_shared<runner::ScoreRequest>();
    auto options = std::make_shared<engine::EngineOptions>();
    auto templateName = std::make_shared<std::string>();
    request->data.idField = "id";
    verb->add_option("--model", request->model, "Folder of the checkpoint")->required();
    verb->add_option("--data", request->data.paths, "Records (.jsonl)")->required();
    verb->add_option("-o,--out", request->out, "The table to write: .jsonl, .csv or .parquet")->required();
    verb->add_option("--prefix", request->prefixTokens, "Tokens of the extraction window's prefix");
    verb->add_option("--suffix", request->suffixTokens, "Tokens of its suffix");
    verb->add_option("--max-tokens", request->maxTokens, "Cut records here; 0: the model's context");
    verb->add_flag("--per-token", request->perToken, "Arrays of per-token values as well");
    verb->add_option("--text", request->data.textField, "Field of the text");
    verb->add_option("--id", request->data.idField, "Field of the id");
    verb->add_option("--prompt", request->data.promptField, "Field of the prompt");
    verb->add_option("--context", request->data.contextField, "Field of the context");
    verb->add_option("--response", request->data.responseField,
                     "Field of the response, the part that is scored");
    verb->add_option("--template", *templateName, "alpaca");
    addEngineOptions(*verb, options);
    verb->callback([=, &action] {
        action = [=](jobs::ProgressWriter& progress, jobs::RunControl& control) -> Status {
            request->engine = *options;
            RETORT_TRY(request->data.promptTemplate, corpus::promptTemplateFromName(*templateName));
            return runner::scoreFile(*request, progress, control);
        };
    });
}

} // namespace retort::app
