// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/best_of.h"

#include "core/stats/bootstrap_draws.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::stats {

namespace {

// The attacks over the records that all of them scored: their clusters are then numbered alike.
Result<std::vector<RankedScores>> rankTogether(std::span<const ScoreSet> attacks) {
    std::vector<std::uint8_t> complete(attacks.front().size(), 1);
    for (const ScoreSet& attack : attacks) {
        RETORT_CHECK(checkSameRecords(attacks.front(), attack));
        for (std::size_t i = 0; i < attack.size(); ++i)
            complete[i] &= std::isnan(attack.scores[i]) ? std::uint8_t{0} : std::uint8_t{1};
    }
    std::vector<RankedScores> rankings;
    for (ScoreSet attack : attacks) {
        for (std::size_t i = 0; i < attack.size(); ++i) {
            if (complete[i] == 0)
                attack.scores[i] = std::numeric_limits<double>::quiet_NaN();
        }
        RETORT_TRY(RankedScores ranked, rankScores(attack));
        rankings.push_back(std::move(ranked));
    }
    return rankings;
}

// Of each draw the largest studentised deviation over the attacks with a deviation, sorted.
std::vector<double> maxima(const std::vector<std::vector<double>>& draws,
                           const std::vector<AucEstimate>& estimates) {
    std::vector<double> largest;
    for (std::size_t d = 0; d < draws.front().size(); ++d) {
        double most = -std::numeric_limits<double>::infinity();
        for (std::size_t a = 0; a < estimates.size(); ++a) {
            if (!estimates[a].wilson)
                most = std::max(most, (draws[a][d] - estimates[a].auc) / std::sqrt(estimates[a].variance));
        }
        if (std::isfinite(most))
            largest.push_back(most);
    }
    std::ranges::sort(largest);
    return largest;
}

} // namespace

Result<std::optional<BestOf>> bestOf(std::span<const ScoreSet> attacks, std::uint64_t seed,
                                     std::uint32_t draws) {
    if (attacks.empty())
        return std::optional<BestOf>();
    RETORT_TRY(const std::vector<RankedScores> rankings, rankTogether(attacks));
    std::vector<AucEstimate> estimates;
    for (const RankedScores& ranked : rankings)
        estimates.push_back(estimateAuc(ranked));
    const std::vector<double> largest = maxima(bootstrapDraws(rankings, seed, draws), estimates);
    if (largest.empty())
        return std::optional<BestOf>();
    BestOf result;
    result.records = rankings.front().size();
    result.criticalValue = quantileOf(largest, 0.95);
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t a = 0; a < estimates.size(); ++a) {
        result.aucs.push_back(estimates[a].auc);
        if (estimates[a].wilson) {
            result.lowerBounds.push_back(0);
            result.pValues.push_back(1);
            continue;
        }
        const double deviation = std::sqrt(estimates[a].variance);
        const double statistic = (estimates[a].auc - 0.5) / deviation;
        const auto reached =
            static_cast<double>(largest.end() - std::ranges::lower_bound(largest, statistic));
        result.lowerBounds.push_back(std::max(0.0, estimates[a].auc - result.criticalValue * deviation));
        result.pValues.push_back((reached + 1) / (static_cast<double>(largest.size()) + 1));
        if (statistic > most) {
            most = statistic;
            result.best = a;
        }
    }
    return std::optional(std::move(result));
}

} // namespace retort::stats
