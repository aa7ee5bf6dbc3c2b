// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/probe.h"

#include "core/base/philox.h"
#include "core/engine/model.h"
#include "core/scores/token_statistics.h"

#include <algorithm>
#include <limits>
#include <map>

namespace retort::runner {

namespace {

constexpr std::uint64_t kProbeStream = 0x50524F4245; // apart from the streams of other draws

// Rows to score of one data set, in the order of the draw's records.
struct ProbeRows {
    std::vector<scores::PassRow> rows;
    std::map<std::string, std::vector<scores::PassRow>> otherTemplates;
};

std::vector<std::size_t> drawnRecords(const audit::PreparedData& data, std::uint64_t seed,
                                      std::uint32_t number) {
    std::vector<std::size_t> records;
    for (std::size_t i = 0; i < data.records.size(); ++i) {
        if (data.excluded(i).empty())
            records.push_back(i);
    }
    const std::size_t count = std::min(records.size(), audit::kProbeRecords);
    Philox random(seed, kProbeStream, number);
    for (std::size_t i = 0; i < count; ++i)
        std::swap(records[i], records[i + random.below(records.size() - i)]);
    records.resize(count);
    std::sort(records.begin(), records.end());
    return records;
}

scores::PassRow shortened(scores::PassRow row) {
    row.ids.resize(std::min<std::size_t>(row.ids.size(), row.firstPredicted + audit::kProbeTokens));
    return row;
}

// A row for each drawn record under another template; without predicted tokens where it has none there.
Result<std::vector<scores::PassRow>> rowsWithTemplate(const audit::PreparedAudit& prepared,
                                                      const audit::ModelPlan& model,
                                                      const audit::PreparedData& data,
                                                      const std::vector<std::size_t>& drawn,
                                                      const corpus::PromptTemplate& form) {
    std::map<std::string, std::size_t> places;
    for (std::size_t k = 0; k < drawn.size(); ++k)
        places.emplace(data.records[drawn[k]].id, k);
    std::vector<scores::PassRow> rows(drawn.size(), audit::emptyRow());
    RETORT_TRY(corpus::DataSource source, audit::dataSourceOf(data.plan));
    source.promptTemplate = form;
    const auto read = corpus::streamRecords(source, [&](corpus::Record&& record) -> Status {
        const auto place = places.find(record.id);
        if (place == places.end())
            return {};
        const corpus::TokenizedRecord tokens = corpus::tokenizeRecord(
            prepared.tokenizer(model).tokenizer, record, static_cast<std::uint32_t>(prepared.maxTokens));
        if (tokens.excluded.empty())
            rows[place->second] = shortened(audit::recordRow(tokens));
        return {};
    });
    if (!read)
        return within(fmt::format("data set \"{}\"", data.plan.name), read.error());
    return rows;
}

Result<ProbeRows> probeRows(const audit::PreparedAudit& prepared, const audit::ModelPlan& model,
                            const audit::PreparedData& data, const std::vector<std::size_t>& drawn) {
    ProbeRows result;
    for (const std::size_t record : drawn)
        result.rows.push_back(shortened(data.tokens(model).recordRow(record)));
    if (data.plan.responseField.empty())
        return result;
    RETORT_TRY(const corpus::DataSource own, audit::dataSourceOf(data.plan));
    for (const char* name : {"none", "alpaca"}) {
        RETORT_TRY(const corpus::PromptTemplate form,
                   corpus::promptTemplateFromName(name == std::string_view("none") ? "" : name));
        if (form == own.promptTemplate)
            continue;
        RETORT_TRY(result.otherTemplates[name], rowsWithTemplate(prepared, model, data, drawn, form));
    }
    return result;
}

// NaN where a row has no predicted token.
Result<std::vector<double>> lossesOf(engine::Model& model, const std::vector<scores::PassRow>& rows,
                                     jobs::RunControl& control) {
    RETORT_TRY(const scores::TokenTable table, model.score(rows, control.token()));
    const scores::TokenTableIndex index(table);
    std::vector<double> losses;
    for (std::size_t i = 0; i < index.rows(); ++i)
        losses.push_back(-scores::meanLogProbability(index.row(i)));
    return losses;
}

double bytesPerToken(const audit::Tokenization& tokenization, const std::vector<std::size_t>& drawn) {
    double bytes = 0;
    double tokens = 0;
    for (const std::size_t record : drawn) {
        const corpus::TokenizedRecord& cut = tokenization.records[record];
        bytes += static_cast<double>(cut.textEnd - cut.textBegin);
        tokens += cut.scoredTokens();
    }
    return tokens > 0 ? bytes / tokens : std::numeric_limits<double>::infinity();
}

} // namespace

Result<audit::ProbeResult> probe(const audit::PreparedAudit& prepared, jobs::ProgressWriter& progress,
                                 jobs::RunControl& control) {
    const audit::Plan& plan = prepared.plan;
    RETORT_TRY(const engine::Precision precision, engine::precisionFromName(plan.precision));
    audit::ProbeResult result;
    std::vector<std::vector<std::size_t>> drawn;
    for (std::size_t i = 0; i < prepared.data.size(); ++i)
        drawn.push_back(drawnRecords(prepared.data[i], plan.seed, static_cast<std::uint32_t>(i)));
    std::map<std::pair<std::string, std::size_t>, ProbeRows> rowsByTokenizer; // and data set
    const std::uint64_t total = prepared.models.size() * prepared.data.size();
    std::uint64_t done = 0;
    progress.begin("look at a sample", total, "data sets");
    for (const audit::PreparedModel& model : prepared.models) {
        RETORT_TRY(const auto engine,
                   engine::Model::load(model.checkpoint, {precision, plan.threads, plan.device}));
        const std::string& name = model.plan.name;
        result.vocabulary[name] =
            static_cast<std::uint64_t>(prepared.tokenizer(model.plan).tokenizer.vocabularySize());
        for (std::size_t i = 0; i < prepared.data.size(); ++i) {
            RETORT_CHECK(control.checkpoint());
            const audit::PreparedData& data = prepared.data[i];
            const audit::ProbeResult::Key key{name, data.plan.name};
            const auto [known, isNew] =
                rowsByTokenizer.try_emplace(std::pair(model.plan.tokenizer, i), ProbeRows());
            ProbeRows& rows = known->second;
            if (isNew) {
                RETORT_TRY(rows, probeRows(prepared, model.plan, data, drawn[i]));
            }
            result.bytesPerToken[key] = bytesPerToken(data.tokens(model.plan), drawn[i]);
            RETORT_TRY(result.losses[key], lossesOf(*engine, rows.rows, control));
            for (const auto& [form, otherRows] : rows.otherTemplates) {
                RETORT_TRY(result.otherTemplates[key][form], lossesOf(*engine, otherRows, control));
            }
            progress.progress(++done);
        }
    }
    return result;
}

Status judgeProbe(const audit::Plan& plan, const audit::ProbeResult& result, jobs::ProgressWriter& progress) {
    for (const audit::Gate& gate : audit::plausibilityGates(plan, result)) {
        if (gate.outcome != "failed")
            continue;
        if (audit::predictsNothing(gate) && plan.plausibility == "stop")
            return fail(
                ErrorCode::Gate,
                "{}: {} Correct the plan, or set audit.plausibility = \"warn\" to go on all the same.",
                plan.file.string(), gate.sentence);
        progress.log(gate.sentence, "warning");
    }
    return {};
}

} // namespace retort::runner
