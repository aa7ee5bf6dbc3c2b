// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/audit/audit_view.h"
#include "core/audit/derive.h"
#include "core/audit/findings.h"
#include "core/base/files.h"
#include "core/base/table_writer.h"
#include "core/memorization/overlap.h"

#include <cmath>

namespace retort::cli {

namespace {

Cell realCell(double value) {
    return std::isnan(value) ? Cell() : Cell(value);
}

Cell optionalText(const std::optional<std::string>& text) {
    return text ? Cell(*text) : Cell();
}

Status exportRecords(const store::AuditFile& audit, const std::string& out) {
    RETORT_TRY(const auto models, audit.inputs().models());
    RETORT_TRY(const auto sets, audit.inputs().dataSets());
    RETORT_TRY(const auto stored, audit.results().columns());
    std::vector<Column> columns = {
        {"data", ColumnType::Text},         {"id", ColumnType::Text},
        {"group", ColumnType::Text},        {"cluster", ColumnType::Integer},
        {"repeats", ColumnType::Integer},   {"tokens", ColumnType::Integer},
        {"truncated", ColumnType::Boolean}, {"zlib_bytes", ColumnType::Integer},
        {"excluded", ColumnType::Text},     {"extraction_excluded", ColumnType::Text}};
    const std::size_t fixed = columns.size();
    // Scores first, then attacks, each model by model; a name is a column even if only one data set has it.
    std::vector<std::pair<std::string, std::string>> wanted;
    for (const bool attacks : {false, true}) {
        for (const store::Model& model : models) {
            for (const store::ColumnName& column : stored) {
                const std::pair key{model.name, column.name};
                if (column.model == model.name && column.name.starts_with("attack_") == attacks &&
                    std::find(wanted.begin(), wanted.end(), key) == wanted.end())
                    wanted.push_back(key);
            }
        }
    }
    for (const auto& [model, name] : wanted)
        columns.push_back({model + "_" + name, ColumnType::Real});
    RETORT_TRY(const auto table, openTable(out, columns));
    for (const store::DataSet& set : sets) {
        RETORT_TRY(const auto records, audit.records().all(set.name));
        std::vector<std::optional<std::vector<double>>> values;
        for (const auto& [model, name] : wanted) {
            RETORT_TRY(auto column, audit.results().column(set.name, model, name));
            values.push_back(std::move(column));
        }
        for (const store::Record& record : records) {
            std::vector<Cell> cells = {set.name,
                                       record.id,
                                       record.group,
                                       static_cast<std::int64_t>(record.cluster),
                                       static_cast<std::int64_t>(record.repeats),
                                       static_cast<std::int64_t>(record.tokens),
                                       record.truncated,
                                       static_cast<std::int64_t>(record.zlibBytes),
                                       optionalText(record.excluded),
                                       optionalText(record.extractionExcluded)};
            cells.resize(fixed + wanted.size());
            for (std::size_t i = 0; i < values.size(); ++i)
                cells[fixed + i] = values[i] ? realCell((*values[i])[record.ordinal]) : Cell();
            RETORT_CHECK(table->row(cells));
        }
    }
    return table->finish();
}

// Predicted tokens of every record's own pass; `position` counts content tokens from 1.
Status exportTokens(const store::AuditFile& audit, const std::string& out) {
    RETORT_TRY(const auto table, openTable(out, {{"model", ColumnType::Text},
                                                 {"data", ColumnType::Text},
                                                 {"id", ColumnType::Text},
                                                 {"position", ColumnType::Integer},
                                                 {"log_probability", ColumnType::Real},
                                                 {"entropy", ColumnType::Real},
                                                 {"log_probability_variance", ColumnType::Real},
                                                 {"rank", ColumnType::Integer},
                                                 {"margin", ColumnType::Real}}));
    RETORT_TRY(const auto sets, audit.chunks().resultSets());
    for (const store::ResultSet& set : sets) {
        if (set.kind != "record")
            continue;
        RETORT_TRY(const auto records, audit.records().all(set.dataSet));
        RETORT_TRY(const auto own, audit.results().column(set.dataSet, set.model, audit::kOwnTokens));
        RETORT_TRY(const scores::TokenTable tokens, audit.chunks().loadTable(set.key));
        const scores::TokenTableIndex index(tokens);
        for (std::size_t i = 0; i < index.rows(); ++i) {
            const scores::TokenColumns row = index.row(i);
            const std::size_t before =
                (own ? static_cast<std::size_t>((*own)[i]) : records[i].tokens) - row.size();
            for (std::size_t k = 0; k < row.size(); ++k) {
                const std::vector<Cell> cells = {set.model,
                                                 set.dataSet,
                                                 records[i].id,
                                                 static_cast<std::int64_t>(before + k + 1),
                                                 static_cast<double>(row.logProbability[k]),
                                                 static_cast<double>(row.entropy[k]),
                                                 static_cast<double>(row.variance[k]),
                                                 static_cast<std::int64_t>(row.rank[k]),
                                                 static_cast<double>(row.margin[k])};
                RETORT_CHECK(table->row(cells));
            }
        }
    }
    return table->finish();
}

Status exportCurves(const store::AuditFile& audit, const audit::Findings& findings, const std::string& out) {
    RETORT_TRY(const auto table, openTable(out, {{"model", ColumnType::Text},
                                                 {"data", ColumnType::Text},
                                                 {"against", ColumnType::Text},
                                                 {"attack", ColumnType::Text},
                                                 {"false_positives", ColumnType::Integer},
                                                 {"true_positives", ColumnType::Integer},
                                                 {"fpr", ColumnType::Real},
                                                 {"tpr", ColumnType::Real}}));
    for (const audit::MembershipFinding& finding : findings.membership) {
        RETORT_TRY(const auto curve,
                   audit.results().curve(audit::curveName(finding.model, finding.data, finding.attack)));
        if (!curve)
            continue;
        for (std::size_t i = 0; i < curve->falsePositives.size(); ++i) {
            const double fpr = curve->falsePositives[i] / static_cast<double>(finding.evaluation.nonmembers);
            const double tpr = curve->truePositives[i] / static_cast<double>(finding.evaluation.members);
            RETORT_CHECK(
                table->row(std::vector<Cell>{finding.model, finding.data, finding.against, finding.attack,
                                             static_cast<std::int64_t>(curve->falsePositives[i]),
                                             static_cast<std::int64_t>(curve->truePositives[i]), fpr, tpr}));
        }
    }
    return table->finish();
}

Status exportRegions(const store::AuditFile& audit, const audit::Findings& findings, const std::string& out) {
    RETORT_TRY(const auto table, openTable(out, {{"data", ColumnType::Text},
                                                 {"id", ColumnType::Text},
                                                 {"window", ColumnType::Text},
                                                 {"region", ColumnType::Text}}));
    using memorization::Verdict;
    for (const audit::OverlapFinding& overlap : findings.overlap) {
        RETORT_TRY(const auto records, audit.records().all(overlap.data));
        std::vector<std::vector<double>> columns;
        for (const char* role : {"teacher", "baseline", "student"}) {
            RETORT_TRY(auto column,
                       audit.results().column(overlap.data, role, audit::verdictColumn(overlap.window)));
            columns.push_back(column ? std::move(*column)
                                     : std::vector<double>(records.size(), std::nan("")));
        }
        for (const store::Record& record : records) {
            std::array<Verdict, 3> verdicts{};
            for (std::size_t i = 0; i < verdicts.size(); ++i) {
                const double value = columns[i][record.ordinal];
                verdicts[i] = std::isnan(value) ? Verdict::None
                              : value > 0       ? Verdict::Memorized
                                                : Verdict::NotMemorized;
            }
            const std::string region(
                memorization::regionName(memorization::regionOf(verdicts[0], verdicts[1], verdicts[2])));
            RETORT_CHECK(table->row(std::vector<Cell>{overlap.data, record.id, overlap.window, region}));
        }
    }
    return table->finish();
}

Result<audit::Findings> findingsOf(const store::AuditFile& audit, std::string& text) {
    RETORT_TRY(const auto stored, audit.results().findings());
    if (!stored)
        return fail(ErrorCode::NotFound, "{}: has no findings yet; finish the run with --resume",
                    audit.path().string());
    text = stored->json;
    RETORT_TRY(const Json document, parseJson(text, audit.path().string()));
    return audit::findingsFromJson(document);
}

Status exportAudit(const std::string& path, const std::string& what, const std::string& out) {
    RETORT_TRY(const store::AuditFile audit, store::AuditFile::openReadOnly(path));
    std::string text;
    RETORT_TRY(const audit::Findings findings, findingsOf(audit, text));
    if (what == "records")
        return exportRecords(audit, out);
    if (what == "tokens")
        return exportTokens(audit, out);
    if (what == "roc")
        return exportCurves(audit, findings, out);
    if (what == "regions")
        return exportRegions(audit, findings, out);
    return writeFile(out, text + "\n");
}

} // namespace

void addExport(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("export", "The data behind every plot and table");
    auto path = std::make_shared<std::string>();
    auto what = std::make_shared<std::string>();
    auto out = std::make_shared<std::string>();
    verb->add_option("AUDIT", *path, "The audit file")->required();
    verb->add_option("--what", *what, "records, tokens, roc, regions or findings")
        ->required()
        ->check(CLI::IsMember({"records", "tokens", "roc", "regions", "findings"}));
    verb->add_option("-o,--out", *out, "The file to write: .csv or .jsonl; findings are JSON")->required();
    verb->callback([=, &action] { action = [=] { return exportAudit(*path, *what, *out); }; });
}

} // namespace retort::cli
