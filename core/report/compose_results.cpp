// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Extraction, and the comparison of teacher, comparison model and student.
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>
#include <set>

namespace retort::report {
namespace {

using Counts = std::vector<audit::CountOf> audit::ExtractionFinding::*;

const audit::ExtractionFinding* find(const audit::Findings& findings, const std::string& model,
                                     const std::string& data, const std::string& window) {
    for (const audit::ExtractionFinding& finding : findings.extraction) {
        if (finding.model == model && finding.data == data && finding.window == window)
            return &finding;
    }
    return nullptr;
}

std::vector<std::pair<std::string, std::string>> dataAndWindows(const audit::Findings& findings) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const bool personal : {true, false}) {
        for (const audit::ExtractionFinding& finding : findings.extraction) {
            const std::pair<std::string, std::string> pair{finding.data, finding.window};
            if ((finding.window == "personal") == personal &&
                std::find(pairs.begin(), pairs.end(), pair) == pairs.end())
                pairs.push_back(pair);
        }
    }
    return pairs;
}

Table extractionTable(const audit::Findings& findings, bool personal) {
    Table table{personal ? "table-personal" : "table-extraction",
                personal ? "Personal details completed word for word" : "Records completed word for word",
                {{"Data set", false},
                 {"Window", false},
                 {"Model", false},
                 {"Tested", true},
                 {"Memorized", true},
                 {"Rate", true},
                 {"95 % interval", true},
                 {"Windows tried", true},
                 {"Rechecked", true}},
                {},
                ""};
    bool sampled = false;
    for (const auto& [data, window] : dataAndWindows(findings)) {
        if ((window == "personal") != personal)
            continue;
        for (const std::string& model : modelOrder(findings)) {
            const audit::ExtractionFinding* finding = find(findings, model, data, window);
            if (!finding)
                continue;
            sampled = sampled || finding->interval.has_value();
            const std::string range = !finding->interval
                                          ? "exact count"
                                          : percentInterval(finding->interval->low.value_or(0),
                                                            finding->interval->high.value_or(1));
            table.rows.push_back({data, windowWords(window), modelWords(model), count(finding->records),
                                  count(finding->memorized), percent(finding->rate), range,
                                  count(finding->windowsTried), count(finding->rechecked)});
        }
    }
    table.note = sampled ? phrases::kExtractionSampled : phrases::kExtractionExact;
    return table;
}

// One row a number of repeats or a kind of personal data, one column a model.
void appendBreakdowns(const audit::Findings& findings, Counts member, const char* id, const char* caption,
                      const char* rowTitle, bool numericNames, std::vector<Block>& blocks) {
    const std::vector<std::string> models = modelOrder(findings);
    for (const auto& [data, window] : dataAndWindows(findings)) {
        std::vector<std::string> names;
        for (const std::string& model : models) {
            const audit::ExtractionFinding* finding = find(findings, model, data, window);
            if (!finding)
                continue;
            for (const audit::CountOf& entry : finding->*member) {
                if (std::find(names.begin(), names.end(), entry.name) == names.end())
                    names.push_back(entry.name);
            }
        }
        // A single number of repeats says nothing that the table before didn't.
        if (names.empty() || (numericNames && names.size() < 2))
            continue;
        Table table{fmt::format("{}-{}-{}", id, data, window),
                    fmt::format("{}: {}, {}", caption, data, windowWords(window)),
                    {{rowTitle, false}},
                    {},
                    ""};
        for (const std::string& model : models)
            table.columns.push_back({modelWords(model), true});
        for (const std::string& name : names) {
            std::vector<Text> row{underscoresToSpaces(name)};
            for (const std::string& model : models) {
                std::string cell = kAbsent;
                if (const audit::ExtractionFinding* finding = find(findings, model, data, window)) {
                    const auto& entries = finding->*member;
                    const auto entry =
                        std::find_if(entries.begin(), entries.end(),
                                     [&name](const audit::CountOf& other) { return other.name == name; });
                    if (entry != entries.end())
                        cell = countOf(entry->memorized, entry->records);
                }
                row.emplace_back(cell);
            }
            table.rows.push_back(std::move(row));
        }
        blocks.emplace_back(std::move(table));
    }
}

std::string regionShare(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? std::string(kAbsent)
                      : percent(static_cast<double>(part) / static_cast<double>(whole));
}

std::uint64_t memorizedByNone(const audit::OverlapFinding& overlap) {
    const memorization::Regions& regions = overlap.regions;
    const std::uint64_t any = regions.teacher + regions.baseline + regions.student + regions.teacherBaseline +
                              regions.teacherStudent + regions.baselineStudent + regions.all;
    return overlap.records - std::min(any, overlap.records);
}

