// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values that travel from the scoring pass to the store and from there to the attacks and verdicts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retort::scores {

// One sequence for one forward pass. `ids` is what the model sees from position 0 (an added BOS included).
// Statistics are wanted for the tokens at positions firstPredicted .. ids.size() - 1, each predicted from all
// tokens before it; firstPredicted >= 1. A row without predicted tokens (firstPredicted == ids.size()) is
// allowed.
struct PassRow {
    std::vector<std::int32_t> ids;
    std::uint32_t firstPredicted = 1;
};

// Read-only columns of one row: one entry per predicted token, in token order.
struct TokenColumns {
    std::span<const float> logProbability; // natural log of the true token's probability
    std::span<const float> entropy;        // of the predictive distribution, nats
    std::span<const float> variance;       // of log p under p, nats squared
    std::span<const float> margin;         // logit of the true token minus the largest other logit
    std::span<const std::uint32_t> rank;   // 1-based; ties go to the lowest token id

    [[nodiscard]] std::size_t size() const { return logProbability.size(); }
    // The last `count` predicted tokens; count <= size().
    [[nodiscard]] TokenColumns last(std::size_t count) const;
    // Predicted tokens [first, first + count).
    [[nodiscard]] TokenColumns middle(std::size_t first, std::size_t count) const;
    // Whether greedy decoding chooses the true token at entry i. Rank settles it, because ties go to the
    // lowest id.
    [[nodiscard]] bool greedyHit(std::size_t i) const { return rank[i] == 1; }
};

// Token statistics of many rows, concatenated column by column.
class TokenTable {
public:
    std::vector<std::uint32_t> lengths; // predicted tokens of each row
    std::vector<float> logProbability;
    std::vector<float> entropy;
    std::vector<float> variance;
    std::vector<float> margin;
    std::vector<std::uint32_t> rank;

    [[nodiscard]] std::size_t rows() const { return lengths.size(); }
    [[nodiscard]] std::size_t tokens() const { return logProbability.size(); }
    // Whether the columns have as many entries as the lengths add up to.
    [[nodiscard]] bool consistent() const;
    // Sizes all columns for these row lengths, entries zero.
    static TokenTable sized(std::vector<std::uint32_t> rowLengths);
    void append(const TokenTable& other);
};

// Row access by number in O(1); the table must outlive the index and not change.
class TokenTableIndex {
public:
    explicit TokenTableIndex(const TokenTable& table);
    [[nodiscard]] std::size_t rows() const { return m_offsets.size() - 1; }
    [[nodiscard]] TokenColumns row(std::size_t i) const;

private:
    const TokenTable* m_table;
    std::vector<std::size_t> m_offsets;
};

} // namespace retort::scores
