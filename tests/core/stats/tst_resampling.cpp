// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/philox.h"
#include "core/stats/auc.h"
#include "core/stats/balanced_accuracy.h"
#include "core/stats/best_of.h"
#include "core/stats/bootstrap_draws.h"
#include "tests/core/stats/reference.h"

#include <limits>

using namespace retort;
using namespace retort::stats;
using test::close;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

ScoreSet setOf(const Json& json, const char* scores) {
    ScoreSet set;
    set.scores = json.at(scores).get<std::vector<double>>();
    set.isMember = json.at("labels").get<std::vector<std::uint8_t>>();
    set.clusters = json.at("clusters").get<std::vector<std::uint64_t>>();
    return set;
}

RankedScores ranked(const ScoreSet& set) {
    auto result = rankScores(set);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *result;
}

} // namespace

class TestResampling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithReference() {
        const Json cases = test::readReference("auc");
        const Json wanted = test::readReference("resampling");
        QCOMPARE(cases.size(), wanted.size());
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const std::vector<ScoreSet> sets{setOf(cases[i], "scores"), setOf(cases[i], "second")};
            const Interval interval = bootstrapAuc(ranked(sets[0]), 77, 50);
            QVERIFY(close(interval.lower, wanted[i].at("bootstrap")[0]));
            QVERIFY(close(interval.upper, wanted[i].at("bootstrap")[1]));

            const auto best = bestOf(sets, (std::uint64_t{5} << 32U) + 9, 60);
            QVERIFY(best.has_value() && best->has_value());
            const BestOf& found = **best;
            const Json& expected = wanted[i].at("best_of");
            QCOMPARE(found.best, expected.at("best").get<std::size_t>());
            QCOMPARE(found.records, std::uint64_t{sets[0].size()});
            QVERIFY(close(found.criticalValue, expected.at("critical")));
            for (std::size_t a = 0; a < 2; ++a) {
                QVERIFY(close(found.lowerBounds[a], expected.at("lower")[a]));
                QVERIFY(close(found.pValues[a], expected.at("p_values")[a]));
            }

            const auto balanced = balancedAccuracy(ranked(sets[0]), 3);
            QVERIFY(balanced.has_value());
            const Json& accuracy = wanted[i].at("balanced");
            QVERIFY(close(balanced->value, accuracy.at("value")));
            for (std::size_t h = 0; h < 2; ++h)
                QCOMPARE(balanced->thresholds[h], accuracy.at("thresholds")[h].get<double>());
            QVERIFY(close(balanced->interval.lower, accuracy.at("interval")[0]));
            QVERIFY(close(balanced->interval.upper, accuracy.at("interval")[1]));
        }
    }

    // Enough work for several threads; every draw must be where one thread puts it.
    void drawsDependOnTheirNumberAlone() {
        ScoreSet set;
        for (std::size_t i = 0; i < 30'001; ++i) {
            set.scores.push_back(static_cast<double>(i * 7919 % 30'011));
            set.isMember.push_back(i % 3 == 0 ? 1 : 0);
        }
        const RankedScores rank = ranked(set);
        const std::vector<double> many = bootstrapDraws({&rank, 1}, 4, 1000).front();
        const std::vector<double> few = bootstrapDraws({&rank, 1}, 4, 21).front();
        QCOMPARE(std::vector<double>(many.begin(), many.begin() + 21), few);
        QVERIFY(many[20] != many[21]);
    }

    void drawWithoutAClassIsNaN() {
        const RankedScores rank = ranked({{1, 2}, {1, 0}, {}, {}});
        const std::vector<double> draws = bootstrapDraws({&rank, 1}, 1, 200).front();
        const auto absent = std::ranges::count_if(draws, [](double value) { return std::isnan(value); });
        // Both weights are positive with probability (1 - 1/e)^2 = 0.40.
        QVERIFY(absent > 80 && absent < 160);
        QVERIFY(std::ranges::all_of(draws, [](double value) { return std::isnan(value) || value == 0; }));
    }

    void bestOfLeavesIncompleteRecordsOut() {
        ScoreSet first = setOf(test::readReference("auc")[0], "scores");
        ScoreSet second = setOf(test::readReference("auc")[0], "second");
        const auto complete = bestOf(std::vector{first, second}, 1);
        first.scores[3] = kNan;
        second.scores[8] = kNan;
        const auto best = bestOf(std::vector{first, second}, 1);
        QVERIFY(best.has_value() && best->has_value());
        QCOMPARE((*best)->records, (*complete)->records - 2);
        QVERIFY((*best)->pValues[0] >= 1.0 / (kBootstrapDraws + 1));
        // Looking at more attacks costs.
        const auto alone = bestOf(std::vector{first}, 1);
        QVERIFY((*alone)->criticalValue < (*best)->criticalValue);
        first.clusters.clear();
        QVERIFY(!bestOf(std::vector{first, second}, 1).has_value());
    }

    void attackWithoutVarianceTakesNoPart() {
        const ScoreSet constant{{1, 1, 1, 1}, {1, 0, 1, 0}, {}, {}};
        const auto none = bestOf(std::vector{constant}, 1);
        QVERIFY(none.has_value() && !none->has_value());
        const ScoreSet other{{1, 2, 3, 4}, {1, 0, 1, 0}, {}, {}};
        const auto one = bestOf(std::vector{constant, other}, 1);
        QCOMPARE((*one)->best, std::size_t{1});
        QCOMPARE((*one)->pValues[0], 1.0);
    }

    void thresholdIsNeverMeasuredWhereItWasChosen() {
        // Scores that mean nothing: what is best on one half is worth 1/2 on the other, and far more where it
        // was chosen. 200 sets of 40 records: one standard error is 0.006.
        double sum = 0;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            ScoreSet set;
            Philox random(5, seed);
            for (int i = 0; i < 40; ++i) {
                set.scores.push_back(random.normal());
                set.isMember.push_back(i % 2 == 0 ? 1 : 0);
            }
            sum += balancedAccuracy(ranked(set), seed)->value;
        }
        QVERIFY(std::abs(sum / 200 - 0.5) < 0.03);
    }

    void balancedAccuracyNeedsBothClassesInBothHalves() {
        QVERIFY(!balancedAccuracy(ranked({{1, 2, 3}, {1, 0, 0}, {}, {}}), 1).has_value());
        QVERIFY(!balancedAccuracy(ranked({{1, 2, 3, 4}, {1, 1, 0, 0}, {1, 1, 2, 3}, {}}), 1).has_value());
        const auto perfect = balancedAccuracy(ranked({{8, 9, 1, 2}, {1, 1, 0, 0}, {}, {}}), 1);
        QVERIFY(perfect.has_value());
        QVERIFY(perfect->interval.lower < 0.7);
    }
};

QTEST_APPLESS_MAIN(TestResampling)
#include "tst_resampling.moc"
