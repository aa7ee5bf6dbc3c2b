// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"
#include "core/stats/intervals.h"

#include <algorithm>

namespace retort::audit {

namespace {

constexpr double kLevel = 0.05;

// One training set as one window asks for it.
struct Asked {
    const DataPlan* data = nullptr;
    std::string model;
    std::string window;
    MemorizedCounts counts;
};

Gate gateOf(const Asked& asked, std::string_view rule, std::string_view against) {
    return {"control",
            "extraction",
            asked.data->name,
            asked.model,
            "not_applicable",
            phrase(rule),
            {{"against", against},
             {"window", asked.window},
             {"memorized", asked.counts.memorized},
             {"records", asked.counts.tested}},
            {}};
}

// Members minus held-out.
Gate heldOutGate(const Asked& asked, const MemorizedCounts& heldOut) {
    Gate gate = gateOf(asked, "gate.extraction_control_rule", "held_out");
    gate.inputs["held_out_memorized"] = heldOut.memorized;
    gate.inputs["held_out_records"] = heldOut.tested;
    if (asked.counts.memorized == 0 || heldOut.tested == 0) {
        gate.sentence = phrase(asked.counts.memorized == 0 ? "gate.extraction_control_nothing"
                                                           : "gate.extraction_control_no_held_out",
                               {{"data", asked.data->name}, {"window", asked.window}});
        return gate;
    }
    const stats::Interval difference = stats::newcombeDifference(asked.counts.memorized, asked.counts.tested,
                                                                 heldOut.memorized, heldOut.tested);
    const bool passed = difference.lower > 0;
    gate.outcome = passed ? "passed" : "failed";
    gate.inputs["difference_interval"] = stats::toJson(difference);
    gate.sentence = phrase(passed ? "gate.extraction_control_passed" : "gate.extraction_control_failed",
                           {{"data", asked.data->name},
                            {"window", asked.window},
                            {"memorized", countText(asked.counts.memorized)},
                            {"records", countText(asked.counts.tested)},
                            {"control", countText(heldOut.memorized)},
                            {"controls", countText(heldOut.tested)},
                            {"low", percentText(difference.lower)},
                            {"high", percentText(difference.upper)}});
    return gate;
}

// The model against base, which never saw the set, on the same records.
Result<Gate> baseGate(AuditView& view, const Asked& asked) {
    Gate gate = gateOf(asked, "gate.extraction_base_rule", "base");
    const auto notRun = [&](std::string_view key) {
        gate.sentence = phrase(key, {{"data", asked.data->name}, {"window", asked.window}});
        return gate;
    };
    if (!view.plan().model("base") || asked.data->seen("base"))
        return notRun("gate.extraction_base_not_run");
    if (!shareTokenizer(view.plan(), {asked.model, "base"}))
        return notRun("gate.extraction_base_tokenizers");
    RETORT_TRY(const auto own, view.verdicts(asked.data->name, asked.model, asked.window));
    RETORT_TRY(const auto base, view.verdicts(asked.data->name, "base", asked.window));
    if (base.empty())
        return notRun("gate.extraction_base_not_run");
    RETORT_TRY(const auto* records, view.records(asked.data->name));
    std::vector<std::uint64_t> clusters;
    for (const store::Record& record : *records)
        clusters.push_back(record.cluster);
    RETORT_TRY(const memorization::Reduction pairs, memorization::reduction(base, own, clusters));
    gate.inputs["both"] = pairs.both;
    gate.inputs["model_only"] = pairs.studentOnly;
    gate.inputs["base_only"] = pairs.baselineOnly;
    gate.inputs["p_value"] = pairs.pValue;
    if (pairs.both + pairs.studentOnly == 0)
        return notRun("gate.extraction_control_nothing");
    const bool passed = pairs.studentOnly > pairs.baselineOnly && pairs.pValue <= kLevel;
    gate.outcome = passed ? "passed" : "failed";
    gate.sentence = phrase(passed ? "gate.extraction_base_passed" : "gate.extraction_base_failed",
                           {{"data", asked.data->name},
                            {"window", asked.window},
                            {"model", asked.model},
                            {"memorized", countText(pairs.both + pairs.studentOnly)},
                            {"base", countText(pairs.both + pairs.baselineOnly)},
                            {"p", pValueText(pairs.pValue)}});
    return gate;
}

} // namespace

MemorizedCounts memorizedCounts(const ExtractionFinding& finding) {
    if (finding.window != "personal")
        return {finding.memorized, finding.records};
    MemorizedCounts counts;
    for (const CountOf& type : finding.byType)
        counts.add({type.memorized, type.records});
    return counts;
}

bool baseExplains(const Findings& findings, std::string_view window) {
    bool failed = false;
    for (const Gate& gate : findings.gates) {
        if (gate.id != "control" || gate.question != "extraction" || gate.inputs.at("against") != "base" ||
            gate.inputs.at("window") != window)
            continue;
        if (gate.outcome == "passed")
            return false;
        failed = failed || gate.outcome == "failed";
    }
    return failed;
}

Status extractionGates(AuditView& view, Findings& findings) {
    const Plan& plan = view.plan();
    const std::string model = examinedModel(plan);
    for (const std::string& window : {std::string(headlineWindow(plan.windows)), std::string("personal")}) {
        MemorizedCounts heldOut;
        for (const ExtractionFinding& finding : findings.extraction) {
            if (finding.model == model && finding.window == window &&
                dataOf(plan, finding.data).seenBy.empty())
                heldOut.add(memorizedCounts(finding));
        }
        for (const ExtractionFinding& finding : findings.extraction) {
            const DataPlan& data = dataOf(plan, finding.data);
            if (finding.model != model || finding.window != window || finding.records == 0 ||
                !isTrainingData(plan, model, data))
                continue;
            const Asked asked{&data, model, window, memorizedCounts(finding)};
            findings.gates.push_back(heldOutGate(asked, heldOut));
            RETORT_TRY(Gate base, baseGate(view, asked));
            findings.gates.push_back(std::move(base));
        }
    }
    return {};
}

} // namespace retort::audit
