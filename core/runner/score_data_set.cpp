// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/score_data_set.h"

#include "core/audit/derive.h"
#include "core/base/hash.h"
#include "core/memorization/record_scores.h"
#include "core/runner/margin_noise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

namespace retort::runner {

namespace {

constexpr std::size_t kStabilityRecords = 16;

std::uint32_t chunkCount(std::uint64_t rows) {
    return static_cast<std::uint32_t>((rows + kRowsPerChunk - 1) / kRowsPerChunk);
}

// Windows of a result set's rows, each with the row it lies in.
struct PlacedWindow {
    const store::Window* window;
    std::uint64_t row;
};

std::vector<PlacedWindow> windowsIn(const audit::Tokenization& tokens, std::string_view kind,
                                    std::uint64_t firstRow, std::uint64_t rows) {
    std::vector<PlacedWindow> placed;
    if (kind == "window") {
        for (std::uint64_t row = firstRow; row < firstRow + rows; ++row)
            placed.push_back({&tokens.windows[tokens.sequenceWindows[row]], row});
        return placed;
    }
    auto window =
        std::lower_bound(tokens.windows.begin(), tokens.windows.end(), firstRow,
                         [](const store::Window& w, std::uint64_t record) { return w.record < record; });
    for (; window != tokens.windows.end() && window->record < firstRow + rows; ++window) {
        if (window->sequence < 0)
            placed.push_back({&*window, window->record});
    }
    return placed;
}

// `with` is a table of one row that takes the place of row number `row`.
void replaceRow(scores::TokenTable& table, std::size_t row, const scores::TokenTable& with) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < row; ++i)
        begin += table.lengths[i];
    const auto at = static_cast<std::ptrdiff_t>(begin);
    std::copy(with.logProbability.begin(), with.logProbability.end(), table.logProbability.begin() + at);
    std::copy(with.entropy.begin(), with.entropy.end(), table.entropy.begin() + at);
    std::copy(with.variance.begin(), with.variance.end(), table.variance.begin() + at);
    std::copy(with.margin.begin(), with.margin.end(), table.margin.begin() + at);
    std::copy(with.rank.begin(), with.rank.end(), table.rank.begin() + at);
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

bool sameNumbers(const scores::TokenTable& a, const scores::TokenTable& b) {
    return sameBits(a.logProbability, b.logProbability) && sameBits(a.entropy, b.entropy) &&
           sameBits(a.variance, b.variance) && sameBits(a.margin, b.margin);
}

// Verdicts within the noise were decided by f32 before, so the others must agree.
bool sameDecisions(const scores::TokenTable& a, const scores::TokenTable& b, double noise) {
    for (std::size_t i = 0; i < a.tokens(); ++i) {
        const bool close = std::fabs(a.margin[i]) < noise || std::fabs(b.margin[i]) < noise;
        if (!close && (a.rank[i] == 1) != (b.rank[i] == 1))
            return false;
    }
    return true;
}

// Marks the records in the column `rechecked`, which a resumed run goes on with.
Status markRechecked(store::AuditFile& audit, const audit::PreparedData& data, const std::string& model,
                     const std::vector<std::uint64_t>& records) {
    if (records.empty())
        return {};
    RETORT_TRY(auto column, audit.results().column(data.plan.name, model, audit::kRechecked));
    std::vector<double> values =
        column ? std::move(*column)
               : std::vector<double>(data.records.size() + data.summary.excluded.size(), 0.0);
    for (const std::uint64_t record : records)
        values[record] = 1;
    return audit.results().putColumn(data.plan.name, model, audit::kRechecked, values);
}

} // namespace

Scorer::Scorer(const audit::PreparedAudit& prepared, const audit::PreparedModel& model,
               std::unique_ptr<engine::Model> engine, engine::Precision precision)
    : m_prepared(&prepared), m_model(&model), m_engine(std::move(engine)), m_precision(precision) {}

