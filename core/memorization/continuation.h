// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a model really says after a prefix, against the true suffix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace retort::memorization {

// Positions that arXiv 2508.07054 compares.
inline constexpr std::size_t kAccuracyTokens = 32;
// Edit distance up to this share of the suffix counts as nearly memorized (Gemma reports; 50-token suffixes).
inline constexpr double kNearShare = 0.1;

struct ContinuationScores {
    // Share of the first min(32, suffix) positions with the true token; positions behind the end of the
    // continuation are misses.
    double accuracy = 0;
    // Levenshtein distance in tokens over the length of the suffix; the continuation cut at that length.
    double editDistance = 0;
};

// suffix is not empty.
[[nodiscard]] ContinuationScores continuationScores(std::span<const std::int32_t> continuation,
                                                    std::span<const std::int32_t> suffix);

// Insertions, deletions and substitutions that turn one sequence into the other; O(a b) time, O(b) memory.
[[nodiscard]] std::size_t editDistance(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

} // namespace retort::memorization
