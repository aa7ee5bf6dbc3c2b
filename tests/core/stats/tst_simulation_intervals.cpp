// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Coverage of the intervals of proportions, differences and paired ratios. Where the data are one or two
// binomial counts, all outcomes are enumerated, so there is no Monte Carlo error.
#include "core/stats/hypothesis_tests.h"
#include "tests/core/stats/simulation.h"

using namespace retort;
using namespace retort::stats;
using test::covers;
using test::Rate;

namespace {

std::vector<double> binomialProbabilities(int n, double p) {
    std::vector<double> probabilities;
    for (int x = 0; x <= n; ++x)
        probabilities.push_back(std::exp(std::lgamma(n + 1.0) - std::lgamma(x + 1.0) -
                                         std::lgamma(n - x + 1.0) + x * std::log(p) +
                                         (n - x) * std::log1p(-p)));
    return probabilities;
}

} // namespace

class TestSimulationIntervals : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void proportion_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("p");
        for (const int n : {10, 30, 200, 1000}) {
            for (const double p : {0.002, 0.02, 0.05, 0.2, 0.5, 0.9, 0.97})
                QTest::addRow("n = %d, p = %g", n, p) << n << p;
        }
    }
    void proportion() {
        QFETCH(int, n);
        QFETCH(double, p);
        const std::vector<double> probability = binomialProbabilities(n, p);
        double clopper = 0;
        double score = 0;
        for (int x = 0; x <= n; ++x) {
            const auto count = static_cast<std::uint64_t>(x);
            const auto total = static_cast<std::uint64_t>(n);
            clopper += covers(clopperPearson(count, total), p) ? probability[count] : 0;
            score += covers(wilson(static_cast<double>(x) / n, n), p) ? probability[count] : 0;
        }
        std::printf("%s: Clopper-Pearson %.4f, Wilson %.4f\n", QTest::currentDataTag(), clopper, score);
        QVERIFY(clopper >= 0.95 - 1e-9);
        // Wilson's covers 95 % on average over p only.
        QVERIFY(score >= 0.91);
    }

    void wilsonCoversOnAverage() {
        for (const int n : {30, 200}) {
            double sum = 0;
            constexpr int kPoints = 999;
            for (int i = 1; i <= kPoints; ++i) {
                const double p = i / 1000.0;
                const std::vector<double> probability = binomialProbabilities(n, p);
                for (int x = 0; x <= n; ++x)
                    sum += covers(wilson(static_cast<double>(x) / n, n), p)
                               ? probability[static_cast<std::size_t>(x)]
                               : 0;
            }
            std::printf("n = %d: Wilson on average %.4f\n", n, sum / kPoints);
            QVERIFY(std::abs(sum / kPoints - 0.95) < 0.005);
        }
    }

    void difference_data() {
        QTest::addColumn<int>("n1");
        QTest::addColumn<double>("p1");
        QTest::addColumn<int>("n2");
        QTest::addColumn<double>("p2");
        QTest::newRow("equal") << 60 << 0.2 << 60 << 0.2;
        QTest::newRow("moderate") << 60 << 0.2 << 90 << 0.1;
        QTest::newRow("rare") << 200 << 0.02 << 200 << 0.005;
        QTest::newRow("unequal sizes") << 30 << 0.5 << 300 << 0.3;
        QTest::newRow("near one") << 80 << 0.97 << 80 << 0.9;
    }
    void difference() {
        QFETCH(int, n1);
        QFETCH(double, p1);
        QFETCH(int, n2);
        QFETCH(double, p2);
        const std::vector<double> one = binomialProbabilities(n1, p1);
        const std::vector<double> two = binomialProbabilities(n2, p2);
        double coverage = 0;
        for (std::size_t x = 0; x < one.size(); ++x) {
            for (std::size_t y = 0; y < two.size(); ++y) {
                const Interval interval =
                    newcombeDifference(x, static_cast<std::uint64_t>(n1), y, static_cast<std::uint64_t>(n2));
                coverage += covers(interval, p1 - p2) ? one[x] * two[y] : 0;
            }
        }
        std::printf("%s: Newcombe %.4f\n", QTest::currentDataTag(), coverage);
        QVERIFY(coverage >= 0.949);
    }

    void pairedRatio_data() {
        QTest::addColumn<double>("both");
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("second");
        QTest::addColumn<int>("n");
        QTest::newRow("ratio 1.8") << 0.08 << 0.12 << 0.03 << 300;
        QTest::newRow("equal") << 0.10 << 0.05 << 0.05 << 200;
        QTest::newRow("few") << 0.03 << 0.05 << 0.02 << 200;
        QTest::newRow("large ratio") << 0.01 << 0.10 << 0.01 << 1000;
    }
    void pairedRatio() {
        QFETCH(double, both);
        QFETCH(double, first);
        QFETCH(double, second);
        QFETCH(int, n);
        Rate coverage;
        Rate size;
        for (std::uint64_t run = 0; run < 20'000; ++run) {
            Philox random(16, run);
            std::array<std::uint64_t, 4> counts{};
            for (int i = 0; i < n; ++i) {
                const double draw = random.uniform();
                ++counts[draw < both ? 0 : draw < both + first ? 1 : draw < both + first + second ? 2 : 3];
            }
            const PairedRatio ratio = bonettPriceRatio(counts[0], counts[1], counts[2]);
            if (ratio.lower)
                coverage.count(*ratio.lower <= (both + first) / (both + second) &&
                               (!ratio.upper || (both + first) / (both + second) <= *ratio.upper));
            std::uint64_t ofFirst = 0;
            for (std::uint64_t i = 0; i < counts[1] + counts[2]; ++i)
                ofFirst += random.uniform() < 0.5 ? 1U : 0U;
            size.count(mcnemarExact(ofFirst, counts[1] + counts[2] - ofFirst) <= 0.05);
        }
        coverage.print("Bonett-Price");
        size.print("McNemar's size");
        QVERIFY(coverage.atLeast(0.95));
        QVERIFY(size.atMost(0.05));
    }
};

QTEST_APPLESS_MAIN(TestSimulationIntervals)
#include "tst_simulation_intervals.moc"
