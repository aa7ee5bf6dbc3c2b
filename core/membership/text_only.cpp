// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/text_only.h"

#include "core/base/philox.h"
#include "core/membership/text_features.h"
#include "core/stats/evaluation.h"
#include "core/stats/halves.h"
#include "core/stats/hypothesis_tests.h"
#include "core/stats/logistic.h"
#include "core/stats/power.h"
#include "core/stats/tie_groups.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace retort::membership {

namespace {

constexpr std::size_t kLeastClusters = 10;
constexpr std::size_t kMostTrained = 10'000;
constexpr double kLevel = 0.05;
// Rows have length 1, so the usual 1 would leave almost nothing of the words.
constexpr double kRegularisation = 10;

std::uint64_t drawOf(std::uint64_t seed, std::uint64_t cluster) {
    constexpr std::uint32_t kStream = 0x54455854; // keeps these numbers apart from other uses of the seed
    Philox random(seed, cluster, kStream);
    const std::uint64_t high = random.next();
    return (high << 32U) | random.next();
}

struct Halves {
    std::vector<std::uint8_t> halfOf;  // per record: 0 or 1
    std::vector<std::uint64_t> drawOf; // per record: its cluster's random number
};

Result<Halves> divide(std::span<const TextRecord> records, std::uint64_t seed) {
    std::unordered_map<std::uint64_t, std::size_t> places;
    std::vector<std::uint8_t> classes; // 1: members, 2: non-members, 3: both
    std::vector<std::uint64_t> draws;
    for (const TextRecord& record : records) {
        const auto [found, isNew] = places.try_emplace(record.cluster, classes.size());
        if (isNew) {
            classes.push_back(0);
            draws.push_back(drawOf(seed, record.cluster));
        }
        classes[found->second] |= record.isMember ? std::uint8_t{1} : std::uint8_t{2};
    }
    std::array<std::size_t, 2> counts{};
    for (const std::uint8_t held : classes) {
        counts[0] += held & 1U;
        counts[1] += held >> 1U;
    }
    if (std::min(counts[0], counts[1]) < kLeastClusters)
        return fail(
            ErrorCode::InvalidInput,
            "the text-only check needs at least {} different texts in and out of the training data; there "
            "are {} and {}",
            kLeastClusters, counts[0], counts[1]);
    const std::vector<std::uint8_t> dealt = stats::dealHalves(draws, classes);
    Halves halves;
    for (const TextRecord& record : records) {
        const std::size_t place = places[record.cluster];
        halves.halfOf.push_back(dealt[place]);
        halves.drawOf.push_back(draws[place]);
    }
    return halves;
}

// The first record of each cluster in each class, of one half.
std::vector<std::size_t> representatives(std::span<const TextRecord> records, const Halves& halves,
                                         std::uint8_t half) {
    std::array<std::unordered_set<std::uint64_t>, 2> seen;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (halves.halfOf[i] == half && seen[records[i].isMember ? 1 : 0].insert(records[i].cluster).second)
            chosen.push_back(i);
    }
    return chosen;
}

// The score: words and characters as they are, style features in units of the training half's deviation.
class TextScore {
public:
    static Result<TextScore> train(std::span<const TextRecord> records, std::vector<std::size_t> chosen,
                                   const Halves& halves) {
        if (chosen.size() > kMostTrained) {
            std::ranges::sort(chosen, {}, [&](std::size_t i) { return std::pair(halves.drawOf[i], i); });
            chosen.resize(kMostTrained);
        }
        TextScore score;
        score.learnScale(records, chosen);
        stats::FeatureRows rows(kHashedColumns + kStyleColumns);
        std::vector<std::uint8_t> labels;
        for (const std::size_t i : chosen) {
            const HashedText& row = score.rowOf(records[i].text);
            rows.addRow(row.columns, row.values);
            labels.push_back(records[i].isMember ? 1 : 0);
        }
        const stats::LogisticOptions options{kRegularisation, false, 1e-4, 50};
        RETORT_TRY(score.m_model, stats::fitLogistic(rows, labels, options));
        return score;
    }

    double operator()(std::string_view text) {
        const HashedText& row = rowOf(text);
        return m_model.decision(row.columns, row.values);
    }

private:
    void learnScale(std::span<const TextRecord> records, const std::vector<std::size_t>& chosen) {
        StyleFeatures squares{};
        const auto count = static_cast<double>(chosen.size());
        for (const std::size_t i : chosen) {
            const StyleFeatures style = TextFeatures::style(records[i].text);
            for (std::size_t j = 0; j < style.size(); ++j) {
                m_mean[j] += style[j] / count;
                squares[j] += style[j] * style[j] / count;
            }
        }
        for (std::size_t j = 0; j < m_mean.size(); ++j) {
            const double variance = squares[j] - m_mean[j] * m_mean[j];
            m_scale[j] = variance > 1e-12 ? 1 / std::sqrt(variance) : 0;
        }
    }

