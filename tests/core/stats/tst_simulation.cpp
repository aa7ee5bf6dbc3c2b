// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Do the intervals cover and do the tests keep their size? Each rate is measured on simulated data and
// compared with its promise within three Monte Carlo standard errors (two-sided intervals may be
// conservative, never short by more).
#include "core/base/philox.h"
#include "core/stats/auc.h"
#include "core/stats/hypothesis_tests.h"
#include "core/stats/operating_point.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace retort;
using namespace retort::stats;

namespace {

constexpr int kRuns = 4000;

double tolerance(double rate) {
    return 3 * std::sqrt(rate * (1 - rate) / kRuns);
}

bool covers(const Interval& interval, double truth) {
    return interval.lower <= truth && truth <= interval.upper;
}

std::uint64_t binomial(Philox& random, std::uint64_t trials, double rate) {
    std::uint64_t count = 0;
    for (std::uint64_t i = 0; i < trials; ++i)
        count += random.uniform() < rate ? 1U : 0U;
    return count;
}

// Normal scores; members are moved by `shift`. copies > 1: every text stands that often in the set.
ScoreSet normalScores(Philox& random, int members, int nonmembers, double shift, int copies) {
    ScoreSet set;
    for (int i = 0; i < members + nonmembers; ++i) {
        const double score = random.normal() + (i < members ? shift : 0);
        for (int j = 0; j < copies; ++j) {
            set.scores.push_back(score);
            set.isMember.push_back(i < members ? 1 : 0);
            set.clusters.push_back(static_cast<std::uint64_t>(i));
        }
    }
    return set;
}

} // namespace

