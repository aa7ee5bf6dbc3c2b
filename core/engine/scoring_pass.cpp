// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/scoring_pass.h"

#include "core/base/clock.h"
#include "core/engine/batching.h"
#include "core/engine/head_statistics.h"
#include "core/engine/kernel_operations.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace retort::engine {

namespace {

// One tile: its activations stay near the core, and no product has to be put together from parts.
constexpr std::size_t kBatchTokens = kBodyTile;

Status checkRow(const checkpoint::ModelConfig& config, const scores::PassRow& row, std::size_t number) {
    if (row.firstPredicted < 1 || row.firstPredicted > row.ids.size())
        return fail(ErrorCode::InvalidInput, "row {}: predictions from token {} of {} can't be computed",
                    number, row.firstPredicted, row.ids.size());
    if (row.ids.size() > static_cast<std::size_t>(config.contextLength))
        return fail(ErrorCode::InvalidInput, "row {} has {} tokens, the model's context holds {}: shorten it",
                    number, row.ids.size(), config.contextLength);
    for (const std::int32_t id : row.ids)
        if (id < 0 || id >= config.vocabulary)
            return fail(ErrorCode::InvalidInput,
                        "row {} has a token id of {}, the model's vocabulary ends at {}: the tokenizer "
                        "doesn't belong "
                        "to this model",
                        number, id, config.vocabulary - 1);
    return {};
}

// A token to be predicted: the hidden row that predicts it, its id, and its entry in the table.
struct Prediction {
    std::int64_t hiddenRow = 0;
    std::size_t target = 0;
    std::size_t entry = 0;
};

struct Job {
    std::span<const scores::PassRow> rows;
    std::vector<std::size_t> firstEntries; // in the table, for each row
    std::vector<RowBatch> batches;
    scores::TokenTable table;
    std::mutex mutex; // of everything below
    PassTimes times;
};

class Worker {
public:
    Worker(const ModelState& state, Job& job, const TokensDone& done)
        : m_state(state), m_job(job), m_done(done), m_operations(*state.kernels, state.precision, kBodyTile),
          m_headRows(at::zeros({kHeadTile, state.config().embeddingSize()}, at::kFloat)) {}

    Status operator()(std::size_t index) {
        PassTimes times;
        const RowBatch& batch = m_job.batches[index];
        const Stopwatch bodyTime;
        const TokenBatch tokens = prepare(batch);
        const at::Tensor hidden = m_state.network->hidden(m_operations, tokens);
        times.body = bodyTime.seconds();
        for (std::size_t first = 0; first < m_predictions.size(); first += kHeadTile)
            predict(hidden,
                    std::span(m_predictions)
                        .subspan(first, std::min<std::size_t>(kHeadTile, m_predictions.size() - first)),
                    times);
        const std::lock_guard lock(m_job.mutex);
        m_job.times.body += times.body;
        m_job.times.head += times.head;
        m_job.times.statistics += times.statistics;
        m_job.times.tokens += batch.tokens;
        if (m_done)
            m_done(m_job.times.tokens);
        return {};
    }

private:
    TokenBatch prepare(const RowBatch& batch) {
        const auto rows = static_cast<std::int64_t>(batch.paddedTokens);
        TokenBatch tokens{at::zeros(rows, at::kLong), at::zeros(rows, at::kLong), {}};
        auto* ids = tokens.ids.mutable_data_ptr<std::int64_t>();
        auto* positions = tokens.positions.mutable_data_ptr<std::int64_t>();
        m_predictions.clear();
        std::int64_t at = 0;
        for (const std::size_t number : batch.rows) {
            const scores::PassRow& row = m_job.rows[number];
            const auto length = static_cast<std::int64_t>(row.ids.size());
            tokens.sequences.push_back({at, length, 0});
            for (std::int64_t i = 0; i < length; ++i) {
                ids[at + i] = row.ids[static_cast<std::size_t>(i)];
                positions[at + i] = i;
            }
            std::size_t entry = m_job.firstEntries[number];
            for (std::size_t i = row.firstPredicted; i < row.ids.size(); ++i)
                m_predictions.push_back(
                    {at + static_cast<std::int64_t>(i) - 1, static_cast<std::size_t>(row.ids[i]), entry++});
            at += length;
        }
        return tokens;
    }

    void predict(const at::Tensor& hidden, std::span<const Prediction> predictions, PassTimes& times) {
        const Stopwatch headTime;
        const auto width = static_cast<std::size_t>(hidden.size(1));
        const auto* from = hidden.const_data_ptr<float>();
        auto* to = m_headRows.mutable_data_ptr<float>();
        for (std::size_t i = 0; i < predictions.size(); ++i)
            std::memcpy(to + i * width, from + static_cast<std::size_t>(predictions[i].hiddenRow) * width,
                        width * sizeof(float));
        const at::Tensor block = m_state.logits(m_headRows);
        times.head += headTime.seconds();

        const Stopwatch statisticsTime;
        const auto vocabulary = static_cast<std::size_t>(block.size(1));
        const auto* logits = block.const_data_ptr<float>();
        for (std::size_t i = 0; i < predictions.size(); ++i) {
            const HeadStatistics statistics = headStatistics({logits + i * vocabulary, vocabulary},
                                                             predictions[i].target, m_state.kernels->set);
            const std::size_t entry = predictions[i].entry;
            m_job.table.logProbability[entry] = static_cast<float>(statistics.logProbability);
            m_job.table.entropy[entry] = static_cast<float>(statistics.entropy);
            m_job.table.variance[entry] = static_cast<float>(statistics.variance);
            m_job.table.margin[entry] = static_cast<float>(statistics.margin);
            m_job.table.rank[entry] = statistics.rank;
        }
        times.statistics += statisticsTime.seconds();
    }

    const ModelState& m_state;
    Job& m_job;
    const TokensDone& m_done;
    KernelOperations m_operations;
    at::Tensor m_headRows;
    std::vector<Prediction> m_predictions;
};

} // namespace

Result<scores::TokenTable> runScoringPass(ModelState& state, std::span<const scores::PassRow> rows,
                                          const std::stop_token& stop, const TokensDone& done) {
    const Stopwatch time;
    Job job;
    job.rows = rows;
    std::vector<std::uint32_t> predicted(rows.size());
    std::vector<std::size_t> lengths(rows.size());
    std::size_t entries = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        RETORT_CHECK(checkRow(state.config(), rows[i], i));
        predicted[i] = static_cast<std::uint32_t>(rows[i].ids.size()) - rows[i].firstPredicted;
        // The last token predicts nothing that is asked for, but a row without predictions needs no pass.
        lengths[i] = predicted[i] == 0 ? 0 : rows[i].ids.size();
        job.firstEntries.push_back(entries);
        entries += predicted[i];
    }
    job.table = scores::TokenTable::sized(std::move(predicted));
    job.batches = packBatches(lengths, kBatchTokens, kBodyTile);
    RETORT_CHECK(
        runBatches(job.batches.size(), state.threads, stop, [&]() -> std::function<Status(std::size_t)> {
            return
                [worker = std::make_shared<Worker>(state, job, done)](std::size_t i) { return (*worker)(i); };
        }));
    job.times.wall = time.seconds();
    state.times = job.times;
    return std::move(job.table);
}

} // namespace retort::engine
