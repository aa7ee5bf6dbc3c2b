// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/assess_parts.h"
#include "core/audit/phrases.h"

#include <algorithm>

namespace retort::audit {

namespace {

void stabilityGates(const RunFacts& facts, Findings& findings) {
    for (const auto& [model, check] : facts.stability) {
        const bool stable = check.differing == 0;
        PhraseValues values = {{"model", model}, {"records", countText(check.records)}};
        if (!stable)
            values.emplace_back("differing", countText(check.differing));
        findings.gates.push_back(
            {"stability",
             "all",
             "",
             model,
             stable ? "passed" : "failed",
             phrase("gate.stability_rule"),
             {{"records", check.records}, {"differing", check.differing}},
             phrase(stable ? "gate.stability_passed" : "gate.stability_failed", values)});
    }
}

void restoredGates(const RunFacts& facts, Findings& findings) {
    for (const auto& [model, check] : facts.restored)
        findings.gates.push_back({"restored_weights",
                                  "membership",
                                  "",
                                  model,
                                  check.same ? "passed" : "failed",
                                  phrase("gate.restored_rule"),
                                  {{"tokens", check.tokens}, {"same_bits", check.same}},
                                  phrase(check.same ? "gate.restored_passed" : "gate.restored_failed",
                                         {{"model", model}, {"tokens", countText(check.tokens)}})});
}

} // namespace

const Gate* failedGate(const Findings& findings, std::string_view question, std::string_view data,
                       std::initializer_list<std::string_view> ids) {
    for (const Gate& gate : findings.gates) {
        if (gate.question == question && gate.data == data && gate.outcome == "failed" &&
            std::find(ids.begin(), ids.end(), gate.id) != ids.end())
            return &gate;
    }
    return nullptr;
}

Status assessGates(AuditView& view, const PreparedAudit& prepared, const RunFacts& facts,
                   Findings& findings) {
    RETORT_CHECK(membershipGates(view, prepared, findings));
    RETORT_CHECK(extractionGates(view, findings));
    stabilityGates(facts, findings);
    restoredGates(facts, findings);
    for (Gate& gate : plausibilityGates(view.plan(), facts.probe)) {
        if (gate.outcome == "failed")
            findings.warnings.push_back(gate.sentence);
        findings.gates.push_back(std::move(gate));
    }
    return {};
}

} // namespace retort::audit
