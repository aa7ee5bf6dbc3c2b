// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/power.h"

#include "core/stats/operating_point.h"

#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>

namespace retort::stats {

std::optional<double> smallestDetectableAuc(std::uint64_t members, std::uint64_t nonmembers) {
    if (members == 0 || nonmembers == 0)
        return std::nullopt;
    const auto m = static_cast<double>(members);
    const auto n = static_cast<double>(nonmembers);
    // 2.486 = 1.645 + 0.841, the normal quantiles of 95 % and 80 %; the root is the deviation at AUC 0.5.
    return std::min(1.0, 0.5 + 2.486 * std::sqrt((m + n + 1) / (12 * m * n)));
}

std::optional<double> smallestDetectableTpr(std::uint64_t members, std::uint64_t nonmembers,
                                            const DecimalRate& target) {
    const std::uint64_t allowed = target.floorOf(nonmembers);
    if (allowed == 0)
        return std::nullopt;
    const auto a = static_cast<double>(allowed + 1);
    const auto b = static_cast<double>(nonmembers - allowed);
    constexpr double kLevel = 0.05;
    if (betaBinomialTail(members, members, a, b) > kLevel)
        return std::nullopt;
    // The tail falls with the count: the critical value by bisection.
    std::uint64_t tooFew = 0;
    std::uint64_t enough = members;
    while (enough - tooFew > 1) {
        const std::uint64_t middle = tooFew + (enough - tooFew) / 2;
        (betaBinomialTail(middle, members, a, b) <= kLevel ? enough : tooFew) = middle;
    }
    // P(Binomial(m, t) >= c) = I_t(c, m - c + 1).
    return boost::math::ibeta_inv(static_cast<double>(enough), static_cast<double>(members - enough) + 1,
                                  0.8);
}

} // namespace retort::stats
