// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Limits, provenance, glossary.
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>

namespace retort::report {
namespace {

constexpr std::size_t kLongestEventRun = 8; // of one kind, printed in full

// A run of one kind longer than the limit keeps its first and last events; a row between them counts the
// rest.
Table eventTable(const std::vector<ReportEvent>& events) {
    Table table{"table-events",
                "Events of the audit, in order",
                {{"No.", true}, {"Time", false, true}, {"Event", false, true}, {"Facts", false}},
                {},
                ""};
    const auto add = [&table](const ReportEvent& event) {
        table.rows.push_back({std::to_string(event.number), minute(event.time),
                              underscoresToSpaces(event.kind), event.summary});
    };
    for (std::size_t begin = 0; begin < events.size();) {
        std::size_t end = begin;
        while (end < events.size() && events[end].kind == events[begin].kind)
            ++end;
        const bool shortened = end - begin > kLongestEventRun;
        for (std::size_t i = begin; i < end; ++i) {
            if (!shortened || i < begin + 2 || i + 2 >= end)
                add(events[i]);
            else if (i == begin + 2)
                table.rows.push_back({kAbsent, "", underscoresToSpaces(events[i].kind),
                                      fmt::format("{} more events of this kind", count(end - begin - 4))});
        }
        if (shortened)
            table.note = phrases::kEventsShortened;
        begin = end;
    }
    return table;
}

KeyValues machineFacts(const Source& source) {
    KeyValues values;
    const audit::Findings& findings = source.findings;
    values.rows.emplace_back("Retort", findings.audit.version);
    if (!findings.models.empty()) {
        values.rows.emplace_back("Instruction set", findings.models.front().instructionSet);
        values.rows.emplace_back("Threads", std::to_string(findings.models.front().threads));
    }
    values.rows.emplace_back("Seed", std::to_string(findings.audit.seed));
    values.rows.emplace_back("Personal text in the audit file",
                             findings.audit.storeText ? "stored" : "not stored; kept as keyed hashes");
    for (const auto& [name, value] : source.facts.machine)
        values.rows.emplace_back(underscoresToSpaces(name), value);
    return values;
}

} // namespace

Section composeLimits(const Source& source) {
    Section section{"limits", "Limits and residual risk", "", false, {}};
    List list;
    for (const std::string_view limit : phrases::kLimits)
        list.items.emplace_back(std::string(limit));
    section.blocks.emplace_back(std::move(list));
    if (!source.findings.claims.empty()) {
        section.blocks.emplace_back(Heading{"claims", "What may be said with these models and data sets"});
        section.blocks.emplace_back(Paragraph{phrases::kClaimsLead, ParagraphStyle::Body});
        List claims;
        for (const audit::Claim& claim : source.findings.claims)
            claims.items.emplace_back(claim.sentence);
        section.blocks.emplace_back(std::move(claims));
    }
    if (!source.findings.warnings.empty()) {
        section.blocks.emplace_back(Heading{"warnings", "Warnings of this audit"});
        List warnings;
        for (const std::string& warning : source.findings.warnings)
            warnings.items.emplace_back(warning);
        section.blocks.emplace_back(std::move(warnings));
    }
    return section;
}

Section composeProvenance(const Source& source) {
    Section section{"provenance", "Provenance and verification", "", false, {}};
    KeyValues seals;
    seals.rows.emplace_back("Audit seal", Text().addStrong(source.facts.seal));
    seals.rows.emplace_back("Plan (SHA-256)", source.findings.audit.planHash);
    seals.rows.emplace_back("Findings (inputs hash)", source.facts.inputsHash);
    section.blocks.emplace_back(std::move(seals));
    section.blocks.emplace_back(Paragraph{phrases::kSealProves, ParagraphStyle::Body});
    section.blocks.emplace_back(Paragraph{phrases::kHashRule, ParagraphStyle::Note});
    section.blocks.emplace_back(Heading{"verify", "How to check this report"});
    List steps;
    for (const std::string_view step : phrases::kHowToVerify)
        steps.items.emplace_back(std::string(step));
    section.blocks.emplace_back(std::move(steps));
    section.blocks.emplace_back(Heading{"machine", "Program and machine"});
    section.blocks.emplace_back(machineFacts(source));
    section.blocks.emplace_back(Heading{"events", "Log"});
    section.blocks.emplace_back(eventTable(source.facts.events));
    return section;
}

Section composeGlossary(const Source&) {
    Section section{"glossary", "Glossary", "", false, {}};
    KeyValues terms;
    const auto add = [&terms](const char* term, const char* meaning) {
        terms.rows.emplace_back(term, meaning);
    };
    add("AUC", "Probability that a record in the training data gets a higher attack score than a held-out "
               "one; 0.5 is "
               "guessing.");
    add("Audit seal", "Hash of the last event of the audit's log (chain head).");
    add("Baseline", "The comparison model: trained like the student, without the teacher.");
    add("Cluster", "Records with equal or nearly equal text, counted as one in tests.");
    add("Distillation", "Training a student model to imitate a teacher model.");
    add("Easy", "Memorized by teacher and comparison model: text that any model of this kind picks up.");
    add("Entropy", "How undecided the model is about the next token, in nats.");
    add("Greedy decoding", "Always taking the most probable next token.");
    add("Held out (non-member)", "Not in the training data of any model tested; the yardstick.");
    add("In the training data (member)",
        "The model, or for indirect tests its teacher, was trained on the record.");
    add("Inherited", "In teacher and student, not in the comparison model; no cause proven.");
    add("Interval", "The range of values the data are compatible with at 95 % confidence.");
    add("Loss", "Mean of minus the log-probability of the predicted tokens, in nats.");
    add("Memorized", "The model completes the record's beginning with its own next tokens, all of them.");
    add("Perplexity", "How surprised the model is by the text: e to the power of the loss.");
    add("Text-only check (blind baseline)",
        "Whether training and held-out records can be told apart without any model.");
    add("TPR, FPR", "Share of training records found; share of held-out records wrongly named.");
    add("Validity check (gate)", "A test of whether the evidence for a question can be trusted.");
    section.blocks.emplace_back(std::move(terms));
    return section;
}

} // namespace retort::report
