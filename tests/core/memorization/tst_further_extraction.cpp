// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Extraction beyond word for word against closed forms: queries needed, exposure, edit distance.
#include "core/memorization/continuation.h"
#include "core/memorization/discoverable.h"
#include "core/memorization/exposure.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace retort::memorization;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
using Ids = std::vector<std::int32_t>;

} // namespace

class TestFurtherExtraction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // 1 - (1 - p)^n >= chance, by multiplying out.
    void queries_data() {
        QTest::addColumn<double>("probability");
        QTest::addColumn<double>("chance");
        for (const double probability : {0.9, 0.5, 0.3, 0.01, 1e-4}) {
            for (const double chance : {0.1, 0.5, 0.9})
                QTest::addRow("%g at %g", probability, chance) << probability << chance;
        }
    }
    void queries() {
        QFETCH(double, probability);
        QFETCH(double, chance);
        double miss = 1;
        std::uint64_t needed = 0;
        while (1 - miss < chance) {
            miss *= 1 - probability;
            ++needed;
        }
        const double log = std::log(probability);
        QVERIFY(isDiscoverable(log, needed, chance));
        QVERIFY(needed == 1 || !isDiscoverable(log, needed - 1, chance));
        QVERIFY(std::abs(std::exp(logQueriesNeeded(log, chance)) -
                         std::log1p(-chance) / std::log1p(-probability)) <
                1e-9 * std::exp(logQueriesNeeded(log, chance)));
    }

    void queriesAtTheEnds() {
        QVERIFY(isDiscoverable(0, 1, 0.999999)); // certain
        QVERIFY(isDiscoverable(std::log(0.5), 1, 0.5));
        QVERIFY(!isDiscoverable(kNan, 1000, 0.5));
        QVERIFY(!isDiscoverable(-std::numeric_limits<double>::infinity(), UINT64_MAX, 0.5));
        // exp(-2000) is 0 in doubles; log(ln 2) + 2000 isn't.
        QVERIFY(std::abs(logQueriesNeeded(-2000, 0.5) - (2000 + std::log(std::log(2.0)))) < 1e-9);
        // Both branches meet.
        QVERIFY(std::abs(logQueriesNeeded(-40 + 1e-9, 0.5) - logQueriesNeeded(-40 - 1e-9, 0.5)) < 1e-8);
    }

    void exposure() {
        const std::vector<double> references = {1, 2, 2, 3, kNan, 4, 5, 6};
        const std::vector<double> canaries = {0.5, 1, 2, 3.5, 9, kNan};
        const auto values = exposures(canaries, references);
        QCOMPARE(values.size(), canaries.size());
        const std::vector<double> ranks = {1, 2, 4, 5, 8}; // of 8 candidates: seven references and itself
        for (std::size_t i = 0; i < ranks.size(); ++i)
            QVERIFY(std::abs(values[i] - (3 - std::log2(ranks[i]))) < 1e-12);
        QVERIFY(std::isnan(values.back()));
        QCOMPARE(largestExposure(7), 3.0);
        QCOMPARE(exposures(canaries, {}).front(), 0.0);
    }

    void editDistances_data() {
        QTest::addColumn<Ids>("a");
        QTest::addColumn<Ids>("b");
        QTest::addColumn<int>("distance");
        QTest::newRow("same") << Ids{1, 2, 3} << Ids{1, 2, 3} << 0;
        QTest::newRow("nothing") << Ids{} << Ids{} << 0;
        QTest::newRow("all missing") << Ids{} << Ids{1, 2, 3} << 3;
        QTest::newRow("one left out") << Ids{1, 3} << Ids{1, 2, 3} << 1;
        QTest::newRow("one more") << Ids{1, 2, 9, 3} << Ids{1, 2, 3} << 1;
        QTest::newRow("kitten, sitting")
            << Ids{'k', 'i', 't', 't', 'e', 'n'} << Ids{'s', 'i', 't', 't', 'i', 'n', 'g'} << 3;
        QTest::newRow("moved by one") << Ids{9, 1, 2, 3, 4} << Ids{1, 2, 3, 4, 5} << 2;
    }
    void editDistances() {
        QFETCH(Ids, a);
        QFETCH(Ids, b);
        QFETCH(int, distance);
        QCOMPARE(editDistance(a, b), static_cast<std::size_t>(distance));
        QCOMPARE(editDistance(b, a), static_cast<std::size_t>(distance));
    }

    void continuations() {
        Ids suffix(50);
        for (int i = 0; i < 50; ++i)
            suffix[static_cast<std::size_t>(i)] = i;
        QCOMPARE(continuationScores(suffix, suffix).accuracy, 1.0);
        QCOMPARE(continuationScores(suffix, suffix).editDistance, 0.0);
        // One token left out: everything behind it stands one place early, but it is one edit and one at the
        // end.
        Ids shifted = suffix;
        shifted.erase(shifted.begin() + 16);
        QCOMPARE(continuationScores(shifted, suffix).accuracy, 0.5);
        QCOMPARE(continuationScores(shifted, suffix).editDistance, 1.0 / 50);
        // What comes behind the suffix doesn't count; what doesn't come is missed.
        Ids longer = suffix;
        longer.push_back(7);
        QCOMPARE(continuationScores(longer, suffix).editDistance, 0.0);
        QCOMPARE(continuationScores(Ids(suffix.begin(), suffix.begin() + 8), suffix).accuracy, 0.25);
        QCOMPARE(continuationScores(Ids{}, Ids{1, 2}).editDistance, 1.0);
        QCOMPARE(continuationScores(Ids{1, 3}, Ids{1, 2}).accuracy, 0.5);
    }
};

QTEST_APPLESS_MAIN(TestFurtherExtraction)
#include "tst_further_extraction.moc"
