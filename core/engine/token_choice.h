// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The next token from a row of logits, without LibTorch. The order of transformers' processors: temperature,
// top-k, top-p, then a multinomial draw.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retort::engine {

struct TokenProbability {
    std::int32_t id = 0;
    double probability = 0.0;
};

// What is left after temperature (> 0), top-k (0: all; ties with the k-th stay) and top-p, renormalised, by
// falling probability and then rising id.
[[nodiscard]] std::vector<TokenProbability>
truncatedDistribution(std::span<const float> logits, double temperature, std::size_t topK, double topP);

// The token at `uniform` in [0, 1) of the cumulated distribution.
[[nodiscard]] std::int32_t drawToken(std::span<const TokenProbability> distribution, double uniform);

} // namespace retort::engine
