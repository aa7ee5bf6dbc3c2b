// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"
#include "core/membership/comparable.h"

#include <limits>

namespace retort::membership {

Attack referenceRatioAttack() {
    return {.name = "reference_ratio",
            .title = "reference ratio",
            .formula = "minus the loss under the model divided by the loss under the reference, per token; "
                       "per byte of text where the tokenizers differ",
            .source = "Carlini et al. 2021, arXiv 2012.07805, with a reference in place of a small model",
            .cost = "a scoring pass of the reference model",
            .references = References::Each,
            .score = [](const RecordView& record, const Parameters&) {
                if (record.references.empty())
                    return std::numeric_limits<double>::quiet_NaN();
                const Likelihoods pair = comparableLikelihoods(record);
                return -(pair.target / pair.references.front());
            }};
}

} // namespace retort::membership
