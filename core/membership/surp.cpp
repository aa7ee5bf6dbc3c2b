// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/builtin_attacks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace retort::membership {

namespace {

constexpr double kNoToken = -100; // where no token is both improbable and expected to be certain

double score(const RecordView& record, const Parameters& parameters) {
    const scores::TokenColumns& columns = record.target;
    if (std::isnan(scores::meanLogProbability(columns) + scores::meanEntropy(columns)))
        return std::numeric_limits<double>::quiet_NaN();
    std::vector<std::size_t> order(columns.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return columns.logProbability[i]; });
    order.resize(scores::lowestCount(order.size(), static_cast<unsigned>(parameters[0])));
    double sum = 0;
    std::size_t count = 0;
    for (const std::size_t i : order) {
        if (columns.entropy[i] < parameters[1]) {
            sum += columns.logProbability[i];
            ++count;
        }
    }
    return count == 0 ? kNoToken : sum / static_cast<double>(count);
}

} // namespace

Attack surpAttack() {
    static constexpr ParameterRule kParameters[] = {
        {.name = "percent", .preset = 40, .least = 1, .most = 100},
        {.name = "entropy", .preset = 2, .least = 0, .most = 100, .whole = false}};
    return {.name = "surp",
            .title = "surprising tokens (SURP)",
            .formula = "mean log-probability of those among the lowest k % whose distribution has an entropy "
                       "below a threshold (nats); -100 without any",
            .source = "Zhang and Wu 2024, arXiv 2407.21248",
            .cost = "none",
            .parameters = kParameters,
            .score = score};
}

} // namespace retort::membership
