// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/base/utf8.h"
#include "core/stats/best_of.h"
#include "core/stats/group_evaluation.h"
#include "core/stats/score_file.h"

#include <algorithm>

namespace retort::cli {

namespace {

struct StatsOptions {
    std::string file;
    std::vector<std::string> targets = {"0.001", "0.01", "0.05"};
    std::string format;
    std::string direction;
    std::string attack; // empty: all
    std::uint64_t leastOfGroup = stats::kLeastOfGroup;
    std::uint64_t seed = 1;
    bool json = false;
};

struct AttackResult {
    std::string name;
    stats::Evaluation evaluation;
    std::optional<stats::GroupEvaluation> groups;
};

std::string recordsText(std::uint64_t records) {
    return fmt::format("{} record{}", records, records == 1 ? "" : "s");
}

std::string describe(const stats::Evaluation& evaluation) {
    std::string text = fmt::format("members {}, non-members {}\nAUC {:.4f}, 95 % interval {:.4f} to {:.4f}\n",
                                   evaluation.members, evaluation.nonmembers, evaluation.auc,
                                   evaluation.aucInterval.lower, evaluation.aucInterval.upper);
    if (const auto& interval = evaluation.aucBootstrapInterval)
        text += fmt::format("  by bootstrap {:.4f} to {:.4f}\n", interval->lower, interval->upper);
    if (const auto& band = evaluation.rocBand)
        text += fmt::format("95 % band around the whole ROC curve: FPR +- {:.4f}, TPR +- {:.4f}\n",
                            band->falsePositiveRate, band->truePositiveRate);
    if (evaluation.prAuc)
        text += fmt::format("average precision {:.4f} (chance {:.4f})\n", *evaluation.prAuc,
                            stats::chancePrecision(evaluation));
    if (const auto& balanced = evaluation.balancedAccuracy)
        text +=
            fmt::format("balanced accuracy {:.4f}, 95 % interval {:.4f} to {:.4f}, thresholds chosen on the "
                        "other half\n",
                        balanced->value, balanced->interval.lower, balanced->interval.upper);
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

std::string describe(const stats::GroupEvaluation& groups) {
    std::string text;
    for (const stats::GroupEvaluation::Group& group : groups.groups)
        text += fmt::format("group {}: members {}, non-members {}, AUC {:.4f} ({:.4f} to {:.4f})\n",
                            onOneLine(group.name), group.evaluation.members, group.evaluation.nonmembers,
                            group.evaluation.auc, group.evaluation.aucInterval.lower,
                            group.evaluation.aucInterval.upper);
    return text + fmt::format("groups with fewer than {} members or non-members, not shown: {} with {}; "
                              "records without a group: {}\n",
                              groups.least, groups.suppressedGroups, recordsText(groups.suppressedRecords),
                              groups.withoutGroup);
}

std::string describe(const stats::ScoreFile& file) {
    return fmt::format("layout {}: {} scores mean \"member\"\n", formatName(file.format),
                       file.direction == stats::ScoreDirection::Higher ? "higher" : "lower");
}

std::string describe(const stats::BestOf& best, const std::vector<AttackResult>& results) {
    return fmt::format("best of {} attacks on {}: {}, AUC {:.4f}, lower bound {:.4f} and p = {:.3g} for "
                       "having looked at all of them\n",
                       results.size(), recordsText(best.records), results[best.best].name,
                       best.aucs[best.best], best.lowerBounds[best.best], best.pValues[best.best]);
}

Json toJson(const AttackResult& result) {
    Json json = stats::toJson(result.evaluation);
    json["attack"] = result.name;
    if (result.groups)
        json["groups"] = stats::toJson(*result.groups);
    return json;
}

Json toJson(const stats::BestOf& best, const std::vector<AttackResult>& results) {
    return {{"attack", results[best.best].name},
            {"records", best.records},
            {"auc", best.aucs[best.best]},
            {"lower_bound", best.lowerBounds[best.best]},
            {"p_value", best.pValues[best.best]}};
}

Result<std::vector<stats::DecimalRate>> targetsOf(const StatsOptions& options) {
    std::vector<stats::DecimalRate> targets;
    for (const std::string& text : options.targets) {
        auto rate = stats::DecimalRate::parse(text);
        if (!rate)
            return fail(ErrorCode::Usage, "--fpr {}: {}", text, rate.error().message);
        targets.push_back(*rate);
    }
    return targets;
}

Result<stats::ScoreFile> read(const StatsOptions& options) {
    RETORT_TRY(stats::ScoreFile file,
               stats::readScores(options.file, {stats::findFormat(options.format),
                                                stats::findDirection(options.direction)}));
    if (options.attack.empty())
        return file;
    const auto found = std::ranges::find(file.attacks, options.attack, &stats::ScoreFile::Attack::name);
    if (found == file.attacks.end()) {
        std::vector<std::string> names;
        for (const stats::ScoreFile::Attack& attack : file.attacks)
            names.push_back(attack.name);
        return fail(ErrorCode::Usage, "--attack {}: {} has the attacks {}", options.attack, options.file,
                    fmt::join(names, ", "));
    }
    file.attacks = {std::move(*found)};
    return file;
}

Status stats(const StatsOptions& options) {
    RETORT_TRY(const std::vector<stats::DecimalRate> targets, targetsOf(options));
    RETORT_TRY(const stats::ScoreFile file, read(options));
    std::vector<stats::ScoreSet> sets;
    std::vector<AttackResult> results;
    for (std::size_t a = 0; a < file.attacks.size(); ++a) {
        sets.push_back(file.set(a));
        auto evaluation = stats::evaluate(sets.back(), targets, options.seed);
        if (!evaluation)
            return within(options.file, evaluation.error());
        AttackResult result{file.attacks[a].name, std::move(*evaluation), {}};
        if (!file.groups.empty()) {
            RETORT_TRY(result.groups,
                       stats::evaluateGroups(sets.back(), targets, options.seed, options.leastOfGroup));
        }
        results.push_back(std::move(result));
    }
    std::optional<stats::BestOf> best;
    if (results.size() > 1) {
        RETORT_TRY(best, stats::bestOf(sets, options.seed));
    }

    if (options.json) {
        Json json = results.size() == 1 ? toJson(results.front()) : Json::object();
        json["format"] = formatName(file.format);
        json["direction"] = file.direction == stats::ScoreDirection::Higher ? "higher" : "lower";
        if (results.size() > 1) {
            json["attacks"] = Json::array();
            for (const AttackResult& result : results)
                json["attacks"].push_back(toJson(result));
            json["best_of"] = best ? toJson(*best, results) : Json(nullptr);
        }
        printJson(json);
        return {};
    }
    std::string text = describe(file);
    for (const AttackResult& result : results) {
        text += (results.size() > 1 ? "\n" + result.name + "\n" : "") + describe(result.evaluation);
        if (result.groups)
            text += describe(*result.groups);
    }
    if (best)
        text += "\n" + describe(*best, results);
    print(text);
    return {};
}

} // namespace

void addStats(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("stats", "The statistics over anybody's scores");
    auto options = std::make_shared<StatsOptions>();
    verb->add_option(
            "SCORES", options->file,
            "CSV (id,member,score and optionally cluster,group), JSON lines with the same keys, MIMIR's "
            "ATTACK_results.json or Fast-MIA's detailed_scores.csv")
        ->required();
    verb->add_option("--fpr", options->targets, "False-alarm rates of the operating points")->delimiter(',');
    verb->add_option("--format", options->format, "Layout of the file, where its content should not decide")
        ->check(CLI::IsMember({"csv", "jsonl", "mimir", "fast-mia"}));
    verb->add_option("--direction", options->direction,
                     "Which scores mean \"member\"; without it higher ones, in MIMIR's files lower ones")
        ->check(CLI::IsMember({"higher", "lower"}));
    verb->add_option("--attack", options->attack, "Only this one of several attacks");
    verb->add_option("--group-least", options->leastOfGroup,
                     "Groups with fewer members or non-members are counted, not shown");
    verb->add_option("--seed", options->seed, "Of bootstrap and halves");
    verb->add_flag("--json", options->json, "One JSON document on stdout");
    verb->callback([=, &action] { action = [=] { return stats(*options); }; });
}

} // namespace retort::cli
