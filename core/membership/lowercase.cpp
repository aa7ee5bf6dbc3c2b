// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

namespace retort::membership {

namespace {

std::vector<scores::PassRequest> passes(const Parameters&) {
    return {{.kind = scores::PassKind::Lowercase}};
}

double score(const RecordView& record, const Parameters&) {
    return variantMean(record, 0) / scores::meanLogProbability(record.target);
}

} // namespace

Attack lowercaseAttack() {
    return {.name = "lowercase",
            .title = "loss in lower case",
            .formula = "mean log-probability of the lower-case text over that of the text",
            .source = "Carlini et al. 2021, arXiv 2012.07805",
            .cost = "one pass",
            .access = Access::Probabilities,
            .passes = passes,
            .score = score};
}

} // namespace retort::membership
