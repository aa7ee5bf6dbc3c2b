// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How fast the scoring pass is on this machine, beside the machine's own rate of matrix products. The models
// are random; no files are read. No LibTorch in this header.
#pragma once

#include "core/base/json.h"
#include "core/checkpoint/model_config.h"
#include "core/engine/model.h"

#include <cstddef>
#include <string>
#include <vector>

namespace retort::engine {

struct BenchmarkShape {
    std::string name;
    checkpoint::ModelConfig config;
    std::size_t rows = 0;
    std::size_t rowTokens = 0;
};

// "demo" (hidden 128, 4 layers, vocabulary 2048), "pythia-160m" and "qwen3-0.6b", rows of 100 tokens.
[[nodiscard]] std::vector<BenchmarkShape> standardShapes();

// Scores random rows for at least `seconds` (three passes at least, after one to warm up). Keys: shape,
// precision, threads, instruction_set, library, parameters, rows, row_tokens, passes, seconds,
// tokens_per_second, body_share, head_share, statistics_share (of the threads' time in these three),
// gflops_per_second (of the pass), gemm_gflops_per_second (matrix products alone, same threads and tile, 768
// x 3072) and their ratio efficiency.
[[nodiscard]] Result<Json> benchmarkScoring(const BenchmarkShape& shape, const EngineOptions& options,
                                            double seconds = 3.0);

} // namespace retort::engine
