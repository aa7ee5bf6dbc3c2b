// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/auc.h"

#include "core/stats/hypothesis_tests.h"
#include "core/stats/roc.h"
#include "core/stats/tie_groups.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::stats {

namespace {

// DeLong's structural components, less the AUC, summed over the records of each cluster. A member's component
// is the share of non-members below it (ties half), a non-member's the share of members above it.
struct Components {
    double auc = 0.5;
    std::vector<double> member;
    std::vector<double> nonmember;
};

Components componentsOf(const RankedScores& ranked) {
    Components sums{areaUnderCurve(ranked), std::vector<double>(ranked.clusters, 0.0),
                    std::vector<double>(ranked.clusters, 0.0)};
    const auto m = static_cast<double>(ranked.members);
    const auto n = static_cast<double>(ranked.nonmembers);
    double membersAbove = 0;
    double nonmembersAbove = 0;
    forEachTieGroup(ranked,
                    [&](std::size_t begin, std::size_t end, std::uint64_t members, std::uint64_t others) {
                        const auto tiedMembers = static_cast<double>(members);
                        const auto tiedOthers = static_cast<double>(others);
                        const double ofMember = (n - nonmembersAbove - tiedOthers / 2) / n - sums.auc;
                        const double ofNonmember = (membersAbove + tiedMembers / 2) / m - sums.auc;
                        for (std::size_t i = begin; i < end; ++i) {
                            if (ranked.isMember[i] != 0)
                                sums.member[ranked.cluster[i]] += ofMember;
                            else
                                sums.nonmember[ranked.cluster[i]] += ofNonmember;
                        }
                        membersAbove += tiedMembers;
                        nonmembersAbove += tiedOthers;
                    });
    return sums;
}

bool varianceEstimable(const RankedScores& ranked) {
    return ranked.memberClusters > 1 && ranked.nonmemberClusters > 1;
}

// Obuchowski (1997), equations 4 to 6, for two scores on the same clusters; with clusters of one record it is
// DeLong's covariance.
double covariance(const Components& x, const Components& y, const RankedScores& ranked) {
    double memberSum = 0;
    double nonmemberSum = 0;
    double crossSum = 0;
    for (std::size_t c = 0; c < x.member.size(); ++c) {
        memberSum += x.member[c] * y.member[c];
        nonmemberSum += x.nonmember[c] * y.nonmember[c];
        crossSum += x.member[c] * y.nonmember[c] + y.member[c] * x.nonmember[c];
    }
    const auto unbiased = [](std::uint32_t clusters) {
        return static_cast<double>(clusters) / (static_cast<double>(clusters) - 1);
    };
    const auto m = static_cast<double>(ranked.members);
    const auto n = static_cast<double>(ranked.nonmembers);
    return unbiased(ranked.memberClusters) * memberSum / (m * m) +
           unbiased(ranked.nonmemberClusters) * nonmemberSum / (n * n) +
           unbiased(ranked.clusters) * crossSum / (m * n);
}

Interval wilsonOfAuc(double auc, const RankedScores& ranked) {
    return wilson(auc, std::min(ranked.memberClusters, ranked.nonmemberClusters));
}

// Interval and p-value of a difference whose variance is known; else from both Wilson intervals (MOVER).
void setUncertainty(AucDifference& result, double variance, const Interval& first, const Interval& second) {
    // Equal rankings leave a variance of rounding errors.
    if (variance > 1e-18) {
        const double deviation = std::sqrt(variance);
        result.interval = {result.difference - kNormal975 * deviation,
                           result.difference + kNormal975 * deviation};
        result.pValue = std::min(1.0, 2 * normalUpperTail(std::abs(result.difference) / deviation));
        return;
    }
    result.interval = {
        result.difference - std::hypot(result.first - first.lower, second.upper - result.second),
        result.difference + std::hypot(first.upper - result.first, result.second - second.lower)};
    if (result.difference == 0)
        result.pValue = 1;
}

Interval logitInterval(double auc, double variance) {
    const double centre = std::log(auc / (1 - auc));
    const double half = kNormal975 * std::sqrt(variance) / (auc * (1 - auc));
    return {1 / (1 + std::exp(-(centre - half))), 1 / (1 + std::exp(-(centre + half)))};
}

} // namespace

AucEstimate estimateAuc(const RankedScores& ranked) {
    const Components components = componentsOf(ranked);
    AucEstimate estimate;
    estimate.auc = components.auc;
    if (varianceEstimable(ranked))
        estimate.variance = std::max(0.0, covariance(components, components, ranked));
    const bool inside = estimate.auc > 0 && estimate.auc < 1;
    estimate.wilson = !(inside && estimate.variance > 0);
    estimate.interval =
        estimate.wilson ? wilsonOfAuc(estimate.auc, ranked) : logitInterval(estimate.auc, estimate.variance);
    return estimate;
}

Result<AucDifference> compareAucs(const ScoreSet& first, const ScoreSet& second) {
    RETORT_CHECK(checkSameRecords(first, second));
    ScoreSet one = first;
    ScoreSet two = second;
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (std::isnan(one.scores[i]) || std::isnan(two.scores[i]))
            one.scores[i] = two.scores[i] = std::numeric_limits<double>::quiet_NaN();
    }
    RETORT_TRY(const RankedScores rankedOne, rankScores(one));
    RETORT_TRY(const RankedScores rankedTwo, rankScores(two));
    const Components x = componentsOf(rankedOne);
    const Components y = componentsOf(rankedTwo);

    AucDifference result{x.auc, y.auc, x.auc - y.auc, {}, {}, rankedOne.size()};
    double variance = 0;
    if (varianceEstimable(rankedOne))
        variance =
            covariance(x, x, rankedOne) + covariance(y, y, rankedOne) - 2 * covariance(x, y, rankedOne);
    setUncertainty(result, variance, wilsonOfAuc(x.auc, rankedOne), wilsonOfAuc(y.auc, rankedTwo));
    return result;
}

Result<AucDifference> compareIndependentAucs(const ScoreSet& first, const ScoreSet& second) {
    RETORT_TRY(const RankedScores rankedOne, rankScores(first));
    RETORT_TRY(const RankedScores rankedTwo, rankScores(second));
    const AucEstimate one = estimateAuc(rankedOne);
    const AucEstimate two = estimateAuc(rankedTwo);
    AucDifference result{one.auc, two.auc, one.auc - two.auc, {}, {}, rankedOne.size() + rankedTwo.size()};
    setUncertainty(result, one.variance + two.variance, wilsonOfAuc(one.auc, rankedOne),
                   wilsonOfAuc(two.auc, rankedTwo));
    return result;
}

} // namespace retort::stats
