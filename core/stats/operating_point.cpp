// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/operating_point.h"

#include <algorithm>
#include <cmath>

namespace retort::stats {

namespace {

constexpr std::uint64_t kFirmFalsePositives = 10;

double logBeta(double a, double b) {
    return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

// log P(X = x) for X ~ BetaBinomial(trials; a, b).
double logProbability(double x, double trials, double a, double b) {
    return -std::log(trials + 1) - logBeta(x + 1, trials - x + 1) + logBeta(x + a, trials - x + b) -
           logBeta(a, b);
}

// Sum of P(X = x) for x in [first, last], walking away from `first` in steps of `step` by the ratio of
// neighbours.
double sumFrom(double first, double last, double step, double trials, double a, double b) {
    double term = 1;
    double sum = 1;
    for (double x = first; x != last; x += step) {
        const double ratioUp = [&](double y) {
            return (trials - y) / (y + 1) * (y + a) / (trials - y - 1 + b);
        }(step > 0 ? x : x - 1);
        term *= step > 0 ? ratioUp : 1 / ratioUp;
        sum += term;
        if (term < sum * 1e-30)
            break;
    }
    return std::exp(logProbability(first, trials, a, b) + std::log(sum));
}

} // namespace

std::string_view statusName(PointStatus status) {
    switch (status) {
    case PointStatus::Ok:
        return "ok";
    case PointStatus::Exploratory:
        return "exploratory";
    case PointStatus::Refused:
        break;
    }
    return "refused";
}

double betaBinomialTail(std::uint64_t successes, std::uint64_t trials, double a, double b) {
    if (successes == 0)
        return 1;
    if (successes > trials)
        return 0;
    const auto x = static_cast<double>(successes);
    const auto m = static_cast<double>(trials);
    // The tail away from the mean is summed, so that no digits cancel where they matter.
    if (x > m * a / (a + b))
        return std::min(1.0, sumFrom(x, m, 1, m, a, b));
    return std::max(0.0, 1 - sumFrom(x - 1, 0, -1, m, a, b));
}

OperatingPoint operatingPoint(const RankedScores& ranked, const DecimalRate& target) {
    OperatingPoint point;
    point.targetFpr = target.value();
    point.nonmembersNeeded = target.countFor(1);
    const std::uint64_t allowed = target.floorOf(ranked.nonmembers);
    if (allowed == 0)
        return point;
    point.status =
        ranked.nonmembers < target.countFor(kFirmFalsePositives) ? PointStatus::Exploratory : PointStatus::Ok;
    std::size_t place = 0;
    for (std::uint64_t seen = 0;; ++place) {
        if (ranked.isMember[place] == 0 && ++seen == allowed + 1)
            break;
    }
    point.threshold = ranked.scores[place];
    for (std::size_t i = 0; i < place && ranked.scores[i] > point.threshold; ++i)
        ++(ranked.isMember[i] != 0 ? point.truePositives : point.falsePositives);

    const auto members = static_cast<double>(ranked.members);
    const auto nonmembers = static_cast<double>(ranked.nonmembers);
    const auto a = static_cast<double>(allowed + 1);
    const auto b = static_cast<double>(ranked.nonmembers - allowed);
    point.achievedFpr = static_cast<double>(point.falsePositives) / nonmembers;
    point.fprInterval = betaInterval(a, b);
    point.tpr = static_cast<double>(point.truePositives) / members;
    point.tprInterval = clopperPearson(point.truePositives, ranked.members);
    point.pValue = betaBinomialTail(point.truePositives, ranked.members, a, b);
    return point;
}

} // namespace retort::stats