class TestSimulation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aucIntervalCovers_data() {
        QTest::addColumn<int>("members");
        QTest::addColumn<int>("nonmembers");
        QTest::addColumn<double>("shift");
        QTest::addColumn<int>("copies");
        QTest::newRow("at chance") << 60 << 60 << 0.0 << 1;
        QTest::newRow("moderate") << 40 << 100 << 0.8 << 1;
        QTest::newRow("strong") << 50 << 50 << 2.0 << 1;
        QTest::newRow("copies") << 50 << 50 << 0.5 << 4;
    }
    void aucIntervalCovers() {
        QFETCH(int, members);
        QFETCH(int, nonmembers);
        QFETCH(double, shift);
        QFETCH(int, copies);
        const double truth = 1 - normalUpperTail(shift / std::sqrt(2.0));
        int covered = 0;
        for (int run = 0; run < kRuns; ++run) {
            Philox random(11, static_cast<std::uint64_t>(run));
            const auto ranked = rankScores(normalScores(random, members, nonmembers, shift, copies));
            QVERIFY(ranked.has_value());
            covered += covers(estimateAuc(*ranked).interval, truth) ? 1 : 0;
        }
        const double rate = static_cast<double>(covered) / kRuns;
        std::printf("coverage %.4f\n", rate);
        // DeLong on the logit scale is approximate: one point of grace in either direction.
        QVERIFY(std::abs(rate - 0.95) < tolerance(0.95) + 0.01);
    }

    void bootstrapCovers() {
        constexpr int kFewRuns = 600;
        const double truth = 1 - normalUpperTail(0.8 / std::sqrt(2.0));
        int covered = 0;
        for (int run = 0; run < kFewRuns; ++run) {
            Philox random(12, static_cast<std::uint64_t>(run));
            const auto ranked = rankScores(normalScores(random, 80, 80, 0.8, 1));
            covered += covers(bootstrapAuc(*ranked, static_cast<std::uint64_t>(run), 1000), truth) ? 1 : 0;
        }
        const double rate = static_cast<double>(covered) / kFewRuns;
        std::printf("coverage %.4f\n", rate);
        QVERIFY(std::abs(rate - 0.95) < 3 * std::sqrt(0.95 * 0.05 / kFewRuns) + 0.01);
    }

    void pValueKeepsItsSize_data() {
        QTest::addColumn<int>("nonmembers");
        QTest::addColumn<double>("grid"); // scores rounded to this step; 0: none
        for (const int n : {120, 150, 250, 1000}) {
            for (const double grid : {0.0, 0.5})
                QTest::addRow("n = %d, grid %.1f", n, grid) << n << grid;
        }
    }
    void pValueKeepsItsSize() {
        QFETCH(int, nonmembers);
        QFETCH(double, grid);
        const auto target = DecimalRate::parse("0.05");
        int rejected = 0;
        int truePopulationRate = 0;
        for (int run = 0; run < kRuns; ++run) {
            Philox random(13, static_cast<std::uint64_t>(run));
            ScoreSet set = normalScores(random, 100, nonmembers, 0, 1);
            if (grid > 0) {
                for (double& score : set.scores)
                    score = std::round(score / grid) * grid;
            }
            const auto ranked = rankScores(set);
            const OperatingPoint point = operatingPoint(*ranked, *target);
            QVERIFY(point.achievedFpr <= 0.05);
            rejected += point.pValue <= 0.05 ? 1 : 0;
            truePopulationRate += covers(point.fprInterval, normalUpperTail(point.threshold)) ? 1 : 0;
        }
        const double size = static_cast<double>(rejected) / kRuns;
        std::printf("size %.4f\n", size);
        QVERIFY(size <= 0.05 + tolerance(0.05));
        if (grid == 0) {
            const double coverage = static_cast<double>(truePopulationRate) / kRuns;
            std::printf("coverage of the population's rate %.4f\n", coverage);
            QVERIFY(std::abs(coverage - 0.95) < tolerance(0.95));
        }
    }

    void clopperPearsonCovers() {
        for (const double rate : {0.002, 0.05, 0.5, 0.97}) {
            int covered = 0;
            for (int run = 0; run < kRuns; ++run) {
                Philox random(14, static_cast<std::uint64_t>(run));
                covered += covers(clopperPearson(binomial(random, 200, rate), 200), rate) ? 1 : 0;
            }
            QVERIFY(static_cast<double>(covered) / kRuns >= 0.95 - tolerance(0.95));
        }
    }

    void newcombeCovers() {
        int covered = 0;
        for (int run = 0; run < kRuns; ++run) {
            Philox random(15, static_cast<std::uint64_t>(run));
            const std::uint64_t first = binomial(random, 60, 0.2);
            covered += covers(newcombeDifference(first, 60, binomial(random, 90, 0.1), 90), 0.1) ? 1 : 0;
        }
        const double rate = static_cast<double>(covered) / kRuns;
        std::printf("coverage %.4f\n", rate);
        QVERIFY(std::abs(rate - 0.95) < tolerance(0.95) + 0.015);
    }

    void pairedRatioCoversAndMcnemarKeepsItsSize() {
        int covered = 0;
        int rejected = 0;
        for (int run = 0; run < kRuns; ++run) {
            Philox random(16, static_cast<std::uint64_t>(run));
            std::uint64_t both = 0;
            std::uint64_t first = 0;
            std::uint64_t second = 0;
            for (int i = 0; i < 300; ++i) {
                const double draw = random.uniform();
                both += draw < 0.08 ? 1U : 0U;
                first += draw >= 0.08 && draw < 0.20 ? 1U : 0U;
                second += draw >= 0.20 && draw < 0.23 ? 1U : 0U;
            }
            const PairedRatio ratio = bonettPriceRatio(both, first, second);
            covered += covers({*ratio.lower, *ratio.upper}, 0.20 / 0.11) ? 1 : 0;
            const std::uint64_t discordant = first + second;
            const std::uint64_t ofFirst = binomial(random, discordant, 0.5);
            rejected += mcnemarExact(ofFirst, discordant - ofFirst) <= 0.05 ? 1 : 0;
        }
        const double rate = static_cast<double>(covered) / kRuns;
        std::printf("coverage %.4f, size %.4f\n", rate, static_cast<double>(rejected) / kRuns);
        QVERIFY(std::abs(rate - 0.95) < tolerance(0.95) + 0.01);
        QVERIFY(static_cast<double>(rejected) / kRuns <= 0.05 + tolerance(0.05));
    }

    void pairedDelongKeepsItsSize() {
        int rejected = 0;
        for (int run = 0; run < kRuns; ++run) {
            Philox random(17, static_cast<std::uint64_t>(run));
            const ScoreSet base = normalScores(random, 60, 60, 0.7, 1);
            ScoreSet first = base;
            ScoreSet second = base;
            for (std::size_t i = 0; i < base.size(); ++i) {
                first.scores[i] += random.normal();
                second.scores[i] += random.normal();
            }
            rejected += *compareAucs(first, second)->pValue <= 0.05 ? 1 : 0;
        }
        const double size = static_cast<double>(rejected) / kRuns;
        std::printf("size %.4f\n", size);
        QVERIFY(std::abs(size - 0.05) < tolerance(0.05) + 0.01);
    }
};

QTEST_APPLESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
