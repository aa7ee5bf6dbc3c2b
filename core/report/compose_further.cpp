// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Extraction beyond word for word.
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <fmt/format.h>

namespace retort::report {
namespace {

Table discoverableTable(const audit::Findings& findings) {
    Table table{"table-further",
                "How near, and how often asked",
                {{"Data set", false},
                 {"Model", false},
                 {"Records", true},
                 {"Suffix tokens right", true},
                 {"Longest match, tokens", true}},
                {},
                phrases::kFurtherNote};
    for (const audit::FurtherExtraction& finding : findings.furtherExtraction) {
        if (finding.discoverable.empty())
            continue;
        for (const audit::DiscoverableCount& asked : finding.discoverable)
            table.columns.push_back(
                {fmt::format("Out of {} queries, p {:g}", count(asked.queries), asked.chance), true});
        break;
    }
    for (const audit::FurtherExtraction& finding : findings.furtherExtraction) {
        if (finding.records == 0)
            continue;
        std::vector<Text> row = {finding.data, modelWords(finding.model), count(finding.records),
                                 percent(finding.suffixTokenAccuracy), count(finding.longestMatch)};
        for (const audit::DiscoverableCount& asked : finding.discoverable)
            row.emplace_back(count(asked.records));
        table.rows.push_back(std::move(row));
    }
    return table;
}

Table continuationTable(const audit::Findings& findings) {
    Table table{"table-continuations",
                "What the models say after the prefix",
                {{"Data set", false},
                 {"Model", false},
                 {"Records", true},
                 {"Nearly memorized", true},
                 {"First 32 right", true},
                 {"Above held-out", true}},
                {},
                phrases::kContinuationNote};
    for (const audit::FurtherExtraction& finding : findings.furtherExtraction) {
        if (!finding.continuation || finding.continuation->records == 0)
            continue;
        const audit::ContinuationFinding& said = *finding.continuation;
        table.rows.push_back({finding.data, modelWords(finding.model), count(said.records),
                              count(said.nearlyMemorized), percent(said.accuracy),
                              said.gap ? decimals(*said.gap, 4) : std::string(kAbsent)});
    }
    return table;
}

Table wholeTable(const audit::Findings& findings) {
    Table table{"table-whole",
                "Whole responses and planted canaries",
                {{"Data set", false}, {"Model", false}, {"What", false}, {"Result", false}},
                {},
                ""};
    for (const audit::FurtherExtraction& finding : findings.furtherExtraction) {
        if (finding.verbatim)
            table.rows.push_back({finding.data, modelWords(finding.model), "whole responses",
                                  countOf(finding.verbatim->verbatim, finding.verbatim->records)});
        if (finding.exposure)
            table.rows.push_back(
                {finding.data, modelWords(finding.model),
                 fmt::format("exposure of {} canaries", count(finding.exposure->canaries)),
                 fmt::format("mean {} bits, largest {} of {}", decimals(finding.exposure->mean, 2),
                             decimals(finding.exposure->largest, 2), decimals(finding.exposure->limit, 2))});
    }
    return table;
}

} // namespace

std::vector<Block> furtherExtractionBlocks(const audit::Findings& findings) {
    std::vector<Block> blocks;
    for (Table& table :
         std::vector<Table>{discoverableTable(findings), continuationTable(findings), wholeTable(findings)}) {
        if (!table.rows.empty())
            blocks.emplace_back(std::move(table));
    }
    return blocks;
}

} // namespace retort::report
