// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/evaluation.h"

#include "core/stats/power.h"

#include <algorithm>

namespace retort::stats {

namespace {

std::vector<std::string> nonfiniteIds(const ScoreSet& set, const RankedScores& ranked) {
    std::vector<std::uint32_t> places = ranked.notANumber;
    places.insert(places.end(), ranked.infinite.begin(), ranked.infinite.end());
    std::ranges::sort(places);
    std::vector<std::string> ids;
    ids.reserve(places.size());
    for (const std::uint32_t place : places)
        ids.push_back(set.idOf(place));
    return ids;
}

void warn(Evaluation& evaluation, const RankedScores& ranked) {
    std::vector<std::string>& warnings = evaluation.warnings;
    if (!ranked.notANumber.empty())
        warnings.push_back(fmt::format("{} records have no score (not a number) and were left out.",
                                       ranked.notANumber.size()));
    if (!ranked.infinite.empty())
        warnings.push_back(fmt::format("{} records have an infinite score and were ranked as such.",
                                       ranked.infinite.size()));
    if (evaluation.crossingClusters > 0)
        warnings.push_back(
            fmt::format("{} groups of duplicates hold members and non-members; look at the result "
                        "without them as well.",
                        evaluation.crossingClusters));
    if (ranked.scores.front() == ranked.scores.back())
        warnings.emplace_back("All scores are equal: they tell nothing about membership.");
    for (const OperatingPoint& point : evaluation.operatingPoints) {
        if (point.status == PointStatus::Refused)
            warnings.push_back(
                fmt::format("A false-positive rate of {} can't be measured with {} non-members; it "
                            "needs at least {}.",
                            point.targetFpr, evaluation.nonmembers, point.nonmembersNeeded));
        else if (point.status == PointStatus::Exploratory)
            warnings.push_back(
                fmt::format("A false-positive rate of {} allows fewer than 10 of {} non-members: "
                            "exploratory, no basis for a verdict.",
                            point.targetFpr, evaluation.nonmembers));
    }
}

} // namespace

double chancePrecision(const Evaluation& evaluation) {
    return static_cast<double>(evaluation.members) /
           static_cast<double>(evaluation.members + evaluation.nonmembers);
}

Result<Evaluation> evaluate(const ScoreSet& set, std::span<const DecimalRate> targets, std::uint64_t seed) {
    RETORT_TRY(const RankedScores ranked, rankScores(set));
    const AucEstimate estimate = estimateAuc(ranked);
    Evaluation evaluation;
    evaluation.members = ranked.members;
    evaluation.nonmembers = ranked.nonmembers;
    evaluation.memberClusters = ranked.memberClusters;
    evaluation.nonmemberClusters = ranked.nonmemberClusters;
    evaluation.crossingClusters = ranked.crossingClusters();
    evaluation.auc = estimate.auc;
    evaluation.aucInterval = estimate.interval;
    evaluation.aucBootstrapInterval = bootstrapAuc(ranked, seed);
    evaluation.rocBand = rocBand(ranked);
    evaluation.prAuc = averagePrecision(ranked);
    evaluation.balancedAccuracy = balancedAccuracy(ranked, seed);
    evaluation.smallestDetectableAuc = smallestDetectableAuc(ranked.memberClusters, ranked.nonmemberClusters);
    for (const DecimalRate& target : targets)
        evaluation.operatingPoints.push_back(operatingPoint(ranked, target));
    evaluation.nonfinite = nonfiniteIds(set, ranked);
    warn(evaluation, ranked);
    return evaluation;
}

Result<Evaluation> evaluate(const ScoreSet& set, std::span<const double> targets, std::uint64_t seed) {
    std::vector<DecimalRate> rates;
    for (const double target : targets) {
        RETORT_TRY(const DecimalRate rate, DecimalRate::from(target));
        rates.push_back(rate);
    }
    return evaluate(set, rates, seed);
}

} // namespace retort::stats
