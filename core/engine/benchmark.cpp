// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/benchmark.h"

#include "core/base/clock.h"
#include "core/base/philox.h"
#include "core/engine/kernel_operations.h"
#include "core/engine/model_state.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>

#include <algorithm>

namespace retort::engine {

namespace {

checkpoint::ModelConfig neoxConfig(std::int64_t hidden, std::int64_t layers, std::int64_t heads,
                                   std::int64_t vocabulary) {
    checkpoint::ModelConfig config;
    config.family = checkpoint::Family::GptNeox;
    config.modelType = "gpt_neox";
    config.hiddenSize = hidden;
    config.layers = layers;
    config.heads = heads;
    config.kvHeads = heads;
    config.headDim = hidden / heads;
    config.ffnSize = 4 * hidden;
    config.vocabulary = vocabulary;
    config.contextLength = 2048;
    config.rope.fraction = 0.25;
    config.parallelResidual = true;
    config.attentionBias = true;
    config.mlpBias = true;
    return config;
}

// Qwen3-0.6B.
checkpoint::ModelConfig qwenConfig() {
    checkpoint::ModelConfig config;
    config.family = checkpoint::Family::Qwen3;
    config.modelType = "qwen3";
    config.hiddenSize = 1024;
    config.layers = 28;
    config.heads = 16;
    config.kvHeads = 8;
    config.headDim = 128;
    config.ffnSize = 3072;
    config.vocabulary = 151936;
    config.contextLength = 2048;
    config.activation = checkpoint::Activation::Silu;
    config.normEpsilon = 1e-6;
    config.rope.base = 1e6;
    config.tiedHead = true;
    return config;
}

Weights randomWeights(const checkpoint::ModelConfig& config, Precision precision) {
    Weights weights;
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(config)) {
        const bool isMatrix = need.shape.size() > 1;
        const at::Tensor values = at::randn(need.shape) * 0.02;
        weights.emplace(need.name,
                        isMatrix && precision == Precision::BF16 ? values.to(at::kBFloat16) : values);
    }
    return weights;
}

std::vector<scores::PassRow> randomRows(const BenchmarkShape& shape) {
    Philox random(1);
    std::vector<scores::PassRow> rows(shape.rows);
    for (scores::PassRow& row : rows)
        for (std::size_t i = 0; i < shape.rowTokens; ++i)
            row.ids.push_back(
                static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(shape.config.vocabulary))));
    return rows;
}

// Multiplications and additions of matrix products and causal attention for one row with all tokens
// predicted.
double rowFlops(const BenchmarkShape& shape) {
    double matrices = 0.0;
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(shape.config))
        if (need.shape.size() > 1 && need.name != checkpoint::embeddingName(shape.config.family) &&
            need.name != checkpoint::headName(shape.config.family))
            matrices += static_cast<double>(need.shape[0] * need.shape[1]);
    const auto tokens = static_cast<double>(shape.rowTokens);
    const double head = static_cast<double>(shape.config.vocabulary * shape.config.hiddenSize);
    const auto attentionWidth = static_cast<double>(shape.config.heads * shape.config.headDim);
    const double attention =
        4.0 * tokens * tokens / 2.0 * attentionWidth * static_cast<double>(shape.config.layers);
    return 2.0 * matrices * tokens + 2.0 * head * (tokens - 1.0) + attention;
}

// GFLOP/s of products with one 768 x 3072 matrix on all threads at once.
Result<double> gemmRate(Precision precision, int threads) {
    constexpr std::int64_t kIn = 768;
    constexpr std::int64_t kOut = 3072;
    constexpr std::size_t kRepeats = 12;
    Dense dense{at::randn({kOut, kIn}), {}, {}};
    if (precision == Precision::BF16)
        dense.weight = dense.weight.to(at::kBFloat16);
    packDense(dense, precision);
    const at::Tensor x = at::randn({kBodyTile, kIn});
    const auto makeWorker = [&]() -> std::function<Status(std::size_t)> {
        return [&](std::size_t) -> Status {
            KernelOperations operations(cpuKernels(bestInstructionSet()), precision, kBodyTile);
            for (std::size_t i = 0; i < kRepeats; ++i)
                static_cast<void>(operations.linear(x, dense));
            return {};
        };
    };
    double best = 0.0;
    for (int attempt = 0; attempt < 3; ++attempt) {
        const Stopwatch time;
        const auto count = static_cast<std::size_t>(threads);
        RETORT_CHECK(runBatches(count, threads, {}, makeWorker));
        const double flops =
            2.0 * static_cast<double>(kBodyTile * kIn * kOut) * static_cast<double>(kRepeats * count);
        best = std::max(best, flops / time.seconds() / 1e9);
    }
    return best;
}

} // namespace

std::vector<BenchmarkShape> standardShapes() {
    return {{"demo", neoxConfig(128, 4, 4, 2048), 2000, 100},
            {"pythia-160m", neoxConfig(768, 12, 12, 50304), 20, 100},
            {"qwen3-0.6b", qwenConfig(), 10, 100}};
}

Result<Json> benchmarkScoring(const BenchmarkShape& shape, const EngineOptions& options, double seconds) {
    RETORT_TRY(auto model, makeModel(shape.config, randomWeights(shape.config, options.precision), options));
    const std::vector<scores::PassRow> rows = randomRows(shape);
    RETORT_CHECK(model->score(rows));

    PassTimes sum;
    int passes = 0;
    while (passes < 3 || sum.wall < seconds) {
        RETORT_CHECK(model->score(rows));
        const PassTimes times = model->lastTimes();
        sum.body += times.body;
        sum.head += times.head;
        sum.statistics += times.statistics;
        sum.wall += times.wall;
        sum.tokens += times.tokens;
        ++passes;
    }
    const EngineIdentity identity = model->identity();
    RETORT_TRY(const double gemm, gemmRate(options.precision, identity.threads));
    const double busy = sum.body + sum.head + sum.statistics;
    const double rate = rowFlops(shape) * static_cast<double>(rows.size()) * passes / sum.wall / 1e9;
    return Json{{"shape", shape.name},
                {"precision", identity.precision},
                {"threads", identity.threads},
                {"instruction_set", identity.instructionSet},
                {"library", identity.library},
                {"parameters", checkpoint::parameterCount(shape.config)},
                {"rows", rows.size()},
                {"row_tokens", shape.rowTokens},
                {"passes", passes},
                {"seconds", sum.wall},
                {"tokens_per_second", static_cast<double>(sum.tokens) / sum.wall},
                {"body_share", sum.body / busy},
                {"head_share", sum.head / busy},
                {"statistics_share", sum.statistics / busy},
                {"gflops_per_second", rate},
                {"gemm_gflops_per_second", gemm},
                {"efficiency", rate / gemm}};
}

} // namespace retort::engine
