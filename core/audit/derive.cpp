// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/derive.h"

#include "core/audit/derive_parts.h"
#include "core/audit/findings.h"
#include "core/memorization/record_scores.h"

#include <cmath>
#include <limits>
#include <map>

namespace retort::audit {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

// The columns of one data set under their names, filled record by record.
class Columns {
public:
    explicit Columns(std::size_t records) : m_records(records) {}

    void set(std::string_view name, std::size_t record, double value) { column(name)[record] = value; }

    // 1 once any of the record's windows says so, else 0.
    void setAny(std::string_view name, std::size_t record, bool value) {
        double& entry = column(name)[record];
        if (value || std::isnan(entry))
            entry = value ? 1 : 0;
    }

    [[nodiscard]] Status put(const store::AuditFile& audit, std::string_view dataSet,
                             std::string_view model) const {
        for (const auto& [name, values] : m_columns)
            RETORT_CHECK(audit.results().putColumn(dataSet, model, name, values));
        return {};
    }

private:
    std::vector<double>& column(std::string_view name) {
        auto found = m_columns.find(name);
        if (found == m_columns.end())
            found = m_columns.emplace(std::string(name), std::vector<double>(m_records, kAbsent)).first;
        return found->second;
    }

    std::size_t m_records;
    std::map<std::string, std::vector<double>, std::less<>> m_columns;
};

void setRecordScores(Columns& columns, std::size_t record, const scores::TokenColumns& tokens) {
    const memorization::RecordScores scores = memorization::recordScores(tokens, std::nullopt);
    columns.set("loss", record, scores.loss);
    columns.set("perplexity", record, scores.perplexity);
    columns.set("entropy", record, scores.entropyMean);
    columns.set("min_k", record, scores.minK);
    columns.set("min_k_pp", record, scores.minKpp);
}

void setSuffixScores(Columns& columns, std::size_t record, const memorization::SuffixScores& suffix) {
    columns.set("suffix_log_probability", record, suffix.logProbability);
    columns.set("suffix_entropy", record, suffix.entropy);
    columns.set("suffix_token_accuracy", record, suffix.tokenAccuracy);
    columns.set("greedy_match_tokens", record, suffix.greedyMatchTokens);
    columns.set("smallest_margin", record, suffix.smallestMargin);
    columns.set(kMemorized, record, suffix.memorized ? 1 : 0);
}

} // namespace

Result<scores::TokenTable> loadRows(const store::AuditFile& audit, std::string_view model,
                                    std::string_view dataSet, std::string_view kind) {
    RETORT_TRY(const auto set, audit.chunks().find(model, dataSet, kind));
    if (!set) {
        if (kind == "window")
            return scores::TokenTable{};
        return fail(ErrorCode::Conflict, "{}: {} has not been scored on {} yet; run the audit with --resume",
                    audit.path().string(), model, dataSet);
    }
    return audit.chunks().loadTable(set->key);
}

Result<Tables> loadTables(const store::AuditFile& audit, std::string_view model, std::string_view dataSet) {
    RETORT_TRY(scores::TokenTable records, loadRows(audit, model, dataSet, "record"));
    RETORT_TRY(scores::TokenTable windows, loadRows(audit, model, dataSet, "window"));
    return Tables{std::move(records), std::move(windows)};
}

Result<std::vector<std::uint32_t>> contentTokens(const store::AuditFile& audit, std::string_view model,
                                                 std::string_view dataSet,
                                                 const std::vector<store::Record>& records) {
    RETORT_TRY(const auto own, audit.results().column(dataSet, model, kOwnTokens));
    RETORT_TRY(const auto prompts, audit.results().column(dataSet, own ? model : "", kPromptTokens));
    std::vector<std::uint32_t> tokens;
    tokens.reserve(records.size());
    for (const store::Record& record : records)
        tokens.push_back((own ? static_cast<std::uint32_t>((*own)[record.ordinal]) : record.tokens) +
                         (prompts ? static_cast<std::uint32_t>((*prompts)[record.ordinal]) : 0));
    return tokens;
}

scores::TokenColumns suffixColumns(const store::Window& window, std::uint32_t recordTokens,
                                   const scores::TokenTableIndex& records,
                                   const scores::TokenTableIndex& windows) {
    return suffixOfRow(window, recordTokens,
                       window.sequence >= 0 ? windows.row(static_cast<std::size_t>(window.sequence))
                                            : records.row(window.record));
}

