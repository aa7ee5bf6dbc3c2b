// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/continuation.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace retort::memorization {

ContinuationScores continuationScores(std::span<const std::int32_t> continuation,
                                      std::span<const std::int32_t> suffix) {
    const std::size_t compared = std::min(kAccuracyTokens, suffix.size());
    const std::size_t said = std::min(compared, continuation.size());
    std::size_t hits = 0;
    for (std::size_t i = 0; i < said; ++i)
        hits += continuation[i] == suffix[i] ? 1 : 0;
    const std::span<const std::int32_t> cut =
        continuation.first(std::min(continuation.size(), suffix.size()));
    return {static_cast<double>(hits) / static_cast<double>(compared),
            static_cast<double>(editDistance(cut, suffix)) / static_cast<double>(suffix.size())};
}

std::size_t editDistance(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
        }
    }
    return row.back();
}

} // namespace retort::memorization
