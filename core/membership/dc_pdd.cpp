// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace retort::membership {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

double score(const RecordView& record, const Parameters& parameters) {
    const scores::TokenColumns& columns = record.target;
    if (columns.size() == 0 || record.predictedIds.size() != columns.size() || record.frequencies.empty())
        return kAbsent;
    std::unordered_set<std::int32_t> seen;
    double sum = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto id = static_cast<std::size_t>(record.predictedIds[i]);
        if (std::isnan(columns.logProbability[i]) || id >= record.frequencies.size())
            return kAbsent;
        if (!seen.insert(record.predictedIds[i]).second)
            continue;
        const double surprise = -std::log(record.frequencies[id]);
        sum += std::min(std::exp(static_cast<double>(columns.logProbability[i])) * surprise, parameters[0]);
    }
    return sum / static_cast<double>(seen.size());
}

} // namespace

Attack dcPddAttack() {
    static constexpr ParameterRule kParameters[] = {
        {.name = "a", .preset = 0.01, .least = 1e-6, .most = 100, .whole = false}};
    return {.name = "dc_pdd",
            .title = "token frequencies (DC-PDD)",
            .formula =
                "mean over first occurrences of min(p log(1 / frequency), a), a = 0.01; frequencies of "
                "tokens in a general corpus, smoothed by 1",
            .source = "Zhang et al. 2024 (EMNLP), arXiv 2409.14781",
            .cost = "the tokens of a general corpus, counted once",
            .needsFrequencies = true,
            .parameters = kParameters,
            .score = score};
}

} // namespace retort::membership
