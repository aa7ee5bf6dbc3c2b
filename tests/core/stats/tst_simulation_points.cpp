// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Operating points of scores that mean nothing: size of the p-value, coverage of the rate in the population,
// and no measured rate above its target, whatever the ties.
#include "core/stats/hypothesis_tests.h"
#include "core/stats/operating_point.h"
#include "tests/core/stats/simulation.h"

using namespace retort;
using namespace retort::stats;
using test::covers;
using test::Rate;

class TestSimulationPoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pValueKeepsItsSize_data() {
        QTest::addColumn<int>("nonmembers");
        QTest::addColumn<double>("grid"); // scores rounded to this step; 0: none
        QTest::addColumn<QByteArray>("target");
        for (const int n : {120, 150, 250, 1000}) {
            for (const double grid : {0.0, 0.1, 0.5}) {
                for (const char* target : {"0.01", "0.05"})
                    QTest::addRow("n = %d, step %.1f, FPR %s", n, grid, target)
                        << n << grid << QByteArray(target);
            }
        }
    }
    void pValueKeepsItsSize() {
        QFETCH(int, nonmembers);
        QFETCH(double, grid);
        QFETCH(QByteArray, target);
        const auto rate = DecimalRate::parse(target.toStdString());
        Rate size;
        Rate coverage;
        for (std::uint64_t run = 0; run < 6000; ++run) {
            Philox random(13, run);
            ScoreSet set = test::normalScores(random, 100, nonmembers, 0);
            test::roundTo(set, grid);
            const OperatingPoint point = operatingPoint(*rankScores(set), *rate);
            QVERIFY(point.status != PointStatus::Refused);
            QVERIFY(point.achievedFpr <= rate->value());
            size.count(point.pValue <= 0.05);
            coverage.count(covers(point.fprInterval, normalUpperTail(point.threshold)));
        }
        size.print("size of p_value");
        QVERIFY(size.atMost(0.05));
        if (grid == 0) {
            coverage.print("coverage of fpr_interval");
            QVERIFY(coverage.near(0.95));
        }
    }
};

QTEST_APPLESS_MAIN(TestSimulationPoints)
#include "tst_simulation_points.moc"
