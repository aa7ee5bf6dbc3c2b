// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/token_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace retort::scores {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

double mean(std::span<const float> values) {
    if (values.empty())
        return kAbsent;
    double sum = 0;
    for (const float value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

} // namespace

std::size_t lowestCount(std::size_t n, unsigned percent) {
    if (n == 0)
        return 0;
    // n = 100 whole + rest keeps the product small for any n.
    const std::size_t share = n / 100 * percent + n % 100 * percent / 100;
    return std::clamp<std::size_t>(share, 1, n);
}

double meanOfLowest(std::vector<double> values, unsigned percent) {
    // Selection needs an order, which NaN breaks.
    if (values.empty() || std::ranges::any_of(values, [](double value) { return std::isnan(value); }))
        return kAbsent;
    const std::size_t count = lowestCount(values.size(), percent);
    std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count), values.end());
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += values[i];
    return sum / static_cast<double>(count);
}

double guardedDeviation(double variance) {
    // std::max would hide a NaN behind the floor.
    return std::sqrt(variance < kVarianceFloor ? kVarianceFloor : variance);
}

double meanLogProbability(const TokenColumns& columns) {
    return mean(columns.logProbability);
}

double meanEntropy(const TokenColumns& columns) {
    return mean(columns.entropy);
}

double minK(const TokenColumns& columns, unsigned percent) {
    return meanOfLowest({columns.logProbability.begin(), columns.logProbability.end()}, percent);
}

double minKPlusPlus(const TokenColumns& columns, unsigned percent) {
    std::vector<double> values(columns.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double mu = -static_cast<double>(columns.entropy[i]);
        values[i] = (columns.logProbability[i] - mu) / guardedDeviation(columns.variance[i]);
    }
    return meanOfLowest(std::move(values), percent);
}

} // namespace retort::scores
