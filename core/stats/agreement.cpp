// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/agreement.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace retort::stats {

namespace {

// Twice the mid-rank, a whole number, less the mean of all of them.
std::vector<double> centredRanks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    std::vector<double> ranks(values.size());
    const auto mean = static_cast<double>(values.size() + 1);
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        while (end < order.size() && values[order[end]] == values[order[begin]])
            ++end;
        for (std::size_t i = begin; i < end; ++i)
            ranks[order[i]] = static_cast<double>(begin + end + 1) - mean;
        begin = end;
    }
    return ranks;
}

} // namespace

std::vector<std::uint8_t> topRecords(std::span<const double> values, std::size_t m) {
    std::vector<std::uint8_t> top(values.size(), 0);
    std::vector<double> sorted;
    std::ranges::copy_if(values, std::back_inserter(sorted), [](double value) { return !std::isnan(value); });
    m = std::min(m, sorted.size());
    if (m == 0)
        return top;
    const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(m - 1);
    std::ranges::nth_element(sorted, last, std::greater<>());
    for (std::size_t i = 0; i < values.size(); ++i)
        top[i] = values[i] >= *last ? 1 : 0;
    return top;
}

YesNoAgreement agreementOf(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second) {
    YesNoAgreement result;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (first[i] != 0)
            ++(second[i] != 0 ? result.both : result.firstOnly);
        else
            ++(second[i] != 0 ? result.secondOnly : result.neither);
    }
    const auto both = static_cast<double>(result.both);
    const auto neither = static_cast<double>(result.neither);
    const auto one = both + static_cast<double>(result.firstOnly);
    const auto two = both + static_cast<double>(result.secondOnly);
    const auto all = static_cast<double>(first.size());
    if (one + two > 0)
        result.jaccard = both / (one + two - both);
    // In counts, so that no agreement by chance is exactly no agreement.
    const double byChance = one * two + (all - one) * (all - two);
    if (byChance < all * all)
        result.kappa = (all * (both + neither) - byChance) / (all * all - byChance);
    return result;
}

std::optional<double> spearman(std::span<const double> first, std::span<const double> second) {
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (std::isnan(first[i]) || std::isnan(second[i]))
            continue;
        x.push_back(first[i]);
        y.push_back(second[i]);
    }
    const std::vector<double> a = centredRanks(x);
    const std::vector<double> b = centredRanks(y);
    const double squares = std::inner_product(a.begin(), a.end(), a.begin(), 0.0) *
                           std::inner_product(b.begin(), b.end(), b.begin(), 0.0);
    if (!(squares > 0))
        return std::nullopt;
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / std::sqrt(squares);
}

} // namespace retort::stats
