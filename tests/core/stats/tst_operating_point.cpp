// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/philox.h"
#include "core/stats/operating_point.h"
#include "core/stats/power.h"
#include "tests/core/stats/reference.h"

#include <cmath>
#include <limits>

using namespace retort;
using namespace retort::stats;
using test::close;

namespace {

DecimalRate rate(std::string_view text) {
    const auto result = DecimalRate::parse(text);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *result;
}

RankedScores ranked(std::vector<double> scores, std::vector<std::uint8_t> isMember) {
    auto result = rankScores({std::move(scores), std::move(isMember), {}, {}});
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *result;
}

// n non-members and m members with scores on a coarse grid: many ties.
RankedScores tied(std::uint64_t n, std::uint64_t m, std::uint64_t grid, std::uint64_t seed) {
    Philox random(seed);
    std::vector<double> scores;
    std::vector<std::uint8_t> isMember;
    for (std::uint64_t i = 0; i < n + m; ++i) {
        isMember.push_back(i < n ? 0 : 1);
        scores.push_back(static_cast<double>(random.below(grid)) + (i < n ? 0.0 : 1.0));
    }
    return ranked(std::move(scores), std::move(isMember));
}

} // namespace

class TestOperatingPoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratesAreDecimal_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<quint64>("count");
        QTest::addColumn<quint64>("floor");
        QTest::newRow("0.001 of 5000") << QByteArray("0.001") << quint64{5000} << quint64{5};
        QTest::newRow("0.29 of 100") << QByteArray("0.29") << quint64{100} << quint64{29};
        QTest::newRow("0.57 of 100") << QByteArray("0.57") << quint64{100} << quint64{57};
        QTest::newRow("0.07 of 100") << QByteArray("0.070") << quint64{100} << quint64{7};
        QTest::newRow("just below") << QByteArray("0.001") << quint64{999} << quint64{0};
        QTest::newRow("exponent") << QByteArray("1e-3") << quint64{2000} << quint64{2};
        QTest::newRow("exponent with point") << QByteArray("2.5E-02") << quint64{1000} << quint64{25};
        QTest::newRow("no leading zero") << QByteArray(".5") << quint64{3} << quint64{1};
        QTest::newRow("large") << QByteArray("0.999999999999999") << quint64{1000000000000000U}
                               << quint64{999999999999999U};
    }
    void ratesAreDecimal() {
        QFETCH(QByteArray, text);
        QFETCH(quint64, count);
        QFETCH(quint64, floor);
        const DecimalRate parsed = rate(text.toStdString());
        QCOMPARE(parsed.floorOf(count), static_cast<std::uint64_t>(floor));
        QCOMPARE(parsed.value(), text.toDouble());
        const auto same = DecimalRate::from(text.toDouble());
        QVERIFY(same.has_value());
        QCOMPARE(same->floorOf(count), static_cast<std::uint64_t>(floor));
    }

    void countForIsTheInverse() {
        for (const char* text : {"0.001", "0.29", "0.05", "0.3", "0.9", "0.000123"}) {
            for (const std::uint64_t wanted : {1U, 10U}) {
                const std::uint64_t count = rate(text).countFor(wanted);
                QVERIFY(rate(text).floorOf(count) >= wanted);
                QVERIFY(rate(text).floorOf(count - 1) < wanted);
            }
        }
        QCOMPARE(rate("0.001").countFor(10), std::uint64_t{10000});
    }

    void otherRatesAreRefused() {
        for (const char* text : {"", "0", "1", "1.0", "-0.1", "0.0", "nan", "inf", "0.1.2", "1e", "e-3", ".",
                                 "10e-1", "0.1x", " 0.1", "1e-40", "0.1234567890123456789", "1e999999999999"})
            QVERIFY2(!DecimalRate::parse(text).has_value(), text);
        QVERIFY(!DecimalRate::from(std::numeric_limits<double>::quiet_NaN()).has_value());
    }

    void neverAboveTheTarget() {
        for (const std::uint64_t n : {120U, 150U, 250U, 1000U}) {
            for (const char* target : {"0.01", "0.02", "0.05", "0.1", "0.29", "0.5"}) {
                for (const std::uint64_t grid : {2U, 5U, 40U, 100000U}) {
                    const RankedScores set = tied(n, 80, grid, n + grid);
                    const OperatingPoint point = operatingPoint(set, rate(target));
                    QVERIFY(point.status != PointStatus::Refused);
                    QVERIFY(point.falsePositives <= rate(target).floorOf(n));
                    QVERIFY(point.achievedFpr <= point.targetFpr);
                    std::uint64_t flagged = 0;
                    for (std::size_t i = 0; i < set.size(); ++i)
                        flagged += set.scores[i] > point.threshold && set.isMember[i] != 0 ? 1U : 0U;
                    QCOMPARE(point.truePositives, flagged);
                }
            }
        }
    }

    void byHand() {
        // k = 2: threshold is the third largest non-member score, 7; equal scores are not flagged.
        const RankedScores set = ranked({9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 10, 8, 7, 7.5, 2},
                                        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1});
        const OperatingPoint point = operatingPoint(set, rate("0.2"));
        QCOMPARE(point.status, PointStatus::Exploratory);
        QCOMPARE(point.threshold, 7.0);
        QCOMPARE(point.falsePositives, std::uint64_t{2});
        QCOMPARE(point.truePositives, std::uint64_t{3});
        QCOMPARE(point.tpr, 0.6);
        QCOMPARE(point.achievedFpr, 0.2);
        QCOMPARE(point.tprInterval, clopperPearson(3, 5));
        QCOMPARE(point.fprInterval, betaInterval(3, 8));
        QVERIFY(close(point.pValue, betaBinomialTail(3, 5, 3, 8)));
    }

    void statusFollowsTheCount() {
        QCOMPARE(operatingPoint(tied(99, 20, 9999, 1), rate("0.01")).status, PointStatus::Refused);
        QCOMPARE(operatingPoint(tied(99, 20, 9999, 1), rate("0.01")).nonmembersNeeded, std::uint64_t{100});
        QCOMPARE(operatingPoint(tied(100, 20, 9999, 1), rate("0.01")).status, PointStatus::Exploratory);
        QCOMPARE(operatingPoint(tied(999, 20, 9999, 1), rate("0.01")).status, PointStatus::Exploratory);
        QCOMPARE(operatingPoint(tied(1000, 20, 9999, 1), rate("0.01")).status, PointStatus::Ok);
    }

    void infiniteThreshold() {
        constexpr double kInf = std::numeric_limits<double>::infinity();
        const OperatingPoint point =
            operatingPoint(ranked({kInf, kInf, 1, 0, kInf, 2}, {0, 0, 0, 0, 1, 1}), rate("0.25"));
        QCOMPARE(point.threshold, kInf);
        QCOMPARE(point.truePositives, std::uint64_t{0});
        QCOMPARE(point.pValue, 1.0);
    }

    void betaBinomialIsExact() {
        for (const Json& json : test::readReference("beta_binomial"))
            QVERIFY(
                close(betaBinomialTail(json.at("successes"), json.at("trials"), json.at("a"), json.at("b")),
                      json.at("tail"), 1e-9));
        QCOMPARE(betaBinomialTail(6, 5, 1, 3), 0.0);
        // All splits of one exchangeable sample are equally likely: the tail over every count sums to the
        // mean.
        double sum = 0;
        for (std::uint64_t x = 1; x <= 1000; ++x)
            sum += betaBinomialTail(x, 1000, 6, 995);
        QVERIFY(close(sum, 1000.0 * 6 / 1001, 1e-9));
        QVERIFY(betaBinomialTail(900'000, 1'000'000, 1001, 999'000) >= 0);
    }

    void power() {
        for (const Json& json : test::readReference("power")) {
            const auto tpr = smallestDetectableTpr(json.at("members"), json.at("nonmembers"),
                                                   rate(json.at("target").get<std::string>()));
            QCOMPARE(tpr.has_value(), !json.at("tpr").is_null());
            if (tpr)
                QVERIFY(close(*tpr, json.at("tpr"), 1e-8));
        }
        QVERIFY(!smallestDetectableTpr(100, 99, rate("0.01")).has_value());
        QVERIFY(close(*smallestDetectableAuc(1000, 1000), 0.5 + 2.486 * std::sqrt(2001.0 / 12e6)));
        QCOMPARE(*smallestDetectableAuc(1, 1), 1.0);
        QVERIFY(!smallestDetectableAuc(0, 5).has_value());
    }
};

QTEST_APPLESS_MAIN(TestOperatingPoint)
#include "tst_operating_point.moc"