Table regionTable(const audit::OverlapFinding& overlap, const std::string& id) {
    const memorization::Regions& regions = overlap.regions;
    Table table{id,
                fmt::format("Who completes what: {}, {} (n = {})", overlap.data, windowWords(overlap.window),
                            count(overlap.records)),
                {{"Memorized by", false}, {"Records", true}, {"Share of tested", true}},
                {},
                ""};
    const auto add = [&](const char* words, std::uint64_t number) {
        table.rows.push_back({words, count(number), regionShare(number, overlap.records)});
    };
    add("teacher only", regions.teacher);
    add("comparison model only", regions.baseline);
    add("student only", regions.student);
    add("teacher and comparison model, not the student", regions.teacherBaseline);
    add(phrases::kInheritedWords, regions.teacherStudent);
    add("comparison model and student, not the teacher", regions.baselineStudent);
    add("all three", regions.all);
    add("none", memorizedByNone(overlap));
    return table;
}

std::string reductionWords(const audit::Reduction& reduction) {
    if (reduction.infinite)
        return fmt::format("the student completed none, the comparison model some; ratio {} (95 % interval)",
                           interval(reduction.interval, 2));
    if (!reduction.ratio)
        return "neither model completed a record: no ratio";
    return fmt::format("{} (95 % interval {})", decimals(reduction.ratio, 2),
                       interval(reduction.interval, 2));
}

KeyValues comparisonValues(const audit::OverlapFinding& overlap) {
    const memorization::Regions& regions = overlap.regions;
    const std::uint64_t baseline =
        regions.baseline + regions.teacherBaseline + regions.baselineStudent + regions.all;
    const std::uint64_t student =
        regions.student + regions.teacherStudent + regions.baselineStudent + regions.all;
    const std::uint64_t teacher =
        regions.teacher + regions.teacherBaseline + regions.teacherStudent + regions.all;
    KeyValues values;
    const auto add = [&values](const char* name, std::string value) {
        values.rows.emplace_back(name, Text(std::move(value)));
    };
    add("Tested by all three", fmt::format("{} records", count(overlap.records)));
    add("Memorized", fmt::format("teacher {}, comparison model {}, student {}", count(teacher),
                                 count(baseline), count(student)));
    add("Inherited",
        fmt::format("{} {}", count(overlap.inherited),
                    overlap.inheritedRate
                        ? fmt::format("= {} of the {} the teacher memorized without the comparison model",
                                      percent(*overlap.inheritedRate),
                                      count(regions.teacher + regions.teacherStudent))
                        : "records"));
    if (overlap.seedFloor)
        add("Seed floor", fmt::format("{} in teacher and second comparison model, not in the first",
                                      count(*overlap.seedFloor)));
    add("Easy", fmt::format("{} memorized by teacher and comparison model{}", count(overlap.easy),
                            overlap.easyShare ? fmt::format("; {} of the {} the student memorized are easy",
                                                            percent(*overlap.easyShare), count(student))
                                              : std::string()));
    add("Student's own", fmt::format("{} memorized by the student alone", count(overlap.studentOnly)));
    add("Reduction",
        reductionWords(overlap.reduction) + (overlap.reduction.lowerUtility
                                                 ? ", at lower utility: the student's held-out loss is "
                                                   "significantly worse than the comparison model's"
                                                 : ""));
    if (overlap.reduction.pValue)
        add("McNemar test",
            fmt::format("p {}{}{}", *overlap.reduction.pValue < 0.001 ? "" : "= ",
                        pValue(overlap.reduction.pValue),
                        overlap.reduction.adjustedPValue
                            ? fmt::format("; after Holm {}", pValue(overlap.reduction.adjustedPValue))
                            : std::string("; exploratory")));
    return values;
}

// Of text that none of the three was trained on, the overlap in words and numbers is enough.
bool seenByTheThree(const audit::Findings& findings, const std::string& data) {
    return std::any_of(findings.data.begin(), findings.data.end(), [&data](const audit::DataFinding& set) {
        return set.name == data &&
               std::any_of(set.seenBy.begin(), set.seenBy.end(), [](const std::string& model) {
                   return model == "teacher" || model == "baseline" || model == "student";
               });
    });
}

