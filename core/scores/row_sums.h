// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is kept of a further forward pass: two numbers a row instead of 20 bytes a token.
#pragma once

#include "core/scores/token_table.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace retort::scores {

struct RowSums {
    std::vector<std::uint32_t> tokens;  // predicted tokens of each row; 0: the row has no score
    std::vector<double> logProbability; // their log-probabilities, summed in order in double precision; nats

    [[nodiscard]] std::size_t rows() const { return tokens.size(); }
    // Per predicted token; NaN for a row without one.
    [[nodiscard]] double mean(std::size_t row) const;
};

[[nodiscard]] RowSums rowSums(const TokenTable& table);

} // namespace retort::scores
