// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/verbs.h"
#include "core/base/json.h"
#include "core/checkpoint/checkpoint.h"
#include "core/tokenizer/tokenizer.h"

namespace retort::app {

namespace {

struct GenerateRequest {
    std::string model;
    std::string adapter;
    std::string prompt;
    bool json = false;
    engine::GenerateOptions options;
};

Status generate(GenerateRequest request, const engine::EngineOptions& engineOptions,
                jobs::RunControl& control) {
    RETORT_TRY(const checkpoint::Checkpoint checkpoint,
               checkpoint::openCheckpoint(request.model, request.adapter));
    RETORT_TRY(const tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(checkpoint.tokenizer));
    RETORT_TRY(const auto model, engine::Model::load(checkpoint, engineOptions));
    const tokenizer::Encoding encoding = tokenizer.encode(request.prompt);
    std::vector<std::int32_t> prompt = encoding.prefix;
    prompt.insert(prompt.end(), encoding.ids.begin(), encoding.ids.end());
    if (prompt.empty())
        return fail(ErrorCode::Usage,
                    "--prompt is empty, and this model's tokenizer adds nothing to begin with");
    for (const std::int64_t id : checkpoint.config.eosIds)
        request.options.stopIds.push_back(static_cast<std::int32_t>(id));
    RETORT_TRY(const auto continuations,
               model->generate(std::span(&prompt, 1), request.options, control.token()));
    const std::vector<std::int32_t>& ids = continuations.front();
    const std::string text = tokenizer.decode(ids, true);
    if (request.json)
        fmt::print("{}\n", toJsonLine({{"prompt_ids", prompt}, {"ids", ids}, {"text", text}}));
    else
        fmt::print("{}\n", text);
    return {};
}

} // namespace

void addGenerate(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("generate", "Continuation of a prompt, greedy or sampled");
    auto request = std::make_shared<GenerateRequest>();
    auto options = std::make_shared<engine::EngineOptions>();
    verb->add_option("--model", request->model, "Folder of the checkpoint")->required();
    verb->add_option("--adapter", request->adapter, "Folder of a LoRA adapter to merge into it");
    verb->add_option("--prompt", request->prompt, "The text to continue")->required();
    verb->add_option("--max-new-tokens", request->options.maxNewTokens, "Length of the continuation (50)");
    verb->add_option("--temperature", request->options.temperature, "0 (default): greedy");
    verb->add_option("--top-k", request->options.topK, "0: all tokens");
    verb->add_option("--top-p", request->options.topP, "1: all tokens");
    verb->add_option("--seed", request->options.seed, "Of the sampling");
    verb->add_flag("--json", request->json, "One JSON document on stdout");
    addEngineOptions(*verb, options);
    verb->callback([=, &action] {
        action = [=](jobs::ProgressWriter&, jobs::RunControl& control) {
            return generate(*request, *options, control);
        };
    });
}

} // namespace retort::app
