// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/slot_test.h"

#include "core/base/philox.h"
#include "core/stats/hypothesis_tests.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace retort;
using namespace retort::membership;

namespace {

bool close(double got, double want, double relative = 1e-12) {
    return std::abs(got - want) <= relative * std::abs(want);
}

} // namespace

class TestSlotTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ranksAgainstTheTrueValue();
    void tailsEqualReference();
    void summaryEqualsReference();
    void oneSlotForEachClusterAndValue();
    void sizeUnderExchangeableValues();
    void plantedValueIsFirst();
    void nothingToTest();
};

void TestSlotTest::ranksAgainstTheTrueValue() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    QCOMPARE(slotRank(-5, std::vector<double>{-6, -7, -8}), 1U);
    QCOMPARE(slotRank(-5, std::vector<double>{-4, -7, -3}), 3U);
    QCOMPARE(slotRank(-5, std::vector<double>{-5, -7, -5}), 3U); // ties
    QCOMPARE(slotRank(-5, std::vector<double>{nan, -7}), 2U);
    QCOMPARE(slotRank(-inf, std::vector<double>{-inf, -7}), 3U);
    QVERIFY(!slotRank(nan, std::vector<double>{-7}));
    QVERIFY(!slotRank(-5, {}));
}

// tests/reference/make_slot_values.py
void TestSlotTest::tailsEqualReference() {
    const std::vector<double> equal(200, 0.01);
    QCOMPARE(stats::atLeastSuccesses(equal, 0), 1.0);
    QVERIFY(close(stats::atLeastSuccesses(equal, 1), 0.8660203251420381));
    QVERIFY(close(stats::atLeastSuccesses(equal, 8), 0.0010125571505207787));
    QVERIFY(close(stats::atLeastSuccesses(std::vector<double>(17, 0.01), 3), 0.000612191906822734));
    QCOMPARE(stats::atLeastSuccesses(equal, 201), 0.0);
    // A tail far below the rounding error of 1.
    QVERIFY(close(stats::atLeastSuccesses(std::vector<double>(100, 0.01), 100), 1e-200, 1e-9));
    const std::vector<double> unequal{0.01, 0.25, 0.5, 1.0 / 7, 0.01, 1.0 / 33};
    const std::vector<double> tails{1.0,
                                    0.6945142857142858,
                                    0.22056785714285715,
                                    0.02705275974025974,
                                    0.0010121753246753247,
                                    1.3041125541125541e-05,
                                    5.4112554112554115e-08};
    for (std::size_t least = 0; least < tails.size(); ++least)
        QVERIFY(close(stats::atLeastSuccesses(unequal, least), tails[least]));
}

void TestSlotTest::summaryEqualsReference() {
    const std::vector<SlotOutcome> outcomes{{1, 1, 1, 99}, {2, 2, 3, 99}, {3, 3, 50, 99}, {4, 4, 2, 9}};
    const SlotTest test = slotTest(outcomes).value();
    QCOMPARE(test.slots, 4U);
    QCOMPARE(test.tested, 4U);
    QCOMPARE(test.rankOne, 1U);
    QVERIFY(close(test.expectedRankOne, 0.13));
    QVERIFY(close(test.pValue, 1 - 0.99 * 0.99 * 0.99 * 0.9));
    QVERIFY(close(test.meanRank, 0.16875));
    QVERIFY(close(test.meanRankPValue, 0.010782949112025486, 1e-9));
}

void TestSlotTest::oneSlotForEachClusterAndValue() {
    const std::vector<SlotOutcome> outcomes{
        {1, 1, 1, 99},  // counts
        {1, 2, 1, 99},  // same cluster
        {2, 1, 1, 99},  // same value
        {2, 3, 40, 99}, // counts: the slot before it did not
        {3, 2, 1, 99},  // counts
    };
    const SlotTest test = slotTest(outcomes).value();
    QCOMPARE(test.slots, 5U);
    QCOMPARE(test.rankOne, 4U);
    QCOMPARE(test.tested, 3U);
    QCOMPARE(test.testedRankOne, 2U);
}

// Values drawn from one distribution: p <= 5 % in about as many sets as the discrete test can reach. With 60
// slots and 99 others that is P(X >= 3) = 2.2 %; the mean rank reaches 5 %. Limits: five standard errors of
// 2,000 sets.
void TestSlotTest::sizeUnderExchangeableValues() {
    constexpr int kSets = 2000;
    constexpr std::uint64_t kSlots = 60;
    int first = 0;
    int mean = 0;
    for (std::uint32_t set = 0; set < kSets; ++set) {
        Philox random(11, 0, set);
        std::vector<SlotOutcome> outcomes;
        for (std::uint64_t slot = 0; slot < kSlots; ++slot) {
            std::vector<double> others(99);
            for (double& other : others)
                other = std::floor(random.normal() * 1000); // some ties
            const double own = std::floor(random.normal() * 1000);
            outcomes.push_back({slot, slot, slotRank(own, others).value(), 99});
        }
        const SlotTest test = slotTest(outcomes).value();
        first += test.pValue <= 0.05 ? 1 : 0;
        mean += test.meanRankPValue <= 0.05 ? 1 : 0;
    }
    const auto limit = [&](double rate) { return kSets * rate + 5 * std::sqrt(kSets * rate * (1 - rate)); };
    QVERIFY2(first <= limit(0.0225), std::to_string(first).c_str());
    QVERIFY2(first > 0, "a test that never rejects");
    QVERIFY2(mean <= limit(0.05), std::to_string(mean).c_str());
}

void TestSlotTest::plantedValueIsFirst() {
    Philox random(3);
    std::vector<SlotOutcome> outcomes;
    for (std::uint64_t slot = 0; slot < 20; ++slot) {
        std::vector<double> others(99);
        for (double& other : others)
            other = -40 + random.normal();
        outcomes.push_back({slot, slot, slotRank(-10, others).value(), 99});
    }
    const SlotTest test = slotTest(outcomes).value();
    QCOMPARE(test.rankOne, 20U);
    QVERIFY(close(test.pValue, 1e-40, 1e-9));
}

void TestSlotTest::nothingToTest() {
    QVERIFY(!slotTest({}));
}

QTEST_APPLESS_MAIN(TestSlotTest)
#include "tst_slot_test.moc"
