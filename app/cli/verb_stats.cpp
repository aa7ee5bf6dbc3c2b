// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/stats/evaluation.h"
#include "core/stats/score_csv.h"

namespace retort::cli {

namespace {

struct StatsOptions {
    std::string file;
    std::vector<std::string> targets = {"0.001", "0.01", "0.05"};
    bool json = false;
};

std::string describe(const stats::Evaluation& evaluation) {
    std::string text = fmt::format("members {}, non-members {}\nAUC {:.4f}, 95 % interval {:.4f} to {:.4f}\n",
                                   evaluation.members, evaluation.nonmembers, evaluation.auc,
                                   evaluation.aucInterval.lower, evaluation.aucInterval.upper);
    for (const stats::OperatingPoint& point : evaluation.operatingPoints) {
        if (point.status == stats::PointStatus::Refused) {
            text += fmt::format("FPR {:g}: refused, needs {} non-members\n", point.targetFpr,
                                point.nonmembersNeeded);
            continue;
        }
        text += fmt::format(
            "FPR {:g} ({}): threshold {:g}, TPR {:.4f} ({:.4f} to {:.4f}), {} true and {} false "
            "positives, p = {:.3g}\n",
            point.targetFpr, statusName(point.status), point.threshold, point.tpr, point.tprInterval.lower,
            point.tprInterval.upper, point.truePositives, point.falsePositives, point.pValue);
    }
    if (!evaluation.nonfinite.empty())
        text += fmt::format("no finite score: {}\n", fmt::join(evaluation.nonfinite, ", "));
    for (const std::string& warning : evaluation.warnings)
        text += "note: " + warning + "\n";
    return text;
}

Status stats(const StatsOptions& options) {
    std::vector<stats::DecimalRate> targets;
    for (const std::string& text : options.targets) {
        auto rate = stats::DecimalRate::parse(text);
        if (!rate)
            return fail(ErrorCode::Usage, "--fpr {}: {}", text, rate.error().message);
        targets.push_back(*rate);
    }
    RETORT_TRY(const stats::ScoreSet set, stats::readScoresCsv(options.file));
    auto evaluation = stats::evaluate(set, targets);
    if (!evaluation)
        return within(options.file, evaluation.error());
    if (options.json)
        printJson(stats::toJson(*evaluation));
    else
        print(describe(*evaluation));
    return {};
}

} // namespace

void addStats(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("stats", "The statistics over anybody's scores");
    auto options = std::make_shared<StatsOptions>();
    verb->add_option("SCORES", options->file, "CSV with the columns id,member,score and optionally cluster")
        ->required();
    verb->add_option("--fpr", options->targets, "False-alarm rates of the operating points")->delimiter(',');
    verb->add_flag("--json", options->json, "One JSON document on stdout");
    verb->callback([=, &action] { action = [=] { return stats(*options); }; });
}

} // namespace retort::cli
