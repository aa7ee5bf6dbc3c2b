// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

namespace retort::membership {

Attack lossAttack() {
    return {.name = "loss",
            .title = "loss",
            .formula = "mean log-probability of the predicted tokens",
            .source = "Yeom et al. 2018, arXiv 1709.01604",
            .cost = "none",
            .score = [](const RecordView& record, const Parameters&) {
                return scores::meanLogProbability(record.target);
            }};
}

} // namespace retort::membership
