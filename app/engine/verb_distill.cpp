// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/verbs.h"
#include "core/distill/recipe.h"
#include "core/distill/train.h"

namespace retort::app {

namespace {

Status distill(const std::string& recipeFile, const std::string& out, jobs::ProgressWriter& progress,
               jobs::RunControl& control) {
    RETORT_TRY(const distill::Recipe recipe, distill::readRecipe(recipeFile));
    bool begun = false;
    int epoch = 0;
    const auto report = [&](const distill::TrainingProgress& now) {
        if (!begun)
            progress.begin("train", now.steps, "steps");
        begun = true;
        progress.progress(now.step);
        if (now.epoch != epoch)
            progress.log(fmt::format("epoch {}, loss {:.4f}, {:.0f} tokens a second", now.epoch, now.loss,
                                     now.tokensPerSecond));
        epoch = now.epoch;
    };
    RETORT_TRY(const distill::TrainingSummary summary, distill::train(recipe, out, report, control.token()));
    progress.log(fmt::format("{} parameters, {} records, {} steps, last epoch's loss {:.4f}, {:.0f} s",
                             summary.parameters, summary.records, summary.steps,
                             summary.epochs.empty() ? 0.0 : summary.epochs.back().loss, summary.seconds));
    return {};
}

} // namespace

void addDistill(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("distill", "Fine-tune or distil a model as a recipe says");
    auto recipe = std::make_shared<std::string>();
    auto out = std::make_shared<std::string>();
    verb->add_option("RECIPE", *recipe, "The recipe (TOML)")->required();
    verb->add_option("-o,--out", *out, "Folder of the new checkpoint")->required();
    verb->callback([=, &action] {
        action = [=](jobs::ProgressWriter& progress, jobs::RunControl& control) {
            return distill(*recipe, *out, progress, control);
        };
    });
}

} // namespace retort::app
