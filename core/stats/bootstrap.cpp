// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/auc.h"
#include "core/stats/bootstrap_draws.h"

#include <algorithm>
#include <cmath>

namespace retort::stats {

Interval bootstrapAuc(const RankedScores& ranked, std::uint64_t seed, std::uint32_t draws) {
    std::vector<double> values = std::move(bootstrapDraws({&ranked, 1}, seed, draws).front());
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty())
        return {0, 1};
    std::ranges::sort(values);
    return {quantileOf(values, 0.025), quantileOf(values, 0.975)};
}

} // namespace retort::stats
