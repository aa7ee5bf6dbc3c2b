// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/audit/claims.h"
#include "core/audit/pass_forecast.h"
#include "core/audit/phrases.h"
#include "core/audit/prepare.h"
#include "core/stats/power.h"

#include <map>
#include <set>

namespace retort::cli {

namespace {

struct SetSummary {
    std::uint64_t records = 0; // rows of the files
    std::uint64_t scored = 0;
    std::uint64_t clusters = 0;
    std::map<std::string, std::uint64_t> excluded;
    std::map<std::string, std::uint64_t> windows;
};

SetSummary summarise(const audit::PreparedData& data) {
    SetSummary summary;
    summary.records = data.summary.rows;
    summary.scored = data.scored();
    std::set<std::uint64_t> clusters;
    for (std::size_t i = 0; i < data.records.size(); ++i) {
        if (data.excluded(i).empty())
            clusters.insert(data.clusters[i]);
        else
            ++summary.excluded[data.excluded(i)];
    }
    for (const corpus::ExcludedRow& row : data.summary.excluded)
        ++summary.excluded[row.reason];
    summary.clusters = clusters.size();
    for (const store::Window& window : data.tokens().windows)
        ++summary.windows[std::string(store::windowKindName(window.kind))];
    return summary;
}

struct Forecast {
    double scoringFlop = 0;          // twice the parameters for every token and model
    std::uint64_t tokens = 0;        // passes of all models
    std::uint64_t furtherTokens = 0; // of them those that attacks and the slot test ask for
    std::uint64_t diskBytes = 0;
    std::uint64_t weightBytes = 0; // of the largest model, in the precision it is computed in
};

// Bytes of one stored token: five columns of four bytes, compressed to about 0.85.
constexpr double kStoredBytesPerToken = 17;

Result<Forecast> forecast(const audit::PreparedAudit& prepared) {
    Forecast result;
    RETORT_TRY(const std::vector<std::uint64_t> further, audit::furtherTokens(prepared));
    const std::uint64_t bytesPerWeight = prepared.plan.precision == "bf16" ? 2 : 4;
    for (std::size_t i = 0; i < prepared.models.size(); ++i) {
        const auto parameters =
            static_cast<std::uint64_t>(checkpoint::parameterCount(prepared.models[i].checkpoint.config));
        const std::uint64_t own = prepared.predictedTokens(prepared.models[i].plan) + further[i];
        result.tokens += own;
        result.furtherTokens += further[i];
        result.scoringFlop += 2.0 * static_cast<double>(parameters) * static_cast<double>(own);
        result.weightBytes = std::max(result.weightBytes, parameters * bytesPerWeight);
    }
    // Of further passes two numbers a row are kept, which is next to nothing.
    result.diskBytes = static_cast<std::uint64_t>(kStoredBytesPerToken *
                                                  static_cast<double>(result.tokens - result.furtherTokens));
    return result;
}

Json powerOf(const audit::Plan& plan, std::uint64_t members, std::uint64_t nonmembers) {
    const auto auc = stats::smallestDetectableAuc(members, nonmembers);
    Json power = {{"smallest_detectable_auc", auc ? Json(*auc) : Json()},
                  {"operating_points", Json::array()}};
    for (const double target : plan.targetFpr) {
        const auto rate = stats::DecimalRate::from(target);
        const auto tpr = rate ? stats::smallestDetectableTpr(members, nonmembers, *rate) : std::nullopt;
        power["operating_points"].push_back(
            {{"target_fpr", target}, {"smallest_detectable_tpr", tpr ? Json(*tpr) : Json()}});
    }
    return power;
}

Result<Json> report(const audit::PreparedAudit& prepared) {
    const audit::Plan& plan = prepared.plan;
    Json document = {{"plan", plan.file.string()},
                     {"max_tokens", prepared.maxTokens},
                     {"tokenizers", prepared.tokenizers.size()}};
    for (const audit::PreparedModel& model : prepared.models)
        document["models"].push_back({{"name", model.plan.name},
                                      {"family", checkpoint::familyName(model.checkpoint.config.family)},
                                      {"parameters", checkpoint::parameterCount(model.checkpoint.config)},
                                      {"weights", model.fingerprint.weights}});
    std::uint64_t heldOut = 0;
    std::vector<SetSummary> summaries;
    for (const audit::PreparedData& data : prepared.data) {
        summaries.push_back(summarise(data));
        heldOut += data.plan.seenBy.empty() ? summaries.back().clusters : 0;
    }
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        const audit::DataPlan& data = prepared.data[i].plan;
        const SetSummary& summary = summaries[i];
        Json entry = {{"name", data.name},
                      {"records", summary.records},
                      {"scored", summary.scored},
                      {"excluded", summary.excluded},
                      {"clusters", summary.clusters},
                      {"windows", summary.windows},
                      {"seen_by", data.seenBy}};
        if (!data.seenBy.empty())
            entry["power"] = powerOf(plan, summary.clusters, heldOut);
        document["data"].push_back(std::move(entry));
    }
    RETORT_TRY(const Forecast work, forecast(prepared));
    document["forecast"] = {{"tokens", work.tokens},
                            {"further_tokens", work.furtherTokens},
                            {"scoring_flop", work.scoringFlop},
                            {"disk_bytes", work.diskBytes},
                            {"weight_bytes", work.weightBytes}};
    document["warnings"] = prepared.warnings;
    for (const audit::Claim& claim : audit::claimsOf(prepared.plan))
        document["claims"].push_back(audit::toJson(claim));
    return document;
}

std::string optionalNumber(const Json& value) {
    return value.is_null() ? "not testable" : audit::numberText(value.get<double>());
}

std::string tokenizerWords(std::size_t number) {
    return number == 1 ? "one tokenizer" : fmt::format("{} tokenizers", number);
}

std::string describe(const Json& document) {
    std::string text = fmt::format("Models ({}, windows cut at {} tokens)\n",
                                   tokenizerWords(document["tokenizers"]), document["max_tokens"].dump());
    for (const Json& model : document["models"])
        text += fmt::format("  {}: {}, {} parameters\n", model["name"].get<std::string>(),
                            model["family"].get<std::string>(), audit::countText(model["parameters"]));
    text += "Data\n";
    for (const Json& data : document["data"]) {
        text += fmt::format("  {}: {} records = {} scored", data["name"].get<std::string>(),
                            audit::countText(data["records"]), audit::countText(data["scored"]));
        for (const auto& [reason, count] : data["excluded"].items())
            text += fmt::format(" + {} excluded ({})", audit::countText(count), reason);
        text += fmt::format("; {} distinct texts", audit::countText(data["clusters"]));
        for (const auto& [kind, count] : data["windows"].items())
            text += fmt::format("; {} windows `{}`", audit::countText(count), kind);
        text += "\n";
        if (data.contains("power")) {
            text += fmt::format("    smallest detectable AUC {}",
                                optionalNumber(data["power"]["smallest_detectable_auc"]));
            for (const Json& point : data["power"]["operating_points"])
                text += fmt::format("; TPR at FPR {:g}: {}", point["target_fpr"].get<double>(),
                                    optionalNumber(point["smallest_detectable_tpr"]));
            text += "\n";
        }
    }
    const Json& work = document["forecast"];
    text += fmt::format(
        "Work: {} tokens through the models, {:.2g} floating-point operations, about {} MiB of disk, "
        "{} MiB for the largest model's weights\n",
        audit::countText(work["tokens"]), work["scoring_flop"].get<double>(),
        audit::countText(work["disk_bytes"].get<std::uint64_t>() >> 20U),
        audit::countText(work["weight_bytes"].get<std::uint64_t>() >> 20U));
    if (work["further_tokens"] > 0)
        text +=
            fmt::format("  {} of these tokens are further passes that attacks and the slot test ask for\n",
                        audit::countText(work["further_tokens"]));
    text += "What may be said, whatever comes out\n";
    for (const Json& claim : document["claims"])
        text += "  " + claim["sentence"].get<std::string>() + "\n";
    for (const Json& warning : document["warnings"])
        text += "note: " + warning.get<std::string>() + "\n";
    return text;
}

Status check(const std::string& planFile, bool json) {
    RETORT_TRY(const audit::Plan plan, audit::readPlan(planFile));
    RETORT_TRY(const audit::PreparedAudit prepared, audit::prepare(plan, [](std::string_view) {}));
    RETORT_TRY(const Json document, report(prepared));
    if (json)
        printJson(document);
    else
        print(describe(document));
    return {};
}

} // namespace

void addCheck(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("check", "Whether a plan can be carried out, and what it could show");
    auto plan = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    verb->add_option("PLAN", *plan, "The plan (TOML)")->required();
    verb->add_flag("--json", *json, "One JSON document on stdout");
    verb->callback([=, &action] { action = [=] { return check(*plan, *json); }; });
}

} // namespace retort::cli