Result<Scorer> Scorer::load(const audit::PreparedAudit& prepared, const audit::PreparedModel& model) {
    const audit::Plan& plan = prepared.plan;
    RETORT_TRY(const engine::Precision precision, engine::precisionFromName(plan.precision));
    RETORT_TRY(auto loaded, engine::Model::load(model.checkpoint, {precision, plan.threads, plan.device}));
    return Scorer(prepared, model, std::move(loaded), precision);
}

store::ResultSet Scorer::resultSet(const audit::PreparedData& data, std::string_view kind) const {
    const audit::Plan& plan = m_prepared->plan;
    const engine::EngineIdentity engine = m_engine->identity();
    store::ResultSet set;
    set.model = m_model->plan.name;
    set.dataSet = data.plan.name;
    set.kind = kind;
    set.rows = kind == "record" ? data.records.size() : tokensOf(data).sequenceWindows.size();
    set.chunks = chunkCount(set.rows);
    // With the name, since one checkpoint can stand in two roles and every model has its own result sets.
    set.identity = {{"method", kMethodVersion},
                    {"model", m_model->plan.name},
                    {"weights", m_model->fingerprint.weights},
                    {"config", m_model->fingerprint.config},
                    {"tokenizer", toHex(m_prepared->tokenizer(m_model->plan).tokenizer.fingerprint())},
                    {"records", toHex(data.summary.digest)},
                    {"kind", kind},
                    {"max_tokens", m_prepared->maxTokens},
                    {"sample", plan.sample},
                    {"precision", engine.precision},
                    {"instruction_set", engine.instructionSet},
                    {"library", engine.library},
                    {"threads", engine.threads},
                    {"rows_per_chunk", kRowsPerChunk}};
    if (plan.sample > 0)
        set.identity["seed"] = plan.seed;
    if (kind == "window")
        set.identity["prefix_tokens"] = plan.prefixTokens;
    // Rows are rechecked where a window ends in a near tie, so the suffix is part of the question.
    set.identity["suffix_tokens"] = plan.suffixTokens;
    set.identity["windows"] = plan.windows;
    if (!plan.personalPatterns.empty())
        set.identity["personal_patterns"] = plan.personalPatterns;
    if (std::find(plan.windows.begin(), plan.windows.end(), "stride") != plan.windows.end())
        set.identity["stride_tokens"] = plan.strideTokens;
    set.key = toHex(sha256(toJsonLine(set.identity)));
    return set;
}

const audit::Tokenization& Scorer::tokensOf(const audit::PreparedData& data) const {
    return data.tokens(m_model->plan);
}

std::unique_ptr<engine::Model> Scorer::takeEngine() {
    m_exact.reset();
    return std::move(m_engine);
}

Result<engine::Model*> Scorer::exactEngine() {
    if (m_precision == engine::Precision::F32)
        return m_engine.get();
    if (!m_exact) {
        const audit::Plan& plan = m_prepared->plan;
        RETORT_TRY(m_exact, engine::Model::load(m_model->checkpoint,
                                                {engine::Precision::F32, plan.threads, plan.device}));
    }
    return m_exact.get();
}

Result<std::vector<std::uint64_t>> Scorer::recheck(const audit::PreparedData& data, std::string_view kind,
                                                   std::uint64_t firstRow,
                                                   const std::vector<scores::PassRow>& rows,
                                                   scores::TokenTable& table) {
    const scores::TokenTableIndex index(table);
    std::set<std::uint64_t> closeRows;
    std::set<std::uint64_t> records;
    for (const PlacedWindow& placed : windowsIn(tokensOf(data), kind, firstRow, rows.size())) {
        const auto suffix = memorization::suffixScores(tokensOf(data).suffixOf(
            *placed.window, index.row(static_cast<std::size_t>(placed.row - firstRow))));
        if (suffix && memorization::needsRecheck(*suffix, marginNoise(m_precision))) {
            closeRows.insert(placed.row - firstRow);
            records.insert(placed.window->record);
        }
    }
    for (const std::uint64_t row : closeRows) {
        RETORT_TRY(engine::Model * exact, exactEngine());
        RETORT_TRY(const scores::TokenTable alone, exact->score(std::span(&rows[row], 1)));
        replaceRow(table, row, alone);
    }
    return std::vector<std::uint64_t>(records.begin(), records.end());
}

