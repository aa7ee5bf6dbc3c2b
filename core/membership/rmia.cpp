// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"
#include "core/membership/comparable.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace retort::membership {

namespace {

double score(const RecordView& record, const Parameters& parameters) {
    if (record.references.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double a = parameters[0];
    const Likelihoods likelihoods = comparableLikelihoods(record);
    double sum = 0;
    for (const double reference : likelihoods.references)
        sum += std::exp(reference);
    const double out = sum / static_cast<double>(likelihoods.references.size());
    return std::exp(likelihoods.target) / ((1 + a) / 2 * out + (1 - a) / 2);
}

} // namespace

Attack rmiaAttack() {
    static constexpr ParameterRule kParameters[] = {
        {.name = "a", .preset = 0.3, .least = 0, .most = 1, .whole = false}};
    return {.name = "rmia",
            .title = "RMIA, offline",
            .formula = "share of unseen population texts whose ratio p / ((1+a)/2 mean p of the references + "
                       "(1-a)/2) is smaller; p is the geometric mean of token probabilities, a = 0.3",
            .source = "Zarifzadeh et al. 2024, arXiv 2312.03262",
            .cost = "a scoring pass of each reference model, and half of the unseen records",
            .references = References::All,
            .minimumReferences = 2,
            .ranksInPopulation = true,
            .parameters = kParameters,
            .score = score};
}

} // namespace retort::membership