scores::TokenColumns suffixOfRow(const store::Window& window, std::uint32_t recordTokens,
                                 const scores::TokenColumns& row) {
    const std::size_t count = window.suffixEnd - window.suffixBegin;
    if (window.sequence >= 0)
        return row.last(count);
    const std::size_t behind = recordTokens - window.suffixEnd;
    return row.middle(row.size() - behind - count, count);
}

std::string_view verdictColumn(std::string_view window) {
    if (window == "stride")
        return kMemorizedStride;
    return window == "personal" ? kMemorizedPersonal : kMemorized;
}

std::string attackColumn(std::string_view attack) {
    return "attack_" + std::string(attack);
}

Status deriveModel(store::AuditFile& audit, const ModelPlan& model, std::string_view dataSet) {
    RETORT_TRY(const std::vector<store::Record> records, audit.records().all(dataSet));
    RETORT_TRY(const std::vector<store::Window> windows, audit.records().windows(dataSet, model.tokenizer));
    RETORT_TRY(const Tables tables, loadTables(audit, model.name, dataSet));
    const scores::TokenTableIndex recordRows(tables.records);
    const scores::TokenTableIndex windowRows(tables.windows);
    RETORT_TRY(const std::vector<std::uint32_t> tokensOf, contentTokens(audit, model.name, dataSet, records));
    Columns columns(records.size());
    for (const store::Record& record : records) {
        if (record.excluded)
            continue;
        setRecordScores(columns, record.ordinal, recordRows.row(record.ordinal));
    }
    for (const store::Window& window : windows) {
        const auto suffix = memorization::suffixScores(
            suffixColumns(window, tokensOf[window.record], recordRows, windowRows));
        if (!suffix)
            continue;
        if (window.kind == store::WindowKind::First)
            setSuffixScores(columns, window.record, *suffix);
        else
            columns.setAny(window.kind == store::WindowKind::Stride ? kMemorizedStride : kMemorizedPersonal,
                           window.record, suffix->memorized);
    }
    return columns.put(audit, dataSet, model.name);
}

Result<std::vector<PersonalVerdict>> personalVerdicts(const store::AuditFile& audit, const ModelPlan& model,
                                                      std::string_view dataSet) {
    RETORT_TRY(const std::vector<store::Record> records, audit.records().all(dataSet));
    RETORT_TRY(const std::vector<store::Window> windows, audit.records().windows(dataSet, model.tokenizer));
    RETORT_TRY(const Tables tables, loadTables(audit, model.name, dataSet));
    const scores::TokenTableIndex recordRows(tables.records);
    const scores::TokenTableIndex windowRows(tables.windows);
    RETORT_TRY(const std::vector<std::uint32_t> tokensOf, contentTokens(audit, model.name, dataSet, records));
    std::vector<PersonalVerdict> verdicts;
    for (const store::Window& window : windows) {
        if (window.kind != store::WindowKind::Personal)
            continue;
        const auto suffix = memorization::suffixScores(
            suffixColumns(window, tokensOf[window.record], recordRows, windowRows));
        if (suffix)
            verdicts.push_back({window.record, window.type, suffix->memorized});
    }
    return verdicts;
}

Status deriveRegions(store::AuditFile& audit, const Plan& plan, std::string_view dataSet) {
    if (!shareTokenizer(plan, {"teacher", "baseline", "student"}))
        return {};
    const std::string_view verdict = verdictColumn(headlineWindow(plan.windows));
    std::vector<std::vector<double>> verdicts;
    for (const std::string_view role : {"teacher", "baseline", "student"}) {
        if (!plan.model(role))
            return {};
        RETORT_TRY(auto column, audit.results().column(dataSet, role, verdict));
        if (!column)
            return {};
        verdicts.push_back(std::move(*column));
    }
    std::vector<double> regions(verdicts.front().size(), kAbsent);
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const double mask = verdicts[0][i] + 2 * verdicts[1][i] + 4 * verdicts[2][i];
        regions[i] = mask; // NaN as soon as one verdict is absent
    }
    return audit.results().putColumn(dataSet, "", kRegion, regions);
}

} // namespace retort::audit
