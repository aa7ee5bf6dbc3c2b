// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the published code of arXiv 2508.07054 computes in place of Min-K% and Min-K%++ (repository
// LLM_Distillation_Privacy, evaluate_mi_main.py): kept for comparison with its numbers only.
#include "core/membership/builtin_attacks.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace retort::membership {

namespace {

constexpr std::string_view kSource =
    "code published with arXiv 2508.07054; deviates from the method it names";

double probabilities(const RecordView& record, const Parameters& parameters) {
    std::vector<double> values;
    for (const float value : record.target.logProbability)
        values.push_back(std::exp(static_cast<double>(value)));
    return scores::meanOfLowest(values, static_cast<unsigned>(parameters[0]));
}

double standardisedProbabilities(const RecordView& record, const Parameters& parameters) {
    std::vector<double> values;
    for (std::size_t i = 0; i < record.target.size(); ++i) {
        const double p = std::exp(static_cast<double>(record.target.logProbability[i]));
        values.push_back((p + record.target.entropy[i]) /
                         scores::guardedDeviation(record.target.variance[i]));
    }
    return scores::meanOfLowest(values, static_cast<unsigned>(parameters[0]));
}

} // namespace

Attack minKCodeAttack() {
    static constexpr ParameterRule kParameters[] = {kPercentOfTokens};
    return {.name = "min_k_code_2508_07054",
            .title = "Min-K% as in the code of arXiv 2508.07054, for comparison only",
            .formula = "mean of the lowest k % of token probabilities, not of their logarithms",
            .source = kSource,
            .cost = "none",
            .comparisonOnly = true,
            .parameters = kParameters,
            .score = probabilities};
}

Attack minKPlusPlusCodeAttack() {
    static constexpr ParameterRule kParameters[] = {kPercentOfTokens};
    return {.name = "min_k_pp_code_2508_07054",
            .title = "Min-K%++ as in the code of arXiv 2508.07054, for comparison only",
            .formula = "mean of the lowest k % of (p - mu) / sigma, mu and sigma of log p under the model",
            .source = kSource,
            .cost = "none",
            .comparisonOnly = true,
            .parameters = kParameters,
            .score = standardisedProbabilities};
}

} // namespace retort::membership
