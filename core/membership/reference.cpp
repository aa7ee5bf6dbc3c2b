// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <algorithm>
#include <limits>

namespace retort::membership {

namespace {

double score(const RecordView& record, const Parameters&) {
    if (!record.reference)
        return std::numeric_limits<double>::quiet_NaN();
    scores::TokenColumns target = record.target;
    scores::TokenColumns reference = *record.reference;
    if (record.referenceSharesTokens) {
        // A model with a BOS predicts the first token too; only positions both predict are compared.
        const std::size_t shared = std::min(target.size(), reference.size());
        target = target.last(shared);
        reference = reference.last(shared);
    }
    return scores::meanLogProbability(target) - scores::meanLogProbability(reference);
}

} // namespace

Attack referenceAttack() {
    static constexpr Pass kPasses[] = {Pass::Target, Pass::Reference};
    return {.name = "reference",
            .title = "Loss against a reference model",
            .formula = "mean log-probability under the model minus that under the reference",
            .source = "Carlini et al. 2021, arXiv 2012.07805; difference as in Mireshghallah et al. 2022",
            .access = Access::Probabilities,
            .passes = kPasses,
            .score = score};
}

} // namespace retort::membership
