// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/score_file.h"

#include "core/checkpoint/checkpoint.h"
#include "core/corpus/tokenized_record.h"
#include "core/corpus/windows.h"
#include "core/memorization/record_scores.h"
#include "core/runner/margin_noise.h"
#include "core/runner/parquet_writer.h"
#include "core/tokenizer/tokenizer.h"

#include <algorithm>

namespace retort::runner {

namespace {

constexpr std::size_t kRecordsPerPass = 1024;
// Columns of columnsOf(): about the record, about its suffix, and arrays.
constexpr std::size_t kRecordColumns = 11;
constexpr std::size_t kSuffixColumns = 9;
constexpr std::size_t kTokenColumns = 6;

std::vector<Column> columnsOf(bool perToken) {
    std::vector<Column> columns = {{"id", ColumnType::Text},
                                   {"tokens", ColumnType::Integer},
                                   {"truncated", ColumnType::Boolean},
                                   {"excluded", ColumnType::Text},
                                   {"extraction_excluded", ColumnType::Text},
                                   {"loss", ColumnType::Real},
                                   {"perplexity", ColumnType::Real},
                                   {"zlib_bytes", ColumnType::Integer},
                                   {"entropy", ColumnType::Real},
                                   {"min_k", ColumnType::Real},
                                   {"min_k_pp", ColumnType::Real},
                                   {"prefix_tokens", ColumnType::Integer},
                                   {"suffix_tokens", ColumnType::Integer},
                                   {"suffix_log_probability", ColumnType::Real},
                                   {"suffix_entropy", ColumnType::Real},
                                   {"suffix_token_accuracy", ColumnType::Real},
                                   {"greedy_match_tokens", ColumnType::Integer},
                                   {"memorized", ColumnType::Boolean},
                                   {"smallest_margin", ColumnType::Real},
                                   {"rechecked", ColumnType::Boolean}};
    if (perToken) {
        columns.push_back({"token_ids", ColumnType::IntegerList});
        columns.push_back({"log_probability", ColumnType::RealList});
        columns.push_back({"entropy_per_token", ColumnType::RealList});
        columns.push_back({"log_probability_variance", ColumnType::RealList});
        columns.push_back({"rank", ColumnType::IntegerList});
        columns.push_back({"margin", ColumnType::RealList});
    }
    return columns;
}

// One record on its way through the pass.
struct Item {
    corpus::TokenizedRecord tokens;
    std::optional<corpus::Window> window;
    scores::PassRow row;
    std::string id;
};

Item itemOf(const corpus::Record& record, const tokenizer::Tokenizer& tokenizer, const ScoreRequest& request,
            std::uint32_t maxTokens) {
    Item item;
    item.id = record.id;
    item.tokens = corpus::tokenizeRecord(tokenizer, record, maxTokens);
    if (!item.tokens.excluded.empty()) {
        item.row.ids.push_back(0);
        return item;
    }
    item.window = corpus::firstWindow(item.tokens, request.prefixTokens, request.suffixTokens);
    item.row.ids = item.tokens.added;
    item.row.ids.insert(item.row.ids.end(), item.tokens.ids.begin(), item.tokens.ids.end());
    item.row.firstPredicted =
        static_cast<std::uint32_t>(item.tokens.added.size()) + item.tokens.firstPredicted();
    return item;
}

// Where the window's suffix lies among the predicted tokens.
std::optional<memorization::SuffixWindow> suffixOf(const Item& item, std::size_t entries) {
    if (!item.window)
        return std::nullopt;
    const std::size_t behind = item.tokens.ids.size() - item.window->suffixEnd;
    const std::size_t count = item.window->suffixTokens();
    return memorization::SuffixWindow{entries - behind - count, count};
}

std::vector<float> floats(std::span<const float> values) {
    return {values.begin(), values.end()};
}

std::vector<Cell> cellsOf(const Item& item, const scores::TokenColumns& columns, bool rechecked,
                          bool perToken) {
    const corpus::TokenizedRecord& tokens = item.tokens;
    const memorization::RecordScores scores =
        memorization::recordScores(columns, suffixOf(item, columns.size()));
    const Cell none;
    std::vector<Cell> cells;
    if (!tokens.excluded.empty()) {
        cells = {item.id, none, tokens.truncated, tokens.excluded};
        cells.resize(kRecordColumns);
    } else {
        cells = {item.id,
                 static_cast<std::int64_t>(tokens.scoredTokens()),
                 tokens.truncated,
                 none,
                 item.window ? none : Cell(std::string("too short for the window")),
                 scores.loss,
                 scores.perplexity,
                 static_cast<std::int64_t>(tokens.zlibBytes),
                 scores.entropyMean,
                 scores.minK,
                 scores.minKpp};
    }
    if (scores.suffix && item.window) {
        const memorization::SuffixScores& suffix = *scores.suffix;
        const std::vector<Cell> more = {
            static_cast<std::int64_t>(item.window->suffixBegin - item.window->prefixBegin),
            static_cast<std::int64_t>(suffix.suffixTokens),
            suffix.logProbability,
            suffix.entropy,
            suffix.tokenAccuracy,
            static_cast<std::int64_t>(suffix.greedyMatchTokens),
            suffix.memorized,
            suffix.smallestMargin,
            rechecked};
        cells.insert(cells.end(), more.begin(), more.end());
    } else {
        cells.resize(kRecordColumns + kSuffixColumns);
    }
    if (!perToken)
        return cells;
    if (!tokens.excluded.empty()) {
        cells.resize(cells.size() + kTokenColumns);
        return cells;
    }
    cells.emplace_back(std::vector<std::int64_t>(tokens.ids.begin(), tokens.ids.end()));
    cells.emplace_back(floats(columns.logProbability));
    cells.emplace_back(floats(columns.entropy));
    cells.emplace_back(floats(columns.variance));
    cells.emplace_back(std::vector<std::int64_t>(columns.rank.begin(), columns.rank.end()));
    cells.emplace_back(floats(columns.margin));
    return cells;
}

class FileScorer {
public:
    FileScorer(const ScoreRequest& request, const checkpoint::Checkpoint& checkpoint, engine::Model& model,
               TableWriter& table)
        : m_request(request), m_checkpoint(checkpoint), m_model(model), m_table(table) {}

