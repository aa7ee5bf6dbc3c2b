// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/verbs.h"
#include "core/runner/score_file.h"

#include <limits>

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

namespace {

// What the command line says about the data as text.
struct DataOptions {
    std::string templateName;
    std::string templateText;
    std::string rows = "line";
    std::string tokenType;
    std::int64_t endToken = -1;
};

void addDataOptions(CLI::App& verb, corpus::DataSource& data, DataOptions& options) {
    verb.add_option(
            "--data", data.paths,
            "Records: files or folders (.jsonl, .csv, .tsv, .txt, each also as .gz or .zst; .parquet, "
            ".arrow, .npy, .bin)")
        ->required();
    verb.add_option("--text", data.textField, "Field of the text");
    verb.add_option("--id", data.idField, "Field of the id; without one, file and line");
    verb.add_option("--prompt", data.promptField, "Field of the prompt");
    verb.add_option("--context", data.contextField, "Field of the context");
    verb.add_option("--response", data.responseField, "Field of the response, the part that is scored");
    auto* name = verb.add_option("--template", options.templateName, "alpaca");
    verb.add_option("--template-text", options.templateText,
                    "Your own template: text with {prompt} and perhaps {context} in it")
        ->excludes(name);
    verb.add_option("--rows", options.rows, "What a record of a .txt file is: line, paragraph or file");
    verb.add_option("--token-type", options.tokenType, "How a .bin file stores token ids: uint16 or uint32");
    auto* rowTokens =
        verb.add_option("--row-tokens", data.rowTokens, "Token ids in one long row: length of a record");
    verb.add_option("--end-token", options.endToken, "Token ids in one long row: the id that ends a record")
        ->excludes(rowTokens)
        ->check(CLI::NonNegativeNumber);
    verb.add_option("--allow-malformed", data.allowedMalformed,
                    "Share of rows that may be unreadable before the run is refused (0.01)")
        ->check(CLI::Range(0.0, 1.0));
}

Status applyDataOptions(const CLI::App& verb, const DataOptions& options, corpus::DataSource& data) {
    data.idOptional = verb.count("--id") == 0;
    if (verb.count("--template-text") > 0) {
        RETORT_TRY(data.promptTemplate, corpus::promptTemplateFromText(options.templateText));
    } else {
        RETORT_TRY(data.promptTemplate, corpus::promptTemplateFromName(options.templateName));
    }
    RETORT_TRY(data.textRows, corpus::textRowsFromName(options.rows));
    RETORT_TRY(data.tokenType, corpus::tokenFileTypeFromName(options.tokenType));
    if (options.endToken > std::numeric_limits<std::int32_t>::max())
        return fail(ErrorCode::Usage, "--end-token {} is no token id", options.endToken);
    if (options.endToken >= 0)
        data.endToken = static_cast<std::int32_t>(options.endToken);
    return {};
}

} // namespace

void addScore(CLI::App& app, Action& action) {
    CLI::App* verb =
        app.add_subcommand("score", "The scoring pass alone: a row for each record in input order");
    auto request = std::make_shared<runner::ScoreRequest>();
    auto options = std::make_shared<engine::EngineOptions>();
    auto dataOptions = std::make_shared<DataOptions>();
    request->data.idField = "id";
    verb->add_option("--model", request->model, "Folder of the checkpoint")->required();
    verb->add_option("--adapter", request->adapter, "Folder of a LoRA adapter to merge into it");
    addDataOptions(*verb, request->data, *dataOptions);
    verb->add_option("-o,--out", request->out, "The table to write: .jsonl, .csv or .parquet")->required();
    verb->add_option("--prefix", request->prefixTokens, "Tokens of the extraction window's prefix");
    verb->add_option("--suffix", request->suffixTokens, "Tokens of its suffix");
    verb->add_option("--max-tokens", request->maxTokens, "Cut records here; 0: the model's context");
    verb->add_flag("--per-token", request->perToken, "Arrays of per-token values as well");
    addEngineOptions(*verb, options);
    verb->callback([=, &action] {
        action = [=](jobs::ProgressWriter& progress, jobs::RunControl& control) -> Status {
            request->engine = *options;
            RETORT_CHECK(applyDataOptions(*verb, *dataOptions, request->data));
            return runner::scoreFile(*request, progress, control);
        };
    });
}

} // namespace retort::app
