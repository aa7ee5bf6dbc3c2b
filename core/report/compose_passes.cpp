// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The slot test, and what the attacks' further passes were made for.
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <fmt/format.h>

namespace retort::report {
namespace {

std::string reasons(const std::map<std::string, std::uint64_t>& leftOut) {
    std::string text;
    for (const auto& [reason, number] : leftOut)
        text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", reason, count(number));
    return text.empty() ? std::string(kAbsent) : text;
}

} // namespace

std::vector<Block> slotBlocks(const audit::Findings& findings) {
    if (findings.slotTest.empty())
        return {};
    Table table{"table-slots",
                "Slot test: true details among others of their type",
                {{"Model", false},
                 {"Data set", false},
                 {"Type", false},
                 {"Slots", true},
                 {"Others", true},
                 {"First", true},
                 {"By chance", true},
                 {"p", true},
                 {"Mean rank", true}},
                {},
                phrases::kSlotNote};
    Table left{
        "table-slots-left", "Slots that were not tried", {{"Data set", false}, {"Reasons", false}}, {}, ""};
    for (const std::string& model : modelOrder(findings)) {
        for (const audit::SlotFinding& finding : findings.slotTest) {
            if (finding.model != model)
                continue;
            const std::string others =
                finding.candidatesLeast == finding.candidates
                    ? count(finding.candidates)
                    : fmt::format("{} to {}", count(finding.candidatesLeast), count(finding.candidates));
            table.rows.push_back(
                {modelWords(model), finding.data, finding.type, countOf(finding.tried, finding.found), others,
                 countOf(finding.testedRankOne, finding.tested), decimals(finding.expectedRankOne, 1),
                 pValue(finding.pValue), decimals(finding.meanRank, 3)});
            if (model == modelOrder(findings).front() && finding.type == audit::kAllTypes)
                left.rows.push_back({finding.data, reasons(finding.leftOut)});
        }
    }
    List words;
    for (const audit::SlotFinding& finding : findings.slotTest) {
        if (finding.type == audit::kAllTypes && finding.model == examinedModel(findings))
            words.items.emplace_back(finding.sentence);
    }
    std::vector<Block> blocks;
    if (!words.items.empty())
        blocks.emplace_back(std::move(words));
    blocks.emplace_back(std::move(table));
    if (!left.rows.empty())
        blocks.emplace_back(std::move(left));
    return blocks;
}

std::vector<Block> passBlocks(const audit::Findings& findings) {
    if (findings.passes.empty())
        return {};
    Table table{"table-passes",
                "Further passes of the attacks",
                {{"Model", false},
                 {"Data set", false},
                 {"Pass", false},
                 {"A record", true},
                 {"Shots", true},
                 {"Sigma", true},
                 {"Records", true},
                 {"Not done", false}},
                {},
                phrases::kPassNote};
    for (const audit::PassFinding& finding : findings.passes)
        table.rows.push_back({modelWords(finding.model), finding.data, underscoresToSpaces(finding.pass),
                              count(finding.request.variants),
                              finding.request.shots > 0 ? count(finding.request.shots) : std::string(kAbsent),
                              finding.request.kind == scores::PassKind::Perturbed
                                  ? fmt::format("{}", finding.request.sigma)
                                  : std::string(kAbsent),
                              countOf(finding.done, finding.records), reasons(finding.leftOut)});
    return {std::move(table)};
}

} // namespace retort::report
