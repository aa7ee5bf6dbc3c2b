// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Records to token sequences, and the order in which a run sees them. No LibTorch. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/distill/recipe.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <vector>

namespace retort::distill {

struct TrainingSequence {
    std::vector<std::int64_t> ids; // an added BOS, then the content; at least two tokens
    std::uint64_t repeats = 1;     // times an epoch
};

struct TrainingData {
    std::vector<TrainingSequence> sequences; // in input order
    std::uint64_t leftOut = 0;               // rows without a second token, unreadable ones among them

    // Sequences an epoch and predicted tokens an epoch, repeats counted.
    [[nodiscard]] std::uint64_t sequencesAnEpoch() const;
    [[nodiscard]] std::uint64_t predictedAnEpoch() const;
};

// Every record is a sequence of its own, cut at maxTokens (an added BOS counts).
[[nodiscard]] Result<TrainingData> loadTrainingData(const std::vector<DataRecipe>& data,
                                                    const tokenizer::Tokenizer& tokenizer,
                                                    std::uint32_t maxTokens);

// The batches of one epoch as indices into `sequences`, a repeated one as often as it repeats. The order is
// drawn from (seed, epoch); within runs of 16 batches sequences of like length go together, to keep padding
// small, and the batches of the epoch are then shuffled.
[[nodiscard]] std::vector<std::vector<std::size_t>>
epochBatches(const std::vector<TrainingSequence>& sequences, std::size_t batchRecords, std::uint64_t seed,
             std::uint64_t epoch);

} // namespace retort::distill
