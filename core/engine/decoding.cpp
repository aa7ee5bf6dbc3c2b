// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/decoding.h"

#include "core/base/philox.h"
#include "core/engine/kernel_operations.h"
#include "core/engine/token_choice.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace retort::engine {

namespace {

Status checkPrompts(const checkpoint::ModelConfig& config, std::span<const std::vector<std::int32_t>> prompts,
                    const GenerateOptions& options) {
    if (!options.streamIds.empty() && options.streamIds.size() != prompts.size())
        return fail(ErrorCode::InvalidInput, "{} prompts have {} stream ids", prompts.size(),
                    options.streamIds.size());
    if (!(options.temperature >= 0.0) || !(options.topP > 0.0))
        return fail(ErrorCode::Usage, "temperature must be at least 0 and top-p greater than 0");
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        if (prompts[i].empty())
            return fail(ErrorCode::InvalidInput, "prompt {} is empty: give it at least one token", i);
        if (prompts[i].size() + options.maxNewTokens > static_cast<std::size_t>(config.contextLength))
            return fail(ErrorCode::InvalidInput,
                        "prompt {} has {} tokens and {} more are wanted, the model's context holds {}", i,
                        prompts[i].size(), options.maxNewTokens, config.contextLength);
        for (const std::int32_t id : prompts[i])
            if (id < 0 || id >= config.vocabulary)
                return fail(ErrorCode::InvalidInput,
                            "prompt {} has a token id of {}, the model's vocabulary ends at {}", i, id,
                            config.vocabulary - 1);
    }
    return {};
}

struct Job {
    std::span<const std::vector<std::int32_t>> prompts;
    const GenerateOptions& options;
    std::vector<std::vector<std::int32_t>> continuations;
    std::mutex mutex;
    std::size_t tokens = 0;
};

// Decodes up to kDecodeTile prompts side by side.
class Group {
public:
    Group(const ModelState& state, Job& job, std::size_t first, std::size_t count)
        : m_state(state), m_job(job), m_first(first), m_count(count),
          m_cache(state.config(), static_cast<std::int64_t>(count), capacity(job, first, count)),
          m_lastHidden(at::zeros({kDecodeTile, state.config().embeddingSize()}, at::kFloat)) {}

    Status run(const std::stop_token& stop) {
        readPrompts();
        for (std::size_t step = 0; step < m_job.options.maxNewTokens; ++step) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "stopped on request");
            chooseTokens(step);
            if (m_active.empty() || step + 1 == m_job.options.maxNewTokens)
                break;
            advance();
        }
        return {};
    }

