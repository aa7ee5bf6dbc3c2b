// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

namespace retort::membership {

Attack minKPlusPlusAttack() {
    static constexpr ParameterRule kParameters[] = {kPercentOfTokens};
    return {.name = "min_k_pp",
            .title = "Min-K%++",
            .formula =
                "mean of the lowest k % of (log p - mu) / sigma, mu and sigma of log p under the model",
            .source = "Zhang et al. 2025, arXiv 2404.02936",
            .cost = "none",
            .parameters = kParameters,
            .score = [](const RecordView& record, const Parameters& parameters) {
                return scores::minKPlusPlus(record.target, static_cast<unsigned>(parameters[0]));
            }};
}

} // namespace retort::membership