    Status scorePart(std::span<const Item> items, jobs::RunControl& control) {
        std::vector<scores::PassRow> rows;
        for (const Item& item : items)
            rows.push_back(item.row);
        RETORT_TRY(const scores::TokenTable table, m_model.score(rows, control.token()));
        const scores::TokenTableIndex index(table);
        for (std::size_t i = 0; i < items.size(); ++i)
            RETORT_CHECK(writeRow(items[i], index.row(i)));
        return {};
    }

private:
    Status writeRow(const Item& item, const scores::TokenColumns& columns) {
        const auto place = suffixOf(item, columns.size());
        const auto suffix = place
                                ? memorization::suffixScores(columns.middle(place->firstEntry, place->count))
                                : std::nullopt;
        if (!suffix || !memorization::needsRecheck(*suffix, marginNoise(m_request.engine.precision)))
            return m_table.row(cellsOf(item, columns, false, m_request.perToken));
        RETORT_TRY(engine::Model * exact, exactModel());
        RETORT_TRY(const scores::TokenTable alone, exact->score(std::span(&item.row, 1)));
        return m_table.row(cellsOf(item, scores::TokenTableIndex(alone).row(0), true, m_request.perToken));
    }

    Result<engine::Model*> exactModel() {
        if (m_request.engine.precision == engine::Precision::F32)
            return &m_model;
        if (!m_exact) {
            engine::EngineOptions options = m_request.engine;
            options.precision = engine::Precision::F32;
            RETORT_TRY(m_exact, engine::Model::load(m_checkpoint, options));
        }
        return m_exact.get();
    }