Status Scorer::scoreChunk(const audit::PreparedData& data, const store::ResultSet& set, std::uint32_t chunk,
                          store::AuditFile& audit, jobs::RunControl& control) {
    const std::uint64_t firstRow = std::uint64_t{chunk} * kRowsPerChunk;
    const std::uint64_t endRow = std::min(set.rows, firstRow + kRowsPerChunk);
    std::vector<scores::PassRow> rows;
    if (set.kind == "record") {
        for (std::uint64_t i = firstRow; i < endRow; ++i)
            rows.push_back(tokensOf(data).recordRow(i));
    } else {
        for (const PlacedWindow& placed : windowsIn(tokensOf(data), set.kind, firstRow, endRow - firstRow))
            rows.push_back(tokensOf(data).windowRow(*placed.window));
    }
    RETORT_TRY(scores::TokenTable table, m_engine->score(rows, control.token()));
    RETORT_TRY(const auto rechecked, recheck(data, set.kind, firstRow, rows, table));
    RETORT_CHECK(markRechecked(audit, data, set.model, rechecked));
    return audit.chunks().putChunk(set.key, chunk, firstRow, table);
}

Status Scorer::scoreDataSet(const audit::PreparedData& data, store::AuditFile& audit,
                            const jobs::JobList& jobList, jobs::ProgressWriter& progress,
                            jobs::RunControl& control) {
    const std::string& model = m_model->plan.name;
    std::vector<store::ResultSet> sets = {resultSet(data, "record")};
    if (!tokensOf(data).sequenceWindows.empty())
        sets.push_back(resultSet(data, "window"));
    std::uint64_t total = 0;
    std::uint64_t done = 0;
    std::vector<std::vector<std::uint32_t>> missing;
    for (const store::ResultSet& set : sets) {
        RETORT_CHECK(audit.chunks().declare(set));
        m_keys.push_back(set.key);
        RETORT_TRY(missing.emplace_back(), audit.chunks().missing(set.key));
        total += set.chunks;
        done += set.chunks - missing.back().size();
    }
    RETORT_TRY(const jobs::Job job,
               jobList.ensure(jobs::JobKind::Score, model, data.plan.name, total, "chunks"));
    if (done == total && job.state == jobs::JobState::Done)
        return {};
    RETORT_CHECK(jobList.start(job.id));
    progress.begin(fmt::format("score {} {}", model, data.plan.name), total, "chunks", done);
    const auto work = [&]() -> Status {
        for (std::size_t i = 0; i < sets.size(); ++i) {
            for (const std::uint32_t chunk : missing[i]) {
                RETORT_CHECK(control.checkpoint());
                RETORT_CHECK(scoreChunk(data, sets[i], chunk, audit, control));
                progress.progress(++done);
                RETORT_CHECK(jobList.progress(job.id, done));
            }
        }
        return {};
    };
    const Status status = work();
    RETORT_CHECK(jobList.endWith(job.id, status));
    return status;
}

Result<audit::StabilityCheck> Scorer::checkStability(const store::AuditFile& audit) {
    audit::StabilityCheck check;
    RETORT_TRY(engine::Model * exact, exactEngine());
    for (const audit::PreparedData& data : m_prepared->data) {
        const store::ResultSet set = resultSet(data, "record");
        const std::size_t step = std::max<std::size_t>(1, data.records.size() / kStabilityRecords);
        for (std::size_t i = 0; i < data.records.size(); i += step) {
            if (!tokensOf(data).records[i].excluded.empty())
                continue;
            const scores::PassRow row = tokensOf(data).recordRow(i);
            RETORT_TRY(const scores::TokenTable alone, exact->score(std::span(&row, 1)));
            RETORT_TRY(const scores::TokenTable stored, audit.chunks().loadRow(set.key, i));
            const bool same = m_precision == engine::Precision::F32
                                  ? sameNumbers(alone, stored)
                                  : sameDecisions(alone, stored, marginNoise(m_precision));
            ++check.records;
            check.differing += same ? 0 : 1;
        }
    }
    return check;
}

} // namespace retort::runner
