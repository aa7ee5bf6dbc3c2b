// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/record_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retort::memorization {

std::optional<SuffixWindow> firstWindow(std::size_t contentTokens, std::size_t entries,
                                        std::size_t prefixTokens, std::size_t suffixTokens) {
    if (prefixTokens == 0 || suffixTokens == 0 || entries > contentTokens || prefixTokens > contentTokens ||
        suffixTokens > contentTokens - prefixTokens)
        return std::nullopt;
    const std::size_t notPredicted = contentTokens - entries;
    if (prefixTokens < notPredicted)
        return std::nullopt;
    return SuffixWindow{prefixTokens - notPredicted, suffixTokens};
}

std::optional<SuffixScores> suffixScores(const scores::TokenColumns& suffix) {
    const std::size_t count = suffix.size();
    if (count == 0)
        return std::nullopt;
    SuffixScores result;
    result.suffixTokens = static_cast<std::uint32_t>(count);
    result.logProbability = std::accumulate(suffix.logProbability.begin(), suffix.logProbability.end(), 0.0);
    result.entropy = scores::meanEntropy(suffix);
    std::size_t hits = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!suffix.greedyHit(i))
            continue;
        if (hits == i)
            result.greedyMatchTokens = static_cast<std::uint32_t>(i + 1);
        ++hits;
    }
    result.tokenAccuracy = static_cast<double>(hits) / static_cast<double>(count);
    result.memorized = hits == count;
    result.smallestMargin = suffix.margin[0];
    for (const float margin : suffix.margin) {
        // Once NaN it stays NaN: no comparison with it holds.
        if (std::isnan(margin) || margin < result.smallestMargin)
            result.smallestMargin = margin;
    }
    return result;
}

RecordScores recordScores(const scores::TokenColumns& record, const std::optional<SuffixWindow>& window) {
    RecordScores result;
    result.loss = -scores::meanLogProbability(record);
    result.perplexity = std::exp(result.loss);
    result.entropyMean = scores::meanEntropy(record);
    result.minK = scores::minK(record);
    result.minKpp = scores::minKPlusPlus(record);
    if (window && window->count <= record.size() && window->firstEntry <= record.size() - window->count)
        result.suffix = suffixScores(record.middle(window->firstEntry, window->count));
    return result;
}

bool needsRecheck(const SuffixScores& scores, double epsilon) {
    // NaN is a reason to look again as well.
    return !(std::abs(scores.smallestMargin) >= epsilon);
}

} // namespace retort::memorization
