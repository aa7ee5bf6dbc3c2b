// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Title page and the one-page verdict.
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>
#include <map>
#include <utility>

namespace retort::report {
namespace {

// Question: id and title of the section that holds its numbers.
const std::map<std::string, std::pair<const char*, const char*>> kSectionOf = {
    {"extraction", {"extraction", "Extraction"}},
    {"origin", {"comparison", "Teacher, comparison model and student"}},
    {"membership", {"membership", "Membership"}},
    {"indirect_membership", {"membership", "Membership"}}};

std::string stated(const std::string& value) {
    return value.empty() ? phrases::kNotNamed : value;
}

Tone toneOf(std::string_view verdict) {
    if (verdict == "leakage demonstrated")
        return Tone::Alert;
    if (verdict == "not tested")
        return Tone::Muted;
    return verdict == "not demonstrated" ? Tone::Neutral : Tone::Caution;
}

// Sets that one of the three was trained on, and the yardstick; the base model's own data tell nothing here.
bool matters(const audit::Findings& findings, const std::string& data) {
    return std::any_of(findings.data.begin(), findings.data.end(), [&data](const audit::DataFinding& set) {
        return set.name == data &&
               (set.seenBy.empty() ||
                std::any_of(set.seenBy.begin(), set.seenBy.end(), [](const std::string& model) {
                    return model == "teacher" || model == "baseline" || model == "student";
                }));
    });
}

// Per data set and window: memorized records of every model, personal details first.
Table keyCounts(const Source& source) {
    const std::vector<std::string> models = modelOrder(source.findings);
    Table table{"table-key-counts",
                "Records completed word for word, of those tested",
                {{"Data set", false}},
                {},
                ""};
    table.columns.push_back({"What was completed", false});
    for (const std::string& model : models)
        table.columns.push_back({modelWords(model), true});
    for (const bool personal : {true, false}) {
        std::vector<std::pair<std::string, std::string>> done;
        for (const audit::ExtractionFinding& finding : source.findings.extraction) {
            const std::pair<std::string, std::string> key{finding.data, finding.window};
            if ((finding.window == "personal") != personal || !matters(source.findings, finding.data) ||
                std::find(done.begin(), done.end(), key) != done.end())
                continue;
            done.push_back(key);
            std::vector<Text> row{finding.data, windowWords(finding.window)};
            for (const std::string& model : models) {
                const auto found = std::find_if(
                    source.findings.extraction.begin(), source.findings.extraction.end(),
                    [&](const audit::ExtractionFinding& other) {
                        return other.model == model && other.data == key.first && other.window == key.second;
                    });
                row.emplace_back(found == source.findings.extraction.end()
                                     ? std::string(kAbsent)
                                     : countOf(found->memorized, found->records));
            }
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

Callout verdictBox(const audit::Verdict& verdict, const std::string& model) {
    Callout box;
    box.tone = toneOf(verdict.verdict);
    box.label = verdict.verdict;
    box.title = questionWords(verdict.question, model);
    box.text = verdict.sentence;
    const auto section = kSectionOf.find(verdict.question);
    if (section == kSectionOf.end())
        box.details = verdict.details;
    else if (verdict.verdict != "not tested")
        box.text.add(" Details: ").addLink(section->second.second, section->second.first).add(".");
    if (verdict.criterion)
        box.details.push_back("Against the organisation's own limit: " + *verdict.criterion + ".");
    return box;
}

} // namespace

Section composeTitle(const Source& source) {
    const audit::AuditFacts& audit = source.findings.audit;
    Section section{"title", "Control data", "", false, {}};
    KeyValues control;
    const auto add = [&control](const char* name, const std::string& value) {
        control.rows.emplace_back(name, Text(value));
    };
    add("Organisation", stated(audit.organisation));
    add("Auditor", stated(audit.auditor));
    add("Date", source.facts.events.empty() ? phrases::kNotSupplied : day(source.facts.events.back().time));
    add("Audit file", source.facts.auditFile);
    add("Plan (SHA-256)", audit.planHash);
    add("Findings (inputs hash)", source.facts.inputsHash);
    add("Audit seal", source.facts.seal);
    add("Made with", fmt::format("Retort {}", audit.version));
    section.blocks.emplace_back(std::move(control));
    return section;
}

Section composeVerdict(const Source& source) {
    Section section{"verdict", "Verdict", "", true, {}};
    section.blocks.emplace_back(Paragraph{phrases::kVerdictLead, ParagraphStyle::Lead});
    for (const audit::Verdict& verdict : source.findings.verdicts)
        section.blocks.emplace_back(verdictBox(verdict, examinedModel(source.findings)));
    if (source.findings.verdicts.empty())
        section.blocks.emplace_back(Paragraph{phrases::kNoVerdicts, ParagraphStyle::Body});
    if (!source.findings.extraction.empty())
        section.blocks.emplace_back(keyCounts(source));
    if (source.findings.audit.criteria.empty())
        section.blocks.emplace_back(Paragraph{phrases::kNoCriteria, ParagraphStyle::Note});
    section.blocks.emplace_back(Heading{"not-shown", "What this audit does not show"});
    List list;
    list.compact = true;
    for (const std::string& sentence : source.findings.notShown)
        list.items.emplace_back(sentence);
    list.items.emplace_back(phrases::kNotShownAlways);
    section.blocks.emplace_back(std::move(list));
    return section;
}

} // namespace retort::report
