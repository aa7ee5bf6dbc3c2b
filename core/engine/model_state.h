// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a Model holds. Includes LibTorch: for core/engine and core/distill only.
#pragma once

#include "core/engine/cpu_kernels.h"
#include "core/engine/model.h"
#include "core/engine/network.h"

#include <atomic>
#include <exception>

namespace retort::engine {

// Rows of the fixed-shape matrix products.
inline constexpr std::int64_t kBodyTile = 512;
inline constexpr std::int64_t kHeadTile = 128;
inline constexpr std::int64_t kDecodeTile = 16;

class ModelState {
public:
    ModelState(std::unique_ptr<Network> network, const EngineOptions& options);

    [[nodiscard]] const checkpoint::ModelConfig& config() const { return network->config(); }
    // [tile, V] = rows [tile, d] * head^T; both contiguous f32, rows of one of the fixed tile sizes.
    [[nodiscard]] at::Tensor logits(const at::Tensor& rows) const;

    std::unique_ptr<Network> network;
    Precision precision = Precision::F32;
    int threads = 1;
    const CpuKernels* kernels = nullptr;
    PassTimes times;
};

// A model from weights in memory: matrices of the type of the precision, vectors f32.
[[nodiscard]] Result<std::unique_ptr<Model>> makeModel(const checkpoint::ModelConfig& config, Weights weights,
                                                       const EngineOptions& options);

// Calls work(i) for i in [0, count) on up to `threads` threads, each of which runs LibTorch single-threaded
// and without gradients. Stops early on request (Cancelled) or at the first error; exceptions become errors.
[[nodiscard]] Status runBatches(std::size_t count, int threads, const std::stop_token& stop,
                                const std::function<std::function<Status(std::size_t)>()>& makeWorker);

} // namespace retort::engine
