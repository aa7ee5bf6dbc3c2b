// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fine-tuning with cross-entropy and soft distillation from a teacher. One recipe on one machine with one
// number of threads gives the same weights, byte for byte.
#pragma once

#include "core/base/result.h"
#include "core/distill/recipe.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

namespace retort::distill {

struct TrainingProgress {
    std::uint64_t step = 0; // steps done
    std::uint64_t steps = 0;
    int epoch = 0;                // 1-based
    double loss = 0.0;            // of the step: the recipe's objective, mean over predicted tokens
    double learningRate = 0.0;    // of the step
    std::uint64_t tokens = 0;     // predicted tokens so far, repeats counted
    double tokensPerSecond = 0.0; // since the start
};

struct EpochSummary {
    double loss = 0.0; // mean of the objective over the epoch's predicted tokens, while the weights change
    double gradientNorm = 0.0; // mean over steps, before clipping
};

struct TrainingSummary {
    std::int64_t parameters = 0;
    std::uint64_t records = 0;   // distinct
    std::uint64_t leftOut = 0;   // rows without a second token
    std::uint64_t sequences = 0; // an epoch, repeats counted
    std::uint64_t steps = 0;
    std::uint64_t tokens = 0; // predicted, all epochs
    std::vector<EpochSummary> epochs;
    double seconds = 0.0;
};

// Trains and writes `directory` as an ordinary Hugging Face checkpoint: config.json, model.safetensors, the
// tokenizer's files, recipe.toml and training.json (the log, without times, so that equal runs write equal
// files). The directory appears in one step when everything is in it; an existing one is refused
// (ErrorCode::Conflict). `progress` is called after every step, from the calling thread. On a stop request:
// ErrorCode::Cancelled, nothing kept. Memory: weights, gradients and two moments in f32, the activations of a
// batch, the teacher's weights. Thread: one run at a time in a process (it sets LibTorch's number of
// threads).
[[nodiscard]] Result<TrainingSummary> train(const Recipe& recipe, const std::filesystem::path& directory,
                                            const std::function<void(const TrainingProgress&)>& progress,
                                            std::stop_token stop);

} // namespace retort::distill
