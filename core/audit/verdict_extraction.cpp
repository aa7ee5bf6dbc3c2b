// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"
#include "core/stats/intervals.h"

#include <algorithm>
#include <set>

namespace retort::audit {

namespace {

struct Counts {
    std::uint64_t memorized = 0;
    std::uint64_t records = 0;
    void add(const ExtractionFinding& finding) {
        memorized += finding.memorized;
        records += finding.records;
    }
};

// The model an extraction verdict speaks of: the one to be released, or what the plan has instead.
std::string examinedModel(const Plan& plan) {
    for (const std::string_view role : {"student", "teacher", "baseline"}) {
        if (plan.model(role))
            return std::string(role);
    }
    return {};
}

bool isStride(const Plan& plan) {
    return headlineWindow(plan.windows) == "stride";
}

// Whether the set is training data for a question about the model: its own, or its teacher's.
bool isTrainingData(const Plan& plan, std::string_view model, const DataPlan& data) {
    return data.seen(model) || (model == "student" && plan.model("teacher") && data.seen("teacher"));
}

struct Details {
    std::uint64_t tested = 0;
    std::uint64_t memorized = 0;
    std::string types;
};

Details personalDetails(const ExtractionFinding& finding) {
    Details details;
    std::vector<std::string> types;
    for (const CountOf& type : finding.byType) {
        details.tested += type.records;
        details.memorized += type.memorized;
        types.push_back(
            fmt::format("{} {} of {}", type.name, countText(type.memorized), countText(type.records)));
    }
    details.types = fmt::format("{}", fmt::join(types, ", "));
    return details;
}

struct ExtractionTotals {
    Counts training;
    Counts heldOut;
    Counts details; // personal details that came out of training data, and those tested
    Counts heldOutDetails;
    std::set<std::string> kinds; // of the details in training data
};

ExtractionTotals totalsOf(const Plan& plan, const std::string& model, const Findings& findings) {
    const std::string_view window = headlineWindow(plan.windows);
    ExtractionTotals totals;
    for (const ExtractionFinding& finding : findings.extraction) {
        if (finding.model != model)
            continue;
        const DataPlan& data = dataOf(plan, finding.data);
        const bool training = isTrainingData(plan, model, data);
        if (finding.window == window && training)
            totals.training.add(finding);
        if (finding.window == window && data.seenBy.empty())
            totals.heldOut.add(finding);
        if (finding.window == "personal" && (training || data.seenBy.empty())) {
            const Details details = personalDetails(finding);
            Counts& counts = training ? totals.details : totals.heldOutDetails;
            counts.memorized += details.memorized;
            counts.records += details.tested;
            for (const CountOf& type : finding.byType) {
                if (training)
                    totals.kinds.insert(type.name);
            }
        }
    }
    return totals;
}

std::vector<std::string> extractionDetails(const Plan& plan, const std::string& model,
                                           const Findings& findings) {
    std::vector<std::string> lines;
    const auto addAll = [&](std::string_view window) {
        for (const ExtractionFinding& finding : findings.extraction) {
            const DataPlan& data = dataOf(plan, finding.data);
            const bool training = isTrainingData(plan, model, data);
            if (finding.model != model || finding.window != window || finding.records == 0 ||
                !(training || data.seenBy.empty()))
                continue;
            if (window == "personal") {
                const Details details = personalDetails(finding);
                PhraseValues values = {{"data", finding.data},
                                       {"memorized", countText(details.memorized)},
                                       {"details", countText(details.tested)}};
                if (training)
                    values.emplace_back("types", details.types);
                lines.push_back(phrase(
                    training ? "extraction.detail_personal" : "extraction.detail_personal_control", values));
            } else {
                lines.push_back(
                    phrase("extraction.detail_set", {{"data", finding.data},
                                                     {"memorized", countText(finding.memorized)},
                                                     {"records", countText(finding.records)},
                                                     {"rate", percentText(finding.rate)},
                                                     {"windows", countText(finding.windowsTried)}}));
            }
        }
    };
    addAll("personal");
    addAll(headlineWindow(plan.windows));
    lines.push_back(phrase(isStride(plan) ? "extraction.unnoticed_stride" : "extraction.unnoticed",
                           {{"prefix", std::to_string(plan.prefixTokens)}}));
    return lines;
}

std::optional<std::string> extractionCriterion(const Plan& plan, const ExtractionTotals& totals) {
    if (plan.criteria.empty())
        return std::nullopt;
    if (totals.training.records == 0 && totals.details.records == 0)
        return "cannot be determined";
    bool meets = true;
    if (const auto limit = plan.criteria.find("personal_details_extracted"); limit != plan.criteria.end())
        meets = meets && static_cast<double>(totals.details.memorized) <= limit->second;
    if (const auto limit = plan.criteria.find("extraction_rate"); limit != plan.criteria.end())
        meets = meets && static_cast<double>(totals.training.memorized) <=
                             limit->second * static_cast<double>(totals.training.records);
    return meets ? "meets" : "does not meet";
}

// Training data comes out more often than held-out data: 95 % lower bound of the difference above 0.
bool exceeds(const Counts& training, const Counts& heldOut) {
    return stats::newcombeDifference(training.memorized, training.records, heldOut.memorized, heldOut.records)
               .lower > 0;
}

// Personal details first, where they were tested.
std::string personalLead(const ExtractionTotals& totals) {
    if (totals.details.records == 0)
        return {};
    return phrase("extraction.personal_lead", {{"memorized", countText(totals.details.memorized)},
                                               {"details", countText(totals.details.records)},
                                               {"kinds", fmt::format("{}", fmt::join(totals.kinds, ", "))}}) +
           " ";
}

} // namespace

Verdict extractionVerdict(const Plan& plan, const Findings& findings) {
    const std::string model = examinedModel(plan);
    const ExtractionTotals totals = totalsOf(plan, model, findings);
    Verdict verdict;
    verdict.question = "extraction";
    verdict.criterion = extractionCriterion(plan, totals);
    const Counts& training = totals.training;
    const Counts& heldOut = totals.heldOut;
    if (training.records == 0 && totals.details.records == 0) {
        verdict.verdict = "not tested";
        verdict.sentence = phrase("extraction.not_tested");
        return verdict;
    }
    verdict.details = extractionDetails(plan, model, findings);
    PhraseValues values = {{"memorized", countText(training.memorized)},
                           {"records", countText(training.records)},
                           {"model", model}};
    if (training.memorized == 0 && totals.details.memorized == 0) {
        verdict.verdict = "not demonstrated";
        verdict.sentence =
            phrase(isStride(plan) ? "extraction.not_demonstrated_stride" : "extraction.not_demonstrated",
                   {{"records", countText(training.records)},
                    {"model", model},
                    {"prefix", std::to_string(plan.prefixTokens)}});
        return verdict;
    }
    values.emplace_back("rate",
                        percentText(training.records == 0 ? 0
                                                          : static_cast<double>(training.memorized) /
                                                                static_cast<double>(training.records)));
    if (heldOut.records == 0) {
        verdict.verdict = "inconclusive";
        verdict.sentence = personalLead(totals) + phrase("extraction.inconclusive_no_control", values);
        return verdict;
    }
    values.emplace_back("control", countText(heldOut.memorized));
    values.emplace_back("controls", countText(heldOut.records));
    const bool shown = exceeds(training, heldOut) || exceeds(totals.details, totals.heldOutDetails);
    verdict.verdict = shown ? "leakage demonstrated" : "inconclusive";
    verdict.sentence = personalLead(totals) +
                       phrase(shown ? "extraction.demonstrated" : "extraction.inconclusive_control", values);
    return verdict;
}

} // namespace retort::audit
