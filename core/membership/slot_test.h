// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The slot test: a name or number in a record is replaced by others of its type, and the true one is ranked
// among them by the model's joint log-probability of the text. If the values are exchangeable for a model
// that never saw the record, the rank is uniform, so no held-out data are needed; the exposure of a canary
// (Carlini et al. 2019, arXiv 1802.08232) rests on the same idea. Values of unequal frequency or grammar are
// not exchangeable: a model that did not see the data shows by how much.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace retort::membership {

// 1 + the number of others that score at least as high: ties, and others without a score (NaN), count against
// the true value, which keeps rank / (others + 1) a valid p-value. Nothing if `own` is NaN or there are no
// others.
[[nodiscard]] std::optional<std::uint32_t> slotRank(double own, std::span<const double> others);

struct SlotOutcome {
    std::uint64_t cluster = 0; // of the record's near duplicates
    std::uint64_t value = 0;   // number of the true value: equal values have one number
    std::uint32_t rank = 1;    // 1 .. others + 1
    std::uint32_t others = 0;  // at least 1
};

struct SlotTest {
    std::uint64_t slots = 0;
    std::uint64_t rankOne = 0;
    // Of them one for each cluster and for each value, the first in order: what the p-values are computed
    // from.
    std::uint64_t tested = 0;
    std::uint64_t testedRankOne = 0;
    double expectedRankOne = 0; // of the tested ones, by chance: the sum of 1 / (others + 1)
    // P(at least as many first ranks), exact: binomial where all slots have as many others, else the sum of
    // unequal trials.
    double pValue = 1;
    double meanRank =
        0; // of the tested ones, each rank as its place (rank - 1/2) / (others + 1): 1/2 by chance
    double meanRankPValue = 1; // one-sided, small ranks; normal approximation
};

// Nothing without slots.
[[nodiscard]] std::optional<SlotTest> slotTest(std::span<const SlotOutcome> outcomes);

} // namespace retort::membership
