// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <array>

namespace retort::membership {

namespace {

std::vector<scores::PassRequest> passes(const Parameters& parameters) {
    return {{.kind = scores::PassKind::Neighbours, .variants = static_cast<std::uint32_t>(parameters[0])}};
}

double score(const RecordView& record, const Parameters&) {
    return scores::meanLogProbability(record.target) - variantMean(record, 0);
}

} // namespace

Attack neighboursAttack() {
    static constexpr std::array kRules{
        ParameterRule{.name = "neighbours", .preset = 10, .least = 1, .most = 10'000}};
    return {.name = "neighbours",
            .title = "neighbourhood",
            .formula = "mean loss of texts with some words replaced, minus the loss",
            .source = "Mattern et al. 2023, arXiv 2305.18462, with words of the same data and frequency in "
                      "place of a masked language model's",
            .cost = "one pass for each neighbour",
            .access = Access::Probabilities,
            .parameters = kRules,
            .passes = passes,
            .score = score};
}

} // namespace retort::membership
