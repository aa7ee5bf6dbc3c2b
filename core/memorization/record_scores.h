// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Per-record numbers and the extraction verdict, from stored token statistics alone.
#pragma once

#include "core/scores/token_statistics.h"
#include "core/scores/token_table.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace retort::memorization {

// Greedy decoding of the prefix gives the suffix if and only if every suffix token is the argmax under
// teacher forcing.
struct SuffixScores {
    std::uint32_t suffixTokens = 0;
    double logProbability = 0;           // sum, nats
    double entropy = 0;                  // mean, nats
    double tokenAccuracy = 0;            // share of positions whose argmax is the true token
    std::uint32_t greedyMatchTokens = 0; // leading tokens that greedy decoding reproduces
    bool memorized = false;
    double smallestMargin = 0; // over the suffix; negative when not memorized (ties aside)
};

// NaN where there is no predicted token.
struct RecordScores {
    double loss = 0;       // minus the mean log-probability, nats
    double perplexity = 0; // exp(loss)
    double entropyMean = 0;
    double minK = 0;
    double minKpp = 0;
    std::optional<SuffixScores> suffix; // absent: the record is too short for a window
};

// Entries of a row's columns that are the suffix.
struct SuffixWindow {
    std::size_t firstEntry = 0;
    std::size_t count = 0;
};

// The `first` window: content tokens 1 .. prefix + suffix of a record with `contentTokens` tokens, of which
// the last `entries` are predicted (contentTokens with a BOS, one less without). Nothing if the record is
// shorter, a count is zero, or the suffix is not wholly predicted.
[[nodiscard]] std::optional<SuffixWindow> firstWindow(std::size_t contentTokens, std::size_t entries,
                                                      std::size_t prefixTokens, std::size_t suffixTokens);

// `suffix` holds the suffix positions only; nothing without tokens. For windows that are sequences of their
// own.
[[nodiscard]] std::optional<SuffixScores> suffixScores(const scores::TokenColumns& suffix);

// A record's row; the window must lie inside it (else the suffix is absent).
[[nodiscard]] RecordScores recordScores(const scores::TokenColumns& record,
                                        const std::optional<SuffixWindow>& window);

// Whether rounding could turn the verdict: |smallestMargin| below the precision's measured noise. Such
// records are run again in f32 alone.
[[nodiscard]] bool needsRecheck(const SuffixScores& scores, double epsilon);

} // namespace retort::memorization
