// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/intervals.h"

#include <boost/math/distributions/beta.hpp>

#include <algorithm>
#include <cmath>

namespace retort::stats {

namespace {

double betaQuantile(double a, double b, double probability) {
    return boost::math::quantile(boost::math::beta_distribution<double>(a, b), probability);
}

double ratioOf(std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

Interval clopperPearson(std::uint64_t successes, std::uint64_t total) {
    if (total == 0)
        return {0, 1};
    const auto x = static_cast<double>(successes);
    const auto rest = static_cast<double>(total - successes);
    return {successes == 0 ? 0.0 : betaQuantile(x, rest + 1, 0.025),
            successes == total ? 1.0 : betaQuantile(x + 1, rest, 0.975)};
}

Interval wilson(double proportion, double total, double z) {
    if (!(total > 0))
        return {0, 1};
    const double square = z * z;
    const double centre = proportion + square / (2 * total);
    const double half = z * std::sqrt(proportion * (1 - proportion) / total + square / (4 * total * total));
    const double scale = 1 + square / total;
    // At the ends the limit equals the proportion; rounding must not move it.
    const double lower = proportion <= 0 ? 0.0 : std::max(0.0, (centre - half) / scale);
    const double upper = proportion >= 1 ? 1.0 : std::min(1.0, (centre + half) / scale);
    return {lower, upper};
}

Interval newcombeDifference(std::uint64_t successes1, std::uint64_t total1, std::uint64_t successes2,
                            std::uint64_t total2) {
    if (total1 == 0 || total2 == 0)
        return {-1, 1};
    return newcombeOfShares(ratioOf(successes1, total1), static_cast<double>(total1),
                            ratioOf(successes2, total2), static_cast<double>(total2));
}

Interval newcombeOfShares(double share1, double total1, double share2, double total2) {
    const Interval first = wilson(share1, total1);
    const Interval second = wilson(share2, total2);
    const double difference = share1 - share2;
    return {difference - std::hypot(share1 - first.lower, second.upper - share2),
            difference + std::hypot(first.upper - share1, share2 - second.lower)};
}

Interval betaInterval(double a, double b) {
    return {betaQuantile(a, b, 0.025), betaQuantile(a, b, 0.975)};
}

PairedRatio bonettPriceRatio(std::uint64_t both, std::uint64_t firstOnly, std::uint64_t secondOnly) {
    PairedRatio result;
    const std::uint64_t first = both + firstOnly;
    const std::uint64_t second = both + secondOnly;
    const std::uint64_t any = first + secondOnly;
    if (any == 0)
        return result;
    const auto n1 = static_cast<double>(first);
    const auto n2 = static_cast<double>(second);
    const auto all = static_cast<double>(any);
    const auto discordant = static_cast<double>(firstOnly + secondOnly);
    // Bonett and Price (2006): Wilson limits with a critical value that accounts for the pairing.
    const double a = std::sqrt((discordant + 2) / ((n1 + 1) * (n2 + 1)));
    const double b = std::sqrt((1 - (n1 + 1) / (all + 2)) / (n1 + 1));
    const double c = std::sqrt((1 - (n2 + 1) / (all + 2)) / (n2 + 1));
    constexpr double kCritical = 1.959964;
    const double z = kCritical * a / (b + c);
    const Interval limits1 = wilson(n1 / all, all, z);
    const Interval limits2 = wilson(n2 / all, all, z);
    result.lower = limits1.lower / limits2.upper;
    if (second == 0) {
        result.infinite = true;
        return result;
    }
    result.ratio = n1 / n2;
    result.upper = limits1.upper / limits2.lower;
    return result;
}

} // namespace retort::stats
