// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::membership {

namespace {

double score(const RecordView& record, const Parameters& parameters) {
    const scores::TokenColumns& columns = record.target;
    if (std::isnan(scores::meanLogProbability(columns)))
        return std::numeric_limits<double>::quiet_NaN();
    const std::size_t width = std::min(static_cast<std::size_t>(parameters[0]), columns.size());
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t begin = 0; begin + width <= columns.size(); ++begin)
        best = std::max(best, scores::meanLogProbability(columns.middle(begin, width)));
    return best;
}

} // namespace

Attack slidingWindowAttack() {
    static constexpr ParameterRule kParameters[] = {
        {.name = "tokens", .preset = 50, .least = 1, .most = 1'000'000}};
    return {.name = "sliding_window",
            .title = "best window",
            .formula =
                "largest mean log-probability of a window of 50 (or as many as given) predicted tokens",
            .source = "Carlini et al. 2021, arXiv 2012.07805",
            .cost = "none",
            .parameters = kParameters,
            .score = score};
}

} // namespace retort::membership
