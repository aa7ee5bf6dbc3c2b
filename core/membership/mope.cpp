// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <array>

namespace retort::membership {

namespace {

std::vector<scores::PassRequest> passes(const Parameters& parameters) {
    return {{.kind = scores::PassKind::Perturbed,
             .variants = static_cast<std::uint32_t>(parameters[0]),
             .sigma = parameters[1]}};
}

double score(const RecordView& record, const Parameters&) {
    return scores::meanLogProbability(record.target) - variantMean(record, 0);
}

} // namespace

Attack mopeAttack() {
    static constexpr std::array kRules{
        ParameterRule{.name = "models", .preset = 10, .least = 1, .most = 1000},
        ParameterRule{.name = "sigma", .preset = 0.005, .least = 0, .most = 1, .whole = false}};
    return {.name = "mope",
            .title = "MoPe",
            .formula =
                "mean loss under copies of the model with Gaussian noise on every parameter, minus the "
                "loss",
            .source = "Li et al. 2023, arXiv 2310.14369",
            .cost = "one load and one pass for each copy",
            .access = Access::Weights,
            .parameters = kRules,
            .passes = passes,
            .score = score};
}

} // namespace retort::membership
