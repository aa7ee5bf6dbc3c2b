// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

namespace retort::membership {

Attack minKAttack() {
    static constexpr ParameterRule kParameters[] = {kPercentOfTokens};
    return {.name = "min_k",
            .title = "Min-K%",
            .formula = "mean of the lowest k % of token log-probabilities",
            .source = "Shi et al. 2024, arXiv 2310.16789",
            .cost = "none",
            .parameters = kParameters,
            .score = [](const RecordView& record, const Parameters& parameters) {
                return scores::minK(record.target, static_cast<unsigned>(parameters[0]));
            }};
}

} // namespace retort::membership