    const ScoreRequest& m_request;
    const checkpoint::Checkpoint& m_checkpoint;
    engine::Model& m_model;
    TableWriter& m_table;
    std::unique_ptr<engine::Model> m_exact;
};

// Collects items and scores them part by part.
class PartScorer {
public:
    PartScorer(FileScorer& scorer, jobs::ProgressWriter& progress, jobs::RunControl& control)
        : m_scorer(scorer), m_progress(progress), m_control(control) {}

    Status add(Item item) {
        m_items.push_back(std::move(item));
        return m_items.size() < kRecordsPerPass ? Status() : score();
    }

    // What is left.
    Status finish() { return m_items.empty() ? Status() : score(); }

private:
    Status score() {
        RETORT_CHECK(m_control.checkpoint());
        RETORT_CHECK(m_scorer.scorePart(m_items, m_control));
        m_done += m_items.size();
        m_items.clear();
        m_progress.progress(m_done);
        return {};
    }

    FileScorer& m_scorer;
    jobs::ProgressWriter& m_progress;
    jobs::RunControl& m_control;
    std::vector<Item> m_items;
    std::uint64_t m_done = 0;
};

Item itemOf(const corpus::ExcludedRow& row) {
    Item item;
    item.id = row.id;
    item.tokens.excluded = row.reason;
    item.row.ids.push_back(0);
    return item;
}

// Reads everything once and keeps nothing: whether the data can be scored, and how many rows there are.
Result<corpus::ReadSummary> survey(const corpus::DataSource& data, jobs::ProgressWriter& progress,
                                   jobs::RunControl& control) {
    progress.begin("read", 0, "records");
    std::uint64_t rows = 0;
    const auto count = [&](corpus::Record&&) -> Status {
        if (++rows % kRecordsPerPass != 0)
            return {};
        progress.progress(rows);
        return control.checkpoint();
    };
    RETORT_TRY(auto summary, corpus::streamRecords(data, count));
    for (const std::string& warning : summary.warnings)
        progress.log(warning, "warning");
    return summary;
}

} // namespace

Status scoreFile(const ScoreRequest& request, jobs::ProgressWriter& progress, jobs::RunControl& control) {
    RETORT_TRY(const checkpoint::Checkpoint checkpoint,
               checkpoint::openCheckpoint(request.model, request.adapter));
    RETORT_TRY(const tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(checkpoint.tokenizer));
    if (tokenizer.vocabularySize() > checkpoint.config.vocabulary)
        return fail(ErrorCode::InvalidInput,
                    "{}: the tokenizer has ids up to {}, the model's vocabulary ends at {}",
                    request.model.string(), tokenizer.vocabularySize() - 1, checkpoint.config.vocabulary - 1);
    if (request.maxTokens > checkpoint.config.contextLength)
        return fail(ErrorCode::Usage, "--max-tokens {} is more than the {} tokens the model reads",
                    request.maxTokens, checkpoint.config.contextLength);
    const auto maxTokens = static_cast<std::uint32_t>(
        request.maxTokens > 0 ? request.maxTokens : checkpoint.config.contextLength);
    RETORT_TRY(const corpus::ReadSummary known, survey(request.data, progress, control));
    RETORT_TRY(const auto table, openAnyTable(request.out, columnsOf(request.perToken)));
    RETORT_TRY(const auto model, engine::Model::load(checkpoint, request.engine));
    FileScorer scorer(request, checkpoint, *model, *table);
    PartScorer parts(scorer, progress, control);
    progress.begin("score", known.rows, "records");
    RETORT_TRY(
        const corpus::ReadSummary read,
        corpus::streamRecords(
            request.data,
            [&](corpus::Record&& record) { return parts.add(itemOf(record, tokenizer, request, maxTokens)); },
            [&](const corpus::ExcludedRow& row) { return parts.add(itemOf(row)); }));
    RETORT_CHECK(parts.finish());
    if (read.digest != known.digest || read.rows != known.rows)
        return fail(ErrorCode::Conflict, "{}: changed while it was scored; start again",
                    request.data.paths.front().string());
    return table->finish();
}

} // namespace retort::runner
