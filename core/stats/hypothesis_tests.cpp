// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/hypothesis_tests.h"

#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace retort::stats {

double mcnemarExact(std::uint64_t firstOnly, std::uint64_t secondOnly) {
    const std::uint64_t fewer = std::min(firstOnly, secondOnly);
    const std::uint64_t discordant = firstOnly + secondOnly;
    if (2 * fewer == discordant)
        return 1;
    // P(Binomial(n, 1/2) <= k) = I_1/2(n - k, k + 1).
    const double tail =
        boost::math::ibeta(static_cast<double>(discordant - fewer), static_cast<double>(fewer) + 1, 0.5);
    return std::min(1.0, 2 * tail);
}

double fisherExactGreater(std::uint64_t successes1, std::uint64_t total1, std::uint64_t successes2,
                          std::uint64_t total2) {
    const auto successes = static_cast<double>(successes1 + successes2);
    const auto failures = static_cast<double>(total1 + total2) - successes;
    const auto drawn = static_cast<double>(total1);
    const double largest = std::min(successes, drawn);
    const double smallest = std::max(0.0, drawn - failures);
    auto k = static_cast<double>(successes1);
    if (k <= smallest)
        return 1;
    const auto choose = [](double n, double r) {
        return std::lgamma(n + 1) - std::lgamma(r + 1) - std::lgamma(n - r + 1);
    };
    double term =
        std::exp(choose(successes, k) + choose(failures, drawn - k) - choose(successes + failures, drawn));
    double tail = 0;
    for (; k <= largest; ++k) {
        tail += term;
        term *= (successes - k) * (drawn - k) / ((k + 1) * (failures - drawn + k + 1));
    }
    return std::min(1.0, tail);
}

double fisherExact(std::uint64_t successes1, std::uint64_t total1, std::uint64_t successes2,
                   std::uint64_t total2) {
    const double more = fisherExactGreater(successes1, total1, successes2, total2);
    const double fewer = fisherExactGreater(successes2, total2, successes1, total1);
    return std::min(1.0, 2 * std::min(more, fewer));
}

std::vector<double> holm(std::span<const double> pValues) {
    std::vector<std::size_t> order(pValues.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    std::vector<double> adjusted(pValues.size());
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double scaled = pValues[order[rank]] * static_cast<double>(order.size() - rank);
        largest = std::max(largest, std::min(1.0, scaled));
        adjusted[order[rank]] = largest;
    }
    return adjusted;
}

double atLeastSuccesses(std::span<const double> probabilities, std::uint64_t count) {
    if (count == 0)
        return 1;
    if (count > probabilities.size())
        return 0;
    std::vector<double> exactly(count, 0.0); // probability of each smaller number of successes so far
    exactly[0] = 1;
    double reached = 0;
    for (const double p : probabilities) {
        reached += exactly.back() * p;
        for (std::size_t k = count - 1; k > 0; --k)
            exactly[k] = exactly[k] * (1 - p) + exactly[k - 1] * p;
        exactly[0] *= 1 - p;
    }
    return std::min(1.0, reached);
}

double normalUpperTail(double z) {
    return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

} // namespace retort::stats
