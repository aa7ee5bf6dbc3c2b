// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

namespace retort::membership {

namespace {

double score(const RecordView& record, const Parameters& parameters) {
    if (std::isnan(scores::meanLogProbability(record.target)))
        return std::numeric_limits<double>::quiet_NaN();
    const std::span<const float> values = record.target.logProbability;
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    const auto mean = [](auto begin, std::size_t count) {
        return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(count), 0.0) /
               static_cast<double>(count);
    };
    const auto count = [&](double percent) {
        return scores::lowestCount(sorted.size(), static_cast<unsigned>(percent));
    };
    return mean(sorted.begin(), count(parameters[0])) - mean(sorted.rbegin(), count(parameters[1]));
}

} // namespace

Attack pacDistanceAttack() {
    static constexpr ParameterRule kParameters[] = {
        {.name = "lowest", .preset = 30, .least = 1, .most = 100},
        {.name = "highest", .preset = 5, .least = 1, .most = 100}};
    return {.name = "pac_distance",
            .title = "polarized distance (PAC)",
            .formula = "mean of the lowest 30 % of token log-probabilities minus that of the highest 5 %",
            .source = "Ye et al. 2024, arXiv 2405.11930, without its comparison with changed texts",
            .cost = "none",
            .parameters = kParameters,
            .score = score};
}

} // namespace retort::membership