    const HashedText& rowOf(std::string_view text) {
        m_row = m_features.hashed(text);
        const StyleFeatures style = TextFeatures::style(text);
        for (std::size_t j = 0; j < style.size(); ++j) {
            m_row.columns.push_back(kHashedColumns + static_cast<std::uint32_t>(j));
            m_row.values.push_back(static_cast<float>((style[j] - m_mean[j]) * m_scale[j]));
        }
        return m_row;
    }

    TextFeatures m_features;
    HashedText m_row;
    StyleFeatures m_mean{};
    StyleFeatures m_scale{};
    stats::LogisticModel m_model;
};

// One-sided Mann-Whitney test, normal approximation with the variance under no difference, corrected for
// ties.
double mannWhitney(const stats::RankedScores& ranked, double auc) {
    const auto m = static_cast<double>(ranked.members);
    const auto n = static_cast<double>(ranked.nonmembers);
    const double all = m + n;
    double ties = 0;
    stats::forEachTieGroup(ranked, [&](std::size_t begin, std::size_t end, std::uint64_t, std::uint64_t) {
        const auto size = static_cast<double>(end - begin);
        ties += size * (size * size - 1);
    });
    const double variance = (all + 1 - ties / (all * (all - 1))) / (12 * m * n);
    return variance > 0 ? stats::normalUpperTail((auc - 0.5) / std::sqrt(variance)) : 1;
}

Result<TextOnlyHalf> testHalf(std::span<const TextRecord> records, const std::vector<std::size_t>& tested,
                              const std::vector<double>& scores) {
    stats::ScoreSet set;
    for (const std::size_t i : tested) {
        set.scores.push_back(scores[i]);
        set.isMember.push_back(records[i].isMember ? 1 : 0);
    }
    RETORT_TRY(const stats::RankedScores ranked, stats::rankScores(set));
    TextOnlyHalf half{ranked.members, ranked.nonmembers, stats::areaUnderCurve(ranked), 1};
    half.pValue = mannWhitney(ranked, half.auc);
    return half;
}

stats::ScoreSet scoreSet(std::span<const TextRecord> records, std::span<const double> scores) {
    stats::ScoreSet set;
    set.scores.assign(scores.begin(), scores.end());
    for (const TextRecord& record : records) {
        set.isMember.push_back(record.isMember ? 1 : 0);
        set.clusters.push_back(record.cluster);
    }
    return set;
}

Json toJson(const TextOnlyHalf& half) {
    return Json{{"members", half.members},
                {"nonmembers", half.nonmembers},
                {"auc", half.auc},
                {"p_value", half.pValue}};
}

} // namespace

Result<TextOnlyCheck> textOnlyCheck(std::span<const TextRecord> records, std::uint64_t seed) {
    RETORT_TRY(const Halves halves, divide(records, seed));
    TextOnlyCheck check;
    check.scores.resize(records.size());
    for (std::uint8_t trained = 0; trained < 2; ++trained) {
        RETORT_TRY(TextScore score,
                   TextScore::train(records, representatives(records, halves, trained), halves));
        for (std::size_t i = 0; i < records.size(); ++i) {
            if (halves.halfOf[i] != trained)
                check.scores[i] = score(records[i].text);
        }
        const auto tested = static_cast<std::uint8_t>(1 - trained);
        RETORT_TRY((trained == 0 ? check.first : check.second),
                   testHalf(records, representatives(records, halves, tested), check.scores));
    }
    check.pValue = std::min(1.0, 2 * std::min(check.first.pValue, check.second.pValue));
    check.shiftDetected = check.pValue <= kLevel;
    check.detectableAuc =
        std::max(stats::smallestDetectableAuc(check.first.members, check.first.nonmembers).value_or(1),
                 stats::smallestDetectableAuc(check.second.members, check.second.nonmembers).value_or(1));
    RETORT_TRY(const stats::RankedScores ranked, stats::rankScores(scoreSet(records, check.scores)));
    check.pooled = stats::estimateAuc(ranked);
    return check;
}

Result<TextOnlyGate> textOnlyGate(const TextOnlyCheck& check, std::span<const TextRecord> records,
                                  std::span<const double> attack) {
    if (attack.size() != records.size() || check.scores.size() != records.size())
        return fail(ErrorCode::Internal, "attack and text-only check speak of different records");
    TextOnlyGate gate;
    RETORT_TRY(gate.difference,
               stats::compareAucs(scoreSet(records, attack), scoreSet(records, check.scores)));
    if (check.shiftDetected)
        gate.outcome =
            gate.difference.interval.lower > 0 ? TextOnlyOutcome::AttackBeats : TextOnlyOutcome::NotEvidence;
    return gate;
}

Json toJson(const TextOnlyCheck& check) {
    Json json;
    json["p_value"] = check.pValue;
    json["shift_detected"] = check.shiftDetected;
    json["detectable_auc"] = check.detectableAuc;
    json["auc"] = check.pooled.auc;
    json["auc_interval"] = stats::toJson(check.pooled.interval);
    json["halves"] = Json::array({toJson(check.first), toJson(check.second)});
    return json;
}

} // namespace retort::membership