private:
    static std::int64_t capacity(const Job& job, std::size_t first, std::size_t count) {
        std::size_t longest = 0;
        for (std::size_t i = first; i < first + count; ++i)
            longest = std::max(longest, job.prompts[i].size());
        return static_cast<std::int64_t>(longest + job.options.maxNewTokens);
    }

    // Fills the cache and leaves each prompt's last hidden state in its row of m_lastHidden.
    void readPrompts() {
        TokenBatch batch;
        std::vector<std::int64_t> slots;
        std::int64_t rows = 0;
        for (std::size_t i = 0; i < m_count; ++i) {
            const auto length = static_cast<std::int64_t>(m_job.prompts[m_first + i].size());
            batch.sequences.push_back({rows, length, 0});
            slots.push_back(static_cast<std::int64_t>(i));
            m_active.push_back(i);
            rows += length;
        }
        const std::int64_t padded = (rows + kBodyTile - 1) / kBodyTile * kBodyTile;
        batch.ids = at::zeros(padded, at::kLong);
        batch.positions = at::zeros(padded, at::kLong);
        auto* ids = batch.ids.mutable_data_ptr<std::int64_t>();
        auto* positions = batch.positions.mutable_data_ptr<std::int64_t>();
        for (std::size_t i = 0; i < m_count; ++i) {
            const std::vector<std::int32_t>& prompt = m_job.prompts[m_first + i];
            for (std::size_t j = 0; j < prompt.size(); ++j) {
                *ids++ = prompt[j];
                *positions++ = static_cast<std::int64_t>(j);
            }
        }
        KernelOperations operations(*m_state.kernels, m_state.precision, kBodyTile);
        operations.useCache(&m_cache, std::move(slots));
        const at::Tensor hidden = m_state.network->hidden(operations, batch);
        for (std::size_t i = 0; i < m_count; ++i)
            keepHidden(hidden, batch.sequences[i].firstRow + batch.sequences[i].length - 1, i);
    }

    void keepHidden(const at::Tensor& hidden, std::int64_t from, std::size_t to) {
        const auto width = static_cast<std::size_t>(hidden.size(1));
        std::memcpy(m_lastHidden.mutable_data_ptr<float>() + to * width,
                    hidden.const_data_ptr<float>() + static_cast<std::size_t>(from) * width,
                    width * sizeof(float));
    }

    // Row r of m_lastHidden belongs to m_active[r]; prompts that are done leave m_active.
    void chooseTokens(std::size_t step) {
        const at::Tensor block = m_state.logits(m_lastHidden);
        const auto vocabulary = static_cast<std::size_t>(block.size(1));
        std::vector<std::size_t> remaining;
        for (std::size_t r = 0; r < m_active.size(); ++r) {
            const std::size_t number = m_first + m_active[r];
            const std::span logits(block.const_data_ptr<float>() + r * vocabulary, vocabulary);
            const std::int32_t token = choose(logits, number, step);
            m_job.continuations[number].push_back(token);
            if (std::ranges::find(m_job.options.stopIds, token) == m_job.options.stopIds.end())
                remaining.push_back(m_active[r]);
        }
        m_active = std::move(remaining);
    }

    std::int32_t choose(std::span<const float> logits, std::size_t number, std::size_t step) const {
        const GenerateOptions& options = m_job.options;
        if (options.temperature == 0.0)
            return static_cast<std::int32_t>(m_state.kernels->argmax(logits.data(), logits.size()));
        const std::uint64_t stream = options.streamIds.empty() ? number : options.streamIds[number];
        Philox random(options.seed, stream, static_cast<std::uint32_t>(step));
        return drawToken(truncatedDistribution(logits, options.temperature, options.topK, options.topP),
                         random.uniform());
    }

    // One more token of each active prompt through the model.
    void advance() {
        TokenBatch batch{at::zeros(kDecodeTile, at::kLong), at::zeros(kDecodeTile, at::kLong), {}};
        auto* ids = batch.ids.mutable_data_ptr<std::int64_t>();
        auto* positions = batch.positions.mutable_data_ptr<std::int64_t>();
        std::vector<std::int64_t> slots;
        for (std::size_t r = 0; r < m_active.size(); ++r) {
            const std::size_t number = m_first + m_active[r];
            const std::vector<std::int32_t>& written = m_job.continuations[number];
            ids[r] = written.back();
            positions[r] = static_cast<std::int64_t>(m_job.prompts[number].size() + written.size()) - 1;
            batch.sequences.push_back({static_cast<std::int64_t>(r), 1, positions[r]});
            slots.push_back(static_cast<std::int64_t>(m_active[r]));
        }
        m_operations.useCache(&m_cache, std::move(slots));
        const at::Tensor hidden = m_state.network->hidden(m_operations, batch);
        for (std::size_t r = 0; r < m_active.size(); ++r)
            keepHidden(hidden, static_cast<std::int64_t>(r), r);
    }

    const ModelState& m_state;
    Job& m_job;
    std::size_t m_first;
    std::size_t m_count;
    std::vector<std::size_t> m_active; // numbers within the group, rising
    KeyValueCache m_cache;
    KernelOperations m_operations{*m_state.kernels, m_state.precision, kDecodeTile};
    at::Tensor m_lastHidden;
};

} // namespace

Result<std::vector<std::vector<std::int32_t>>>
runDecoding(const ModelState& state, std::span<const std::vector<std::int32_t>> prompts,
            const GenerateOptions& options, const std::stop_token& stop, const TokensDone& done) {
    RETORT_CHECK(checkPrompts(state.config(), prompts, options));
    Job job{prompts, options, std::vector<std::vector<std::int32_t>>(prompts.size()), {}, 0};
    const std::size_t groupSize = kDecodeTile;
    const std::size_t groups = options.maxNewTokens == 0 ? 0 : (prompts.size() + groupSize - 1) / groupSize;
    const auto decodeGroup = [&](std::size_t i) -> Status {
        const std::size_t first = i * groupSize;
        const std::size_t count = std::min(groupSize, prompts.size() - first);
        Group group(state, job, first, count);
        RETORT_CHECK(group.run(stop));
        const std::lock_guard lock(job.mutex);
        for (std::size_t j = first; j < first + count; ++j)
            job.tokens += job.continuations[j].size();
        if (done)
            done(job.tokens);
        return {};
    };
    RETORT_CHECK(runBatches(groups, state.threads, stop,
                            [&]() -> std::function<Status(std::size_t)> { return decodeGroup; }));
    return std::move(job.continuations);
}

} // namespace retort::engine
