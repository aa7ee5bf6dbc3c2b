// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/plausibility.h"

#include "core/audit/phrases.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace retort::audit {

namespace {

constexpr double kShareOfChance = 0.9;
constexpr double kNormal9995 = 3.290527; // two-sided 0.1 %
constexpr double kRoleDifference = 0.1;
constexpr double kRoleDifferenceOtherSplit = 0.3;
constexpr double kTemplateDifference = 0.1;
constexpr double kSmallestLoss = 0.01; // nats; a record known by heart must not decide alone
constexpr double kFewestBytesPerToken = 1.5;
constexpr std::uint64_t kLargeVocabulary = 4096; // smaller ones may well spell bytes

struct Estimate {
    double mean = 0;
    double variance = 0; // of the mean
    std::size_t count = 0;
};

Estimate estimateOf(const std::vector<double>& values) {
    Estimate result;
    for (const double value : values) {
        if (std::isfinite(value)) {
            result.mean += value;
            ++result.count;
        }
    }
    const auto n = static_cast<double>(result.count);
    result.mean /= n;
    for (const double value : values) {
        if (std::isfinite(value))
            result.variance += (value - result.mean) * (value - result.mean);
    }
    result.variance = result.count > 1 ? result.variance / (n - 1) / n : INFINITY;
    return result;
}

// How much better b is than a, record by record: log of the ratio of their losses.
std::vector<double> logRatios(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> ratios(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        ratios[i] = std::log(std::max(a[i], kSmallestLoss) / std::max(b[i], kSmallestLoss));
    return ratios;
}

const std::vector<double>* lossesOf(const ProbeResult& probe, const std::string& model,
                                    const std::string& data) {
    const auto found = probe.losses.find({model, data});
    return found == probe.losses.end() ? nullptr : &found->second;
}

Gate gateOf(std::string_view rule, std::string_view outcome) {
    Gate gate;
    gate.id = "plausibility";
    gate.question = "all";
    gate.outcome = outcome;
    gate.rule = phrase(rule);
    return gate;
}

void addPredictionGates(const Plan& plan, const ProbeResult& probe, std::vector<Gate>& gates) {
    constexpr std::string_view kRule = "gate.plausibility_prediction_rule";
    double lowest = INFINITY;
    double highest = 0;
    double leastChance = INFINITY;
    bool failed = false;
    for (const ModelPlan& model : plan.models) {
        const double chance = std::log(static_cast<double>(probe.vocabulary.at(model.name)));
        leastChance = std::min(leastChance, chance);
        double best = INFINITY;
        std::string where;
        for (const DataPlan& data : plan.data) {
            const auto* losses = lossesOf(probe, model.name, data.name);
            const double loss = losses && !losses->empty() ? estimateOf(*losses).mean : INFINITY;
            if (loss < best) {
                best = loss;
                where = data.name;
            }
        }
        lowest = std::min(lowest, best);
        highest = std::max(highest, best);
        if (best < kShareOfChance * chance)
            continue;
        failed = true;
        Gate gate = gateOf(kRule, "failed");
        gate.model = model.name;
        gate.inputs = {{"best_loss", std::isfinite(best) ? Json(best) : Json()}, {"chance", chance}};
        gate.sentence = phrase("gate.plausibility_prediction_failed", {{"model", model.name},
                                                                       {"loss", numberText(best, 2)},
                                                                       {"data", where},
                                                                       {"chance", numberText(chance, 2)}});
        gates.push_back(std::move(gate));
    }
    if (failed)
        return;
    Gate gate = gateOf(kRule, "passed");
    gate.inputs = {{"lowest_best_loss", lowest}, {"highest_best_loss", highest}, {"chance", leastChance}};
    gate.sentence = phrase("gate.plausibility_prediction", {{"low", numberText(lowest, 2)},
                                                            {"high", numberText(highest, 2)},
                                                            {"chance", numberText(leastChance, 2)}});
    gates.push_back(std::move(gate));
}

struct RolePair {
    std::string declared; // to have seen the set
    std::string other;    // not to have seen it
    double difference = 0;
    double error = 0;
    bool contradicts = false;
};

// The pair whose losses contradict the plan most: `other` gains on the set, against held-out records, more
// than `declared` does.
std::optional<RolePair> worstPair(const Plan& plan, const ProbeResult& probe, const DataPlan& data) {
    const double border = data.split == "random" ? kRoleDifference : kRoleDifferenceOtherSplit;
    std::optional<RolePair> worst;
    for (const ModelPlan& declared : plan.models) {
        for (const ModelPlan& other : plan.models) {
            if (!data.seen(declared.name) || data.seen(other.name))
                continue;
            const auto* own = lossesOf(probe, declared.name, data.name);
            const auto* others = lossesOf(probe, other.name, data.name);
            std::vector<double> heldOut;
            for (const DataPlan* set : plan.heldOut()) {
                const auto* left = lossesOf(probe, other.name, set->name);
                const auto* right = lossesOf(probe, declared.name, set->name);
                if (!left || !right)
                    continue;
                const std::vector<double> ratios = logRatios(*left, *right);
                heldOut.insert(heldOut.end(), ratios.begin(), ratios.end());
            }
            if (!own || !others)
                continue;
            const Estimate seen = estimateOf(logRatios(*others, *own));
            const Estimate unseen = estimateOf(heldOut);
            if (seen.count < 2 || unseen.count < 2)
                continue;
            const double difference = seen.mean - unseen.mean;
            const double error = std::sqrt(seen.variance + unseen.variance);
            const bool contradicts = difference < -border && difference + kNormal9995 * error < 0;
            if (!worst ||
                std::pair(!contradicts, difference) < std::pair(!worst->contradicts, worst->difference))
                worst = {declared.name, other.name, difference, error, contradicts};
        }
    }
    return worst;
}

void addRoleGates(const Plan& plan, const ProbeResult& probe, std::vector<Gate>& gates) {
    constexpr std::string_view kRule = "gate.plausibility_roles_rule";
    bool compared = false;
    bool failed = false;
    Json differences = Json::object();
    for (const DataPlan& data : plan.data) {
        const auto pair = data.seenBy.empty() ? std::nullopt : worstPair(plan, probe, data);
        if (!pair)
            continue;
        compared = true;
        const Json inputs = {{"model", pair->declared},
                             {"other", pair->other},
                             {"difference", pair->difference},
                             {"standard_error", pair->error}};
        differences[data.name] = inputs;
        if (!pair->contradicts)
            continue;
        failed = true;
        Gate gate = gateOf(kRule, "failed");
        gate.data = data.name;
        gate.model = pair->declared;
        gate.inputs = inputs;
        gate.sentence = phrase("gate.plausibility_roles_failed",
                               {{"data", data.name}, {"model", pair->declared}, {"other", pair->other}});
        gates.push_back(std::move(gate));
    }
    if (failed)
        return;
    Gate gate = gateOf(kRule, compared ? "passed" : "not_applicable");
    gate.inputs = std::move(differences);
    gate.sentence = phrase(compared ? "gate.plausibility_roles" : "gate.plausibility_roles_not_run");
    gates.push_back(std::move(gate));
}

// The data set with another template, where that suits a model that saw the set better.
std::optional<Gate> templateGate(const Plan& plan, const ProbeResult& probe, const DataPlan& data) {
    for (const ModelPlan& model : plan.models) {
        const auto others = probe.otherTemplates.find({model.name, data.name});
        const auto* own = lossesOf(probe, model.name, data.name);
        if (!data.seen(model.name) || others == probe.otherTemplates.end() || !own)
            continue;
        for (const auto& [name, losses] : others->second) {
            const Estimate gain = estimateOf(logRatios(*own, losses));
            if (gain.count < 2 || gain.mean <= kTemplateDifference ||
                gain.mean <= kNormal9995 * std::sqrt(gain.variance))
                continue;
            Gate gate = gateOf("gate.plausibility_template_rule", "failed");
            gate.data = data.name;
            gate.model = model.name;
            gate.inputs = {{"template", name}, {"mean_log_ratio", gain.mean}};
            gate.sentence = phrase("gate.plausibility_template_failed",
                                   {{"data", data.name},
                                    {"model", model.name},
                                    {"template", name},
                                    {"share", percentText(1 - std::exp(-gain.mean))}});
            return gate;
        }
    }
    return std::nullopt;
}

void addTemplateGates(const Plan& plan, const ProbeResult& probe, std::vector<Gate>& gates) {
    bool failed = false;
    for (const DataPlan& data : plan.data) {
        if (auto gate = templateGate(plan, probe, data)) {
            failed = true;
            gates.push_back(std::move(*gate));
        }
    }
    if (failed || probe.otherTemplates.empty())
        return;
    Gate gate = gateOf("gate.plausibility_template_rule", "passed");
    gate.sentence = phrase("gate.plausibility_template");
    gates.push_back(std::move(gate));
}

// Once for each tokenizer; of those that differ from the examined model's, one model that has it is named.
void addPieceGates(const Plan& plan, const ProbeResult& probe, std::vector<Gate>& gates) {
    std::set<std::string> judged;
    for (const ModelPlan& model : plan.models) {
        const auto vocabulary = probe.vocabulary.find(model.name);
        if (vocabulary == probe.vocabulary.end() || vocabulary->second < kLargeVocabulary ||
            !judged.insert(model.tokenizer).second)
            continue;
        for (const DataPlan& data : plan.data) {
            const auto bytes = probe.bytesPerToken.find({model.name, data.name});
            if (bytes == probe.bytesPerToken.end() || bytes->second >= kFewestBytesPerToken)
                continue;
            Gate gate = gateOf("gate.plausibility_pieces_rule", "failed");
            gate.data = data.name;
            if (!model.tokenizer.empty())
                gate.model = model.name;
            gate.inputs = {{"bytes_per_token", bytes->second}, {"vocabulary", vocabulary->second}};
            gate.sentence = phrase("gate.plausibility_pieces_failed",
                                   {{"data", data.name}, {"bytes", numberText(bytes->second, 2)}});
            gates.push_back(std::move(gate));
        }
    }
}

} // namespace

std::vector<Gate> plausibilityGates(const Plan& plan, const ProbeResult& probe) {
    std::vector<Gate> gates;
    if (probe.empty())
        return gates;
    addPredictionGates(plan, probe, gates);
    addRoleGates(plan, probe, gates);
    addTemplateGates(plan, probe, gates);
    addPieceGates(plan, probe, gates);
    return gates;
}

bool predictsNothing(const Gate& gate) {
    return gate.id == "plausibility" && gate.outcome == "failed" && gate.inputs.contains("best_loss");
}

} // namespace retort::audit
