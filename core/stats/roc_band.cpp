// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/roc_band.h"

#include <algorithm>
#include <cmath>

namespace retort::stats {

namespace {

double halfWidth(double size) {
    static const double kLogOfTwoOverLevel = std::log(2 / (1 - std::sqrt(0.95)));
    return std::min(1.0, std::sqrt(kLogOfTwoOverLevel / (2 * size)));
}

// True-positive rate on the measured curve; of a vertical edge its upper or its lower end.
double rateAt(const RocCurve& curve, double falsePositiveRate, bool upperEnd) {
    const auto n = static_cast<double>(curve.nonmembers);
    const auto m = static_cast<double>(curve.members);
    const double x = falsePositiveRate * n;
    const auto& xs = curve.falsePositives;
    const auto isBefore = [](std::uint64_t count, double value) {
        return static_cast<double>(count) < value;
    };
    const auto isAfter = [](double value, std::uint64_t count) { return value < static_cast<double>(count); };
    const auto right =
        static_cast<std::size_t>(upperEnd ? std::upper_bound(xs.begin(), xs.end(), x, isAfter) - xs.begin()
                                          : std::lower_bound(xs.begin(), xs.end(), x, isBefore) - xs.begin());
    if (right == 0)
        return 0;
    if (right == xs.size())
        return 1;
    const auto x1 = static_cast<double>(xs[right - 1]);
    const auto x2 = static_cast<double>(xs[right]);
    const auto y1 = static_cast<double>(curve.truePositives[right - 1]);
    const auto y2 = static_cast<double>(curve.truePositives[right]);
    return (y1 + (y2 - y1) * (x - x1) / (x2 - x1)) / m;
}

} // namespace

RocBand rocBand(const RankedScores& ranked) {
    const EffectiveSizes sizes = effectiveSizes(ranked);
    return {halfWidth(sizes.nonmembers), halfWidth(sizes.members)};
}

Interval bandAt(const RocCurve& curve, const RocBand& band, double falsePositiveRate) {
    const double left = falsePositiveRate - band.falsePositiveRate;
    const double right = falsePositiveRate + band.falsePositiveRate;
    const double lower = left < 0 ? 0 : rateAt(curve, left, false) - band.truePositiveRate;
    const double upper = right > 1 ? 1 : rateAt(curve, right, true) + band.truePositiveRate;
    return {std::max(0.0, lower), std::min(1.0, upper)};
}

} // namespace retort::stats
