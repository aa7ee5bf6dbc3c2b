// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/auc.h"
#include "core/stats/roc_band.h"
#include "tests/core/stats/reference.h"

#include <limits>

using namespace retort;
using namespace retort::stats;
using test::close;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

ScoreSet setOf(std::vector<double> scores, std::vector<std::uint8_t> isMember,
               std::vector<std::uint64_t> clusters = {}) {
    return {std::move(scores), std::move(isMember), std::move(clusters), {}};
}

RankedScores ranked(const ScoreSet& set) {
    auto result = rankScores(set);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *result;
}

ScoreSet setOf(const Json& json, const char* scores, bool withClusters) {
    ScoreSet set =
        setOf(json.at(scores).get<std::vector<double>>(), json.at("labels").get<std::vector<std::uint8_t>>());
    if (withClusters)
        set.clusters = json.at("clusters").get<std::vector<std::uint64_t>>();
    return set;
}

} // namespace

class TestAuc : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithReference() {
        for (const Json& json : test::readReference("auc")) {
            const RankedScores plain = ranked(setOf(json, "scores", false));
            const AucEstimate estimate = estimateAuc(plain);
            QVERIFY(close(estimate.auc, json.at("auc"), 1e-14));
            QVERIFY(close(areaUnderCurve(plain), json.at("auc"), 1e-14));
            QVERIFY(close(estimate.variance, json.at("variance")));
            QVERIFY(close(averagePrecision(plain), json.at("average_precision"), 1e-13));
            QVERIFY(close(estimate.interval.lower, json.at("interval")[0]));
            QVERIFY(close(estimate.interval.upper, json.at("interval")[1]));
            QVERIFY(!estimate.wilson);
            const RankedScores clustered = ranked(setOf(json, "scores", true));
            QVERIFY(clustered.hasDuplicates());
            QVERIFY(close(estimateAuc(clustered).variance, json.at("clustered_variance")));
        }
    }

    void comparesPairedScores() {
        for (const Json& json : test::readReference("auc")) {
            const auto result = compareAucs(setOf(json, "scores", false), setOf(json, "second", false));
            QVERIFY(result.has_value());
            QVERIFY(close(result->first, json.at("auc"), 1e-14));
            QVERIFY(close(result->second, json.at("second_auc"), 1e-14));
            QVERIFY(result->pValue.has_value());
            QVERIFY(close(*result->pValue, json.at("p_value"), 1e-9));
        }
    }

    void curveHasTheVerticesOfScikitLearn() {
        for (const Json& json : test::readReference("auc")) {
            const RocCurve curve = rocCurve(ranked(setOf(json, "scores", false)));
            // scikit-learn keeps some points on straight lines; the line must pass through them, and every
            // vertex of ours must be one of theirs.
            const auto x = json.at("roc_false").get<std::vector<std::uint64_t>>();
            const auto y = json.at("roc_true").get<std::vector<std::uint64_t>>();
            std::size_t j = 0;
            for (std::size_t i = 0; i < x.size() && j < curve.truePositives.size(); ++i) {
                if (x[i] == curve.falsePositives[j] && y[i] == curve.truePositives[j])
                    ++j;
                else
                    QVERIFY(j > 0 && onEdge(curve, j, x[i], y[i]));
            }
            QCOMPARE(j, curve.truePositives.size());
        }
    }

    void bandSurroundsTheCurve() {
        // 100 records of each class: half widths sqrt(ln(2 / (1 - sqrt(0.95))) / 200).
        ScoreSet set;
        for (int i = 0; i < 200; ++i) {
            set.scores.push_back(i % 2 == 0 ? i : i / 2);
            set.isMember.push_back(i % 2 == 0 ? 1 : 0);
        }
        const RankedScores rank = ranked(set);
        const RocBand band = rocBand(rank);
        QVERIFY(close(band.truePositiveRate, 0.147805, 1e-5));
        QCOMPARE(band.falsePositiveRate, band.truePositiveRate);
        const RocCurve curve = rocCurve(rank);
        for (std::size_t i = 0; i < curve.truePositives.size(); ++i) {
            const double x = static_cast<double>(curve.falsePositives[i]) / 100;
            const double y = static_cast<double>(curve.truePositives[i]) / 100;
            const Interval interval = bandAt(curve, band, x);
            QVERIFY(interval.lower <= std::max(0.0, y - band.truePositiveRate));
            QVERIFY(interval.upper >= std::min(1.0, y + band.truePositiveRate));
        }
        QCOMPARE(bandAt(curve, band, 0).lower, 0.0);
        QCOMPARE(bandAt(curve, band, 1).upper, 1.0);
        // Four copies of every record in one cluster are no more evidence.
        ScoreSet copies;
        for (std::size_t i = 0; i < 4 * set.size(); ++i) {
            copies.scores.push_back(set.scores[i / 4]);
            copies.isMember.push_back(set.isMember[i / 4]);
            copies.clusters.push_back(i / 4);
        }
        QVERIFY(close(rocBand(ranked(copies)).truePositiveRate, band.truePositiveRate));
    }

    void bandOfAStaircase() {
        // Vertical edges have two ends: the band takes the lower one to the left and the upper one to the
        // right.
        const RocCurve curve{{0, 0, 2, 2, 4}, {0, 2, 2, 4, 4}, 4, 4};
        const RocBand band{0.25, 0.1};
        QVERIFY(close(bandAt(curve, band, 0.75).lower, 0.5 - 0.1));
        QVERIFY(close(bandAt(curve, band, 0.25).upper, 1.0));
        QVERIFY(close(bandAt(curve, band, 0.2).upper, 0.5 + 0.1));
        QCOMPARE(bandAt(curve, band, 0.25).lower, 0.0);
    }

    void tiesAreHalf() {
        const RankedScores set = ranked(setOf({1, 1, 1, 0, 2}, {1, 0, 0, 0, 1}));
        // Member 1 ties twice and wins once; member 2 wins three times.
        QCOMPARE(areaUnderCurve(set), (1 + 2 * 0.5 + 3) / 6);
        const RocCurve curve = rocCurve(set);
        QCOMPARE(curve.falsePositives, (std::vector<std::uint64_t>{0, 0, 2, 3}));
        QCOMPARE(curve.truePositives, (std::vector<std::uint64_t>{0, 1, 2, 2}));
    }

    void belowHalfIsNotFlipped() {
        std::vector<double> scores{3, 1, 4, 1, 5, 9, 2, 6};
        const std::vector<std::uint8_t> isMember{0, 0, 1, 0, 1, 1, 0, 1};
        const double up = estimateAuc(ranked(setOf(scores, isMember))).auc;
        for (double& score : scores)
            score = -score;
        const AucEstimate down = estimateAuc(ranked(setOf(scores, isMember)));
        QVERIFY(up > 0.5);
        QVERIFY(down.auc < 0.5);
        QCOMPARE(down.auc, 1 - up);
    }

    void zeroVarianceTakesWilson() {
        const AucEstimate perfect = estimateAuc(ranked(setOf({5, 6, 7, 1, 2, 3, 0}, {1, 1, 1, 0, 0, 0, 0})));
        QVERIFY(perfect.wilson);
        QCOMPARE(perfect.interval, wilson(1, 3));
        QVERIFY(perfect.interval.lower < 0.45);
        const AucEstimate constant = estimateAuc(ranked(setOf({2, 2, 2, 2, 2}, {1, 0, 1, 0, 0})));
        QCOMPARE(constant.auc, 0.5);
        QCOMPARE(constant.interval, wilson(0.5, 2));
        // One text in many copies is one observation.
        const AucEstimate copies =
            estimateAuc(ranked(setOf({5, 5, 5, 1, 7}, {1, 1, 1, 0, 0}, {1, 1, 1, 2, 3})));
        QVERIFY(copies.wilson);
        QCOMPARE(copies.interval, wilson(0.5, 1));
    }

    void nanIsLeftOutAndInfinityRanked() {
        const RankedScores set = ranked(setOf({kNan, kInf, 1, -kInf, kNan, kInf}, {1, 1, 1, 0, 0, 0}));
        QCOMPARE(set.members, std::uint64_t{2});
        QCOMPARE(set.nonmembers, std::uint64_t{2});
        QCOMPARE(set.notANumber, (std::vector<std::uint32_t>{0, 4}));
        QCOMPARE(set.infinite, (std::vector<std::uint32_t>{1, 3, 5}));
        QCOMPARE(areaUnderCurve(set), (0.5 + 1 + 0 + 1) / 4);
    }

    void oneClassIsRefused() {
        QVERIFY(!rankScores(setOf({1, 2}, {1, 1})).has_value());
        QVERIFY(!rankScores(setOf({1, kNan}, {1, 0})).has_value());
        QVERIFY(!rankScores({}).has_value());
        QVERIFY(!rankScores(setOf({1, 2}, {1})).has_value());
    }

    void clustersThatCross() {
        const ScoreSet set = setOf({1, 2, 3, 4, 5}, {1, 0, 1, 0, 1}, {7, 7, 8, 9, 8});
        QCOMPARE(ranked(set).crossingClusters(), 1U);
        const ScoreSet rest = withoutCrossingClusters(set);
        QCOMPARE(rest.scores, (std::vector<double>{3, 4, 5}));
        QCOMPARE(rest.ids, (std::vector<std::string>{"3", "4", "5"}));
    }

    void comparisonNeedsTheSameRecords() {
        QVERIFY(!compareAucs(setOf({1, 2}, {0, 1}), setOf({1, 2}, {1, 0})).has_value());
        const auto same = compareAucs(setOf({1, 2, 3, 2}, {0, 1, 1, 0}), setOf({1, 2, 3, 2}, {0, 1, 1, 0}));
        QVERIFY(same.has_value());
        QCOMPARE(*same->pValue, 1.0);
        const auto opposite =
            compareAucs(setOf({1, 2, 3, 4}, {0, 0, 1, 1}), setOf({4, 3, 2, 1}, {0, 0, 1, 1}));
        QVERIFY(opposite.has_value());
        QCOMPARE(opposite->difference, 1.0);
        QVERIFY(!opposite->pValue.has_value());
        QVERIFY(opposite->interval.lower < 0.3);
    }

    void independentAucsAddTheirVariances() {
        for (const Json& json : test::readReference("auc")) {
            const ScoreSet first = setOf(json, "scores", true);
            const ScoreSet second = setOf(json, "second", false);
            const auto result = compareIndependentAucs(first, second);
            QVERIFY(result.has_value());
            const AucEstimate one = estimateAuc(ranked(first));
            const AucEstimate two = estimateAuc(ranked(second));
            const double half = 1.959963984540054 * std::sqrt(one.variance + two.variance);
            QVERIFY(close(result->difference, one.auc - two.auc, 1e-14));
            QVERIFY(close(result->interval.lower, one.auc - two.auc - half, 1e-12));
            QVERIFY(close(result->interval.upper, one.auc - two.auc + half, 1e-12));
            // The p-value at which an interval of that width just touches 0.
            const double z = std::abs(one.auc - two.auc) / std::sqrt(one.variance + two.variance);
            QVERIFY(close(*result->pValue, std::erfc(z / std::sqrt(2.0)), 1e-12));
        }
        const ScoreSet apart = setOf({1, 2, 3, 4}, {0, 0, 1, 1});
        const ScoreSet reversed = setOf({4, 3, 2, 1}, {0, 0, 1, 1});
        QVERIFY(!compareIndependentAucs(apart, reversed)->pValue.has_value());
        QCOMPARE(*compareIndependentAucs(apart, apart)->pValue, 1.0);
        QVERIFY(!compareIndependentAucs(apart, setOf({1, 2}, {1, 1})).has_value());
    }

    void bootstrapIsRepeatableAndNearDelong() {
        const Json json = test::readReference("auc")[0];
        const RankedScores set = ranked(setOf(json, "scores", false));
        const Interval one = bootstrapAuc(set, 7);
        QCOMPARE(bootstrapAuc(set, 7), one);
        QVERIFY(!(bootstrapAuc(set, 8) == one));
        const AucEstimate estimate = estimateAuc(set);
        QVERIFY(std::abs(one.lower - estimate.interval.lower) < 0.02);
        QVERIFY(std::abs(one.upper - estimate.interval.upper) < 0.02);
        // Copies of the same records in clusters tell nothing new.
        ScoreSet doubled = setOf(json, "scores", false);
        const std::size_t size = doubled.size();
        for (std::size_t i = 0; i < size; ++i) {
            doubled.clusters.push_back(i);
            doubled.scores.push_back(doubled.scores[i]);
            doubled.isMember.push_back(doubled.isMember[i]);
        }
        for (std::size_t i = 0; i < size; ++i)
            doubled.clusters.push_back(i);
        const RankedScores twice = ranked(doubled);
        QVERIFY(close(estimateAuc(twice).variance, estimate.variance, 1e-9));
        QCOMPARE(bootstrapAuc(twice, 7), one);
    }

private:
    static bool onEdge(const RocCurve& curve, std::size_t j, std::uint64_t x, std::uint64_t y) {
        const auto part = [](std::uint64_t a, std::uint64_t b) {
            return static_cast<double>(a) - static_cast<double>(b);
        };
        const double x1 = part(curve.falsePositives[j], curve.falsePositives[j - 1]);
        const double y1 = part(curve.truePositives[j], curve.truePositives[j - 1]);
        return x1 * part(y, curve.truePositives[j - 1]) == y1 * part(x, curve.falsePositives[j - 1]);
    }
};

QTEST_APPLESS_MAIN(TestAuc)
#include "tst_auc.moc"
