// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Coverage and size of everything that is said about a ranking as a whole.
#include "core/stats/auc.h"
#include "core/stats/balanced_accuracy.h"
#include "core/stats/best_of.h"
#include "core/stats/hypothesis_tests.h"
#include "core/stats/roc_band.h"
#include "tests/core/stats/simulation.h"

#include <numbers>

using namespace retort;
using namespace retort::stats;
using test::covers;
using test::Rate;

namespace {

// AUC of two normal distributions with standard deviation `deviation` whose means differ by `shift`.
double normalAuc(double shift, double deviation = 1) {
    return 1 - normalUpperTail(shift / (deviation * std::numbers::sqrt2));
}

} // namespace

class TestSimulationAuc : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aucInterval_data() {
        QTest::addColumn<int>("members");
        QTest::addColumn<int>("nonmembers");
        QTest::addColumn<double>("shift");
        QTest::addColumn<int>("copies");
        QTest::addColumn<double>("jitter");
        QTest::newRow("60 + 60, at chance") << 60 << 60 << 0.0 << 1 << 0.0;
        QTest::newRow("40 + 100, moderate") << 40 << 100 << 0.8 << 1 << 0.0;
        QTest::newRow("50 + 50, strong") << 50 << 50 << 2.0 << 1 << 0.0;
        QTest::newRow("500 + 500, weak") << 500 << 500 << 0.1 << 1 << 0.0;
        QTest::newRow("50 + 50 texts, 4 copies") << 50 << 50 << 0.5 << 4 << 0.0;
        QTest::newRow("60 + 60 texts, 3 near copies") << 60 << 60 << 0.5 << 3 << 0.5;
    }
    void aucInterval() {
        QFETCH(int, members);
        QFETCH(int, nonmembers);
        QFETCH(double, shift);
        QFETCH(int, copies);
        QFETCH(double, jitter);
        const double truth = normalAuc(shift, std::sqrt(1 + jitter * jitter));
        Rate delong;
        for (std::uint64_t run = 0; run < 6000; ++run) {
            Philox random(11, run);
            const auto ranked =
                rankScores(test::normalScores(random, members, nonmembers, shift, copies, jitter));
            delong.count(covers(estimateAuc(*ranked).interval, truth));
        }
        delong.print("DeLong, logit");
        QVERIFY(delong.atLeast(0.95));
        Rate bootstrap;
        for (std::uint64_t run = 0; run < 1000; ++run) {
            Philox random(12, run);
            const auto ranked =
                rankScores(test::normalScores(random, members, nonmembers, shift, copies, jitter));
            bootstrap.count(covers(bootstrapAuc(*ranked, run, 1000), truth));
        }
        bootstrap.print("bootstrap");
        QVERIFY(bootstrap.atLeast(0.95));
    }

    void mannWhitneyKeepsItsSize_data() {
        QTest::addColumn<int>("nonmembers");
        QTest::addColumn<double>("grid");
        for (const int n : {20, 120, 1000}) {
            for (const double grid : {0.0, 0.5})
                QTest::addRow("n = %d, step %.1f", n, grid) << n << grid;
        }
    }
    // The p-value of the primary attack: AUC above 0.5, normal approximation without correction for ties.
    void mannWhitneyKeepsItsSize() {
        QFETCH(int, nonmembers);
        QFETCH(double, grid);
        Rate size;
        for (std::uint64_t run = 0; run < 10'000; ++run) {
            Philox random(18, run);
            ScoreSet set = test::normalScores(random, 100, nonmembers, 0);
            test::roundTo(set, grid);
            const double auc = areaUnderCurve(*rankScores(set));
            const double deviation = std::sqrt((100 + nonmembers + 1) / (12.0 * 100 * nonmembers));
            size.count(normalUpperTail((auc - 0.5) / deviation) <= 0.05);
        }
        size.print("size of the AUC's p-value");
        QVERIFY(size.atMost(0.05));
    }

    void pairedDelong_data() {
        QTest::addColumn<int>("members");
        QTest::addColumn<double>("shift"); // of the first score; the second keeps 0.7
        QTest::newRow("60 + 60, equal") << 60 << 0.7;
        QTest::newRow("60 + 60, different") << 60 << 1.5;
        QTest::newRow("300 + 300, different") << 300 << 1.0;
    }
    void pairedDelong() {
        QFETCH(int, members);
        QFETCH(double, shift);
        const double truth = normalAuc(shift, std::numbers::sqrt2) - normalAuc(0.7, std::numbers::sqrt2);
        Rate coverage;
        Rate rejected;
        for (std::uint64_t run = 0; run < 5000; ++run) {
            Philox random(17, run);
            ScoreSet first = test::normalScores(random, members, members, 0);
            ScoreSet second = first;
            for (std::size_t i = 0; i < first.size(); ++i) {
                first.scores[i] += random.normal() + shift * first.isMember[i];
                second.scores[i] += random.normal() + 0.7 * first.isMember[i];
            }
            const auto difference = compareAucs(first, second);
            coverage.count(covers(difference->interval, truth));
            rejected.count(*difference->pValue <= 0.05);
        }
        coverage.print("paired DeLong");
        QVERIFY(coverage.atLeast(0.95));
        if (truth == 0) {
            rejected.print("its size");
            QVERIFY(rejected.atMost(0.05));
        }
    }

    void band_data() {
        QTest::addColumn<int>("members");
        QTest::addColumn<int>("nonmembers");
        QTest::addColumn<double>("shift");
        QTest::addColumn<int>("copies");
        QTest::newRow("60 + 60, at chance") << 60 << 60 << 0.0 << 1;
        QTest::newRow("40 + 200, moderate") << 40 << 200 << 1.0 << 1;
        QTest::newRow("1000 + 1000, weak") << 1000 << 1000 << 0.2 << 1;
        QTest::newRow("60 + 60 texts, 4 copies") << 60 << 60 << 0.5 << 4;
    }
    void band() {
        QFETCH(int, members);
        QFETCH(int, nonmembers);
        QFETCH(double, shift);
        QFETCH(int, copies);
        Rate coverage;
        for (std::uint64_t run = 0; run < 3000; ++run) {
            Philox random(19, run);
            const auto ranked = rankScores(test::normalScores(random, members, nonmembers, shift, copies));
            const RocCurve curve = rocCurve(*ranked);
            const RocBand width = rocBand(*ranked);
            bool inside = true;
            for (double t = -4; t <= 5 && inside; t += 0.02)
                inside = covers(bandAt(curve, width, normalUpperTail(t)), normalUpperTail(t - shift));
            coverage.count(inside);
        }
        coverage.print("band around the curve");
        // Of fixed width, so far too wide nearly everywhere: it never misses here.
        QVERIFY(coverage.atLeast(0.95));
    }

    void balancedAccuracy_data() {
        QTest::addColumn<int>("members");
        QTest::addColumn<int>("nonmembers");
        QTest::addColumn<double>("shift");
        QTest::addColumn<int>("copies");
        QTest::newRow("60 + 60, at chance") << 60 << 60 << 0.0 << 1;
        QTest::newRow("60 + 60, moderate") << 60 << 60 << 0.8 << 1;
        QTest::newRow("100 + 400, strong") << 100 << 400 << 2.0 << 1;
        QTest::newRow("500 + 500, weak") << 500 << 500 << 0.2 << 1;
        QTest::newRow("60 + 60 texts, 4 copies") << 60 << 60 << 0.5 << 4;
    }
    void balancedAccuracy() {
        QFETCH(int, members);
        QFETCH(int, nonmembers);
        QFETCH(double, shift);
        QFETCH(int, copies);
        Rate coverage;
        for (std::uint64_t run = 0; run < 5000; ++run) {
            Philox random(20, run);
            const auto ranked = rankScores(test::normalScores(random, members, nonmembers, shift, copies));
            const auto found = stats::balancedAccuracy(*ranked, run);
            double truth = 0;
            for (const double threshold : found->thresholds)
                truth += (1 + normalUpperTail(threshold - shift) - normalUpperTail(threshold)) / 4;
            coverage.count(covers(found->interval, truth));
        }
        coverage.print("balanced accuracy");
        QVERIFY(coverage.atLeast(0.95));
    }

    // Five attacks that mean nothing, correlated: how often is the best of them called significant?
    void bestOfKeepsItsSize_data() {
        QTest::addColumn<double>("shared"); // standard deviation that all attacks have in common
        QTest::newRow("independent") << 0.0;
        QTest::newRow("correlated") << 1.0;
    }
    void bestOfKeepsItsSize() {
        QFETCH(double, shared);
        Rate corrected;
        Rate bounds;
        for (std::uint64_t run = 0; run < 3000; ++run) {
            Philox random(21, run);
            const ScoreSet base = test::normalScores(random, 80, 80, 0);
            std::vector<ScoreSet> attacks(5, base);
            for (ScoreSet& attack : attacks) {
                for (double& score : attack.scores)
                    score = shared * score + random.normal();
            }
            const auto best = bestOf(attacks, run, 500);
            corrected.count((*best)->pValues[(*best)->best] <= 0.05);
            bounds.count(
                std::ranges::all_of((*best)->lowerBounds, [](double bound) { return bound <= 0.5; }));
        }
        corrected.print("size of best of five");
        bounds.print("its lower bounds");
        // With 80 + 80 records the bootstrap is a little too bold; methods.md states it.
        QVERIFY(corrected.atMost(0.06));
        QVERIFY(bounds.atLeast(0.94));
    }
};

QTEST_APPLESS_MAIN(TestSimulationAuc)
#include "tst_simulation_auc.moc"
