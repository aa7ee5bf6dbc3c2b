// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/token_choice.h"

#include <algorithm>
#include <cmath>

namespace retort::engine {

std::vector<TokenProbability> truncatedDistribution(std::span<const float> logits, double temperature,
                                                    std::size_t topK, double topP) {
    std::vector<TokenProbability> tokens(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i)
        tokens[i] = {static_cast<std::int32_t>(i), static_cast<double>(logits[i]) / temperature};
    std::sort(tokens.begin(), tokens.end(), [](const TokenProbability& a, const TokenProbability& b) {
        return a.probability != b.probability ? a.probability > b.probability : a.id < b.id;
    });
    if (topK > 0 && topK < tokens.size()) {
        const double border = tokens[topK - 1].probability;
        tokens.erase(std::find_if(tokens.begin(), tokens.end(),
                                  [&](const TokenProbability& t) { return t.probability < border; }),
                     tokens.end());
    }
    const auto normalise = [&tokens](double total) {
        for (TokenProbability& token : tokens)
            token.probability /= total;
    };
    const double maximum = tokens.front().probability;
    double total = 0.0;
    for (TokenProbability& token : tokens) {
        token.probability = std::exp(token.probability - maximum);
        total += token.probability;
    }
    normalise(total);
    if (topP < 1.0) {
        // A token stays if those before it don't reach topP; the first always does.
        double before = 0.0;
        std::size_t kept = 0;
        while (kept < tokens.size() && (kept == 0 || before < topP))
            before += tokens[kept++].probability;
        tokens.resize(kept);
        normalise(before);
    }
    return tokens;
}

std::int32_t drawToken(std::span<const TokenProbability> distribution, double uniform) {
    double cumulated = 0.0;
    for (const TokenProbability& token : distribution) {
        cumulated += token.probability;
        if (uniform < cumulated)
            return token.id;
    }
    // Rounding left the sum just below one.
    return distribution.back().id;
}

} // namespace retort::engine
