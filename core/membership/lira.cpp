// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"
#include "core/membership/comparable.h"

#include <limits>
#include <numeric>

namespace retort::membership {

Attack liraAttack() {
    return {
        .name = "lira",
        .title = "LiRA, offline",
        .formula = "mean log-probability under the model minus its mean over all references: the order of "
                   "the one-sided test Pr[Z <= phi] with one variance for all records",
        .source = "Carlini et al. 2022, arXiv 2112.03570, section VI; offline, one-sided, variance pooled "
                  "as the paper does for few models",
        .cost = "a scoring pass of each reference model",
        .references = References::All,
        .minimumReferences = 2,
        .score = [](const RecordView& record, const Parameters&) {
            if (record.references.empty())
                return std::numeric_limits<double>::quiet_NaN();
            const Likelihoods likelihoods = comparableLikelihoods(record);
            const double sum =
                std::accumulate(likelihoods.references.begin(), likelihoods.references.end(), 0.0);
            return likelihoods.target - sum / static_cast<double>(likelihoods.references.size());
        }};
}

} // namespace retort::membership