Figure vennFigure(const audit::OverlapFinding& overlap, const std::string& id) {
    const memorization::Regions& regions = overlap.regions;
    Figure figure;
    figure.id = id;
    figure.caption =
        fmt::format("Overlap of what the three models memorized: {}, {}, {} records tested. {}", overlap.data,
                    windowWords(overlap.window), count(overlap.records), phrases::kVennNote);
    figure.alternative = fmt::format(
        "Venn diagram of memorized records. Teacher only {}, comparison model only {}, student only {}, "
        "teacher and "
        "comparison model {}, teacher and student {}, comparison model and student {}, all three {}.",
        count(regions.teacher), count(regions.baseline), count(regions.student),
        count(regions.teacherBaseline), count(regions.teacherStudent), count(regions.baselineStudent),
        count(regions.all));
    figure.content =
        VennFigure{overlap.data,    overlap.window,          regions.teacher,        regions.baseline,
                   regions.student, regions.teacherBaseline, regions.teacherStudent, regions.baselineStudent,
                   regions.all,     memorizedByNone(overlap)};
    return figure;
}

Figure scatterFigure(const audit::OverlapFinding& overlap, const std::string& id) {
    Figure figure;
    figure.id = id;
    figure.caption =
        fmt::format("Entropy against perplexity of the student: {}, coloured by who memorized the record "
                    "({}). {}",
                    overlap.data, windowWords(overlap.window), phrases::kScatterNote);
    figure.alternative =
        fmt::format("Scatter plot of mean entropy against perplexity of the student for the records of {}.",
                    overlap.data);
    figure.content = ScatterFigure{overlap.data, overlap.window, "student"};
    return figure;
}

} // namespace

Section composeExtraction(const Source& source) {
    const audit::Findings& findings = source.findings;
    Section section{"extraction", "Extraction", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kExtractionLead, ParagraphStyle::Lead});
    if (findings.extraction.empty()) {
        section.blocks.emplace_back(Paragraph{phrases::kExtractionNone, ParagraphStyle::Body});
        return section;
    }
    if (List details = verdictDetails(findings, {"extraction"}); !details.items.empty())
        section.blocks.emplace_back(std::move(details));
    Table personal = extractionTable(findings, true);
    if (!personal.rows.empty()) {
        section.blocks.emplace_back(Heading{"personal", "Personal details"});
        section.blocks.emplace_back(std::move(personal));
        appendBreakdowns(findings, &audit::ExtractionFinding::byType, "table-type",
                         "By kind of personal detail", "Kind", false, section.blocks);
        section.blocks.emplace_back(Paragraph{phrases::kMasked, ParagraphStyle::Note});
    }
    Table records = extractionTable(findings, false);
    if (!records.rows.empty()) {
        section.blocks.emplace_back(Heading{"records", "Records"});
        section.blocks.emplace_back(std::move(records));
    }
    appendBreakdowns(findings, &audit::ExtractionFinding::byRepeats, "table-repeats",
                     "By how often the record stood in the training data", "Repeats", true, section.blocks);
    if (std::vector<Block> further = furtherExtractionBlocks(findings); !further.empty()) {
        section.blocks.emplace_back(Heading{"further", "Beyond word for word"});
        std::move(further.begin(), further.end(), std::back_inserter(section.blocks));
    }
    return section;
}

Section composeComparison(const Source& source) {
    Section section{"comparison", "Teacher, comparison model and student", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kComparisonLead, ParagraphStyle::Lead});
    if (source.findings.overlap.empty())
        section.blocks.emplace_back(Paragraph{phrases::kComparisonNone, ParagraphStyle::Body});
    if (List details = verdictDetails(source.findings, {"origin"}); !details.items.empty())
        section.blocks.emplace_back(std::move(details));
    std::set<std::string> scattered;
    for (const audit::OverlapFinding& overlap : source.findings.overlap) {
        const std::string key = overlap.data + "-" + overlap.window;
        section.blocks.emplace_back(Heading{
            "overlap-" + key, fmt::format("Data set {}, {}", overlap.data, windowWords(overlap.window))});
        if (memorizedByNone(overlap) == overlap.records) {
            section.blocks.emplace_back(
                Paragraph{fmt::format("None of the three completed any of the {} records tested.",
                                      count(overlap.records)),
                          ParagraphStyle::Body});
            continue;
        }
        section.blocks.emplace_back(comparisonValues(overlap));
        if (!seenByTheThree(source.findings, overlap.data))
            continue;
        section.blocks.emplace_back(vennFigure(overlap, "figure-venn-" + key));
        section.blocks.emplace_back(regionTable(overlap, "table-regions-" + key));
        // The scatter's axes don't depend on the window: once a data set.
        if (overlap.window == audit::headlineWindow(source.findings.audit.windows) &&
            scattered.insert(overlap.data).second)
            section.blocks.emplace_back(scatterFigure(overlap, "figure-scatter-" + key));
    }
    return section;
}

} // namespace retort::report
