// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How it was tested, what was not, and whether the evidence can be trusted.
#include "core/membership/attack.h"
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>
#include <set>
#include <utility>

namespace retort::report {
namespace {

constexpr const char* kExecuted = "executed";
constexpr const char* kNotRun = "not run";

struct ScopeRow {
    const char* family;
    std::string test;
    bool executed;
    std::string reason;
};

bool windowTested(const audit::Findings& findings, std::string_view window) {
    return std::any_of(
        findings.extraction.begin(), findings.extraction.end(),
        [window](const audit::ExtractionFinding& finding) { return finding.window == window; });
}

bool attackTested(const audit::Findings& findings, std::string_view name) {
    return std::any_of(findings.membership.begin(), findings.membership.end(),
                       [name](const audit::MembershipFinding& finding) {
                           const auto tested = membership::testedAttack(finding.attack);
                           return tested && tested->chosen.attack->name == name;
                       });
}

bool gateRan(const audit::Findings& findings, std::string_view id) {
    return std::any_of(findings.gates.begin(), findings.gates.end(), [id](const audit::Gate& gate) {
        return gate.id == id && gate.outcome != "not_applicable";
    });
}

std::vector<ScopeRow> extractionScope(const audit::Findings& findings) {
    const char* unplanned = "not asked for in the plan, or no record allowed it";
    const char* absent = "not part of this version of Retort";
    const auto window = [&](const char* text, std::string_view name) {
        const bool executed = windowTested(findings, name);
        return ScopeRow{"Extraction", text, executed, executed ? "greedy decoding" : unplanned};
    };
    const auto any = [&](const auto& has) {
        return std::any_of(findings.furtherExtraction.begin(), findings.furtherExtraction.end(), has);
    };
    const bool asked = any([](const audit::FurtherExtraction& further) {
        return further.records > 0 && !further.discoverable.empty();
    });
    const bool continued =
        any([](const audit::FurtherExtraction& further) { return further.continuation.has_value(); });
    return {window("first tokens of each record", "first"),
            window("typed personal details in each record", "personal"),
            window("every stretch of each record", "stride"),
            {"Extraction", "sampling at temperature 1, (n,p) extraction", asked,
             asked ? "computed from the same pass" : unplanned},
            {"Extraction", "near-verbatim output", continued, continued ? "greedy continuations" : unplanned},
            {"Extraction", "other sampling, paraphrased output", false, absent},
            {"Extraction", "prompts other than the record's own beginning", false, absent}};
}

std::vector<ScopeRow> membershipScope(const audit::Findings& findings) {
    const char* absent = "not part of this version of Retort";
    const char* family = "Membership";
    std::vector<ScopeRow> rows;
    for (const membership::Attack& attack : membership::attacks()) {
        const bool executed = attackTested(findings, attack.name);
        if (attack.comparisonOnly && !executed)
            continue;
        const bool alone = attack.references == membership::References::None;
        rows.push_back(
            {family, std::string(attack.title), executed,
             executed ? "see the membership section"
             : alone  ? "not asked for in the plan, or no admissible data"
                      : "not asked for in the plan, or too few reference models that never saw the data"});
    }
    rows.push_back({family, "ReCaLL (conditional on other text)", false, absent});
    rows.push_back({family, "neighbourhood attack (perturbed text)", false, absent});
    rows.push_back({family, "MoPe and other attacks on the weights", false, absent});
    rows.push_back({family, "label-only attacks (text alone)", false, absent});
    return rows;
}

std::vector<ScopeRow> otherScope(const audit::Findings& findings) {
    const char* absent = "not part of this version of Retort";
    const bool textOnly = gateRan(findings, "text_only");
    const bool control = gateRan(findings, "control");
    return {
        {"Validity", "text-only check (blind baseline)", textOnly,
         textOnly ? "see the section on validity checks" : "not part of this audit's validity checks"},
        {"Validity", "control by a model that saw nothing", control,
         control ? "see the section on validity checks" : "not part of this audit's validity checks"},
        {"Validity", "models with a known answer (self-test)", findings.selftest.has_value(),
         findings.selftest ? "see the section on validity checks" : "not asked for"},
        {"Attribute inference", "guessing one attribute of a person from others", false, absent},
        {"Reconstruction", "model inversion: rebuilding records from weights or gradients", false, absent},
        {"Exfiltration", "theft of model or data from the systems around it", false,
         "outside the reach of a test of the model"},
        {"Prediction", "records at risk before distillation; effect of removing them", false, absent},
        {"Differential privacy", "lower bound on epsilon", false,
         "allowed only where records were included by recorded coin flips"},
        {"Requirements", "map to EDPB Opinion 28/2024, NIST AI RMF, EU AI Act Annex IV, ISO/IEC", false,
         absent}};
}

Table attackTable(const audit::Findings& findings) {
    Table table{"table-attacks",
                "Membership attacks: higher score claims membership",
                {{"Attack", false}, {"Score of a record", false}, {"Parameters", false}, {"Source", false}},
                {},
                ""};
    std::set<std::string> listed;
    for (const audit::MembershipFinding& finding : findings.membership) {
        const auto tested = membership::testedAttack(finding.attack);
        if (!tested || !listed.insert(tested->chosen.name).second)
            continue;
        const membership::Attack& attack = *tested->chosen.attack;
        const std::string arguments = membership::argumentWords(tested->chosen);
        table.rows.push_back({std::string(attack.title), std::string(attack.formula),
                              arguments.empty() ? std::string("none") : arguments,
                              std::string(attack.source)});
    }
    return table;
}

std::string targetList(const audit::AuditFacts& audit) {
    std::vector<std::string> words;
    for (const double target : audit.targetFpr)
        words.push_back(percent(target));
    return joined(words);
}

std::string windowList(const audit::AuditFacts& audit) {
    std::vector<std::string> words;
    for (const std::string& window : audit.windows)
        words.push_back(windowWords(window));
    return joined(words);
}

KeyValues parameterList(const audit::Findings& findings) {
    const audit::AuditFacts& audit = findings.audit;
    std::set<std::string> precisions;
    for (const audit::ModelFinding& model : findings.models)
        precisions.insert(model.precision);
    KeyValues values;
    const auto add = [&values](const char* name, std::string value) {
        values.rows.emplace_back(name, Text(std::move(value)));
    };
    add("Prefix and suffix", fmt::format("{} and {} tokens", audit.prefixTokens, audit.suffixTokens));
    if (audit.strideTokens > 0)
        add("Step from window to window", fmt::format("{} tokens", audit.strideTokens));
    add("Windows", windowList(audit));
    add("Records are cut at",
        fmt::format("{} tokens",
                    count(static_cast<std::uint64_t>(std::max<std::int64_t>(audit.maxTokens, 0)))));
    add("Records", audit.sample == 0
                       ? "every record"
                       : fmt::format("a seeded sample of {} per data set", count(audit.sample)));
    add("Target shares wrongly named", targetList(audit));
    add("Primary attack", attackWords(audit.primaryAttack));
    add("Precision", joined({precisions.begin(), precisions.end()}));
    add("Seed", std::to_string(audit.seed));
    return values;
}

std::string outcomeWords(std::string_view outcome) {
    return outcome == "not_applicable" ? "not applicable" : std::string(outcome);
}

std::string gateWords(std::string_view id) {
    if (id == "text_only")
        return "Text-only check (blind baseline)";
    std::string words = underscoresToSpaces(id);
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z')
        words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

std::string concerns(const audit::Gate& gate) {
    std::vector<std::string> words{underscoresToSpaces(gate.question)};
    if (!gate.data.empty())
        words.push_back(gate.data);
    if (!gate.model.empty())
        words.push_back(modelWords(gate.model));
    return fmt::format("{}", fmt::join(words, ", "));
}

Table selftestTable(const audit::Selftest& selftest) {
    Table table{"table-selftest",
                fmt::format("Self-test of the instrument (Retort {}, {}, {} threads, {})", selftest.version,
                            selftest.precision, selftest.threads, selftest.instructionSet),
                {{"Control", false}, {"Outcome", false, true}, {"Finding", false}, {"Rule", false}},
                {},
                ""};
    for (const audit::SelftestControl& control : selftest.controls) {
        Text outcome;
        if (control.passed)
            outcome.add("passed");
        else
            outcome.addStrong("failed");
        table.rows.push_back({underscoresToSpaces(control.id), outcome, control.sentence, control.rule});
    }
    return table;
}

// One row a question and data set; the single ways are in the findings.
Table specificationTable(const audit::Findings& findings) {
    Table table{"table-specifications",
                "The answers over all defensible choices (specification curve)",
                {{"Question", false},
                 {"Data set", false},
                 {"Ways computed", true},
                 {"Same answer as the plan's", true},
                 {"Plan's answer before checks", false},
                 {"Lowest", true},
                 {"Plan's", true},
                 {"Highest", true}},
                {},
                phrases::kSpecificationNote};
    for (const audit::SpecificationCurve& curve : findings.specificationCurves) {
        const auto number = [&](double value) {
            return curve.measure == "auc" ? decimals(value, 3) : percent(value);
        };
        const audit::Specification* planned = curve.planned();
        table.rows.push_back(
            {underscoresToSpaces(curve.question), curve.data, count(curve.specifications.size()),
             count(curve.agreeing()), planned ? planned->verdict : kAbsent,
             number(curve.specifications.front().value), planned ? number(planned->value) : kAbsent,
             number(curve.specifications.back().value)});
    }
    return table;
}

} // namespace

Section composeScope(const Source& source) {
    Section section{"scope", "Scope: what was tested and what was not", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kScopeLead, ParagraphStyle::Lead});
    Table table{
        "table-scope",
        "Tests executed and not run",
        {{"Class", false, true}, {"Test", false}, {"Status", false, true}, {"How, or why not", false}},
        {},
        ""};
    for (const auto& rows :
         {extractionScope(source.findings), membershipScope(source.findings), otherScope(source.findings)}) {
        for (const ScopeRow& row : rows) {
            Text status;
            if (row.executed)
                status.addStrong(kExecuted);
            else
                status.add(kNotRun);
            table.rows.push_back({row.family, row.test, std::move(status), row.reason});
        }
    }
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section composeMethods(const Source& source) {
    Section section{"methods", "Methods and parameters", "", false, {}};
    section.blocks.emplace_back(parameterList(source.findings));
    for (const char* words :
         {phrases::kMethodExtraction, phrases::kMethodUnits, phrases::kMethodMembership}) {
        const std::string_view sentence = words;
        const std::size_t end = sentence.find('.') + 1;
        section.blocks.emplace_back(Paragraph{
            Text().addStrong(std::string(sentence.substr(0, end))).add(std::string(sentence.substr(end))),
            ParagraphStyle::Body});
    }
    if (Table attacks = attackTable(source.findings); !attacks.rows.empty())
        section.blocks.emplace_back(std::move(attacks));
    for (const char* words : {phrases::kMethodReduction, phrases::kMethodMultiplicity}) {
        const std::string_view sentence = words;
        const std::size_t end = sentence.find('.') + 1;
        section.blocks.emplace_back(Paragraph{
            Text().addStrong(std::string(sentence.substr(0, end))).add(std::string(sentence.substr(end))),
            ParagraphStyle::Body});
    }
    return section;
}

Section composeValidity(const Source& source) {
    Section section{"validity", "Validity checks", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kValidityLead, ParagraphStyle::Lead});
    if (source.findings.selftest)
        section.blocks.emplace_back(selftestTable(*source.findings.selftest));
    if (source.findings.gates.empty()) {
        section.blocks.emplace_back(Paragraph{phrases::kNoGates, ParagraphStyle::Body});
        return section;
    }
    Table table{"table-gates",
                "Validity checks (gates) and their outcome",
                {{"Check", false}, {"Concerns", false}, {"Outcome", false, true}, {"Finding", false}},
                {},
                ""};
    Table rules{"table-gate-rules",
                "Rules of the checks, fixed before the run",
                {{"Check", false}, {"Rule", false}},
                {},
                ""};
    Table inputs{"table-gate-inputs",
                 "What the checks were computed from",
                 {{"Check", false}, {"Concerns", false}, {"Inputs", false}},
                 {},
                 ""};
    std::set<std::pair<std::string, std::string>> stated;
    for (const audit::Gate& gate : source.findings.gates) {
        Text outcome;
        if (gate.outcome == "failed")
            outcome.addStrong("failed");
        else
            outcome.add(outcomeWords(gate.outcome));
        table.rows.push_back({gateWords(gate.id), concerns(gate), outcome, gate.sentence});
        if (stated.emplace(gate.id, gate.rule).second)
            rules.rows.push_back({gateWords(gate.id), gate.rule});
        if (const std::string facts = scalarMembers(gate.inputs); !facts.empty())
            inputs.rows.push_back({gateWords(gate.id), concerns(gate), facts});
    }
    section.blocks.emplace_back(std::move(table));
    section.blocks.emplace_back(std::move(rules));
    if (!inputs.rows.empty())
        section.blocks.emplace_back(std::move(inputs));
    if (!source.findings.specificationCurves.empty())
        section.blocks.emplace_back(specificationTable(source.findings));
    return section;
}

} // namespace retort::report
