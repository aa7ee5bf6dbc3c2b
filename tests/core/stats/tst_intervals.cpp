// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/hypothesis_tests.h"
#include "core/stats/intervals.h"
#include "core/stats/logistic.h"
#include "tests/core/stats/reference.h"

#include <limits>

using namespace retort;
using namespace retort::stats;
using test::close;

class TestIntervals : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void proportions() {
        for (const Json& json : test::readReference("intervals").at("proportions")) {
            const std::uint64_t x = json.at("x");
            const std::uint64_t n = json.at("n");
            const Interval exact = clopperPearson(x, n);
            QVERIFY(close(exact.lower, json.at("clopper_pearson")[0], 1e-9));
            QVERIFY(close(exact.upper, json.at("clopper_pearson")[1], 1e-9));
            const Interval score =
                wilson(static_cast<double>(x) / static_cast<double>(n), static_cast<double>(n));
            // scipy leaves a rounding error where the limit is 0.
            QVERIFY(std::abs(score.lower - json.at("wilson")[0].get<double>()) < 1e-12);
            QVERIFY(std::abs(score.upper - json.at("wilson")[1].get<double>()) < 1e-12);
        }
        QCOMPARE(clopperPearson(0, 0), (Interval{0, 1}));
        QCOMPARE(wilson(0, 10).lower, 0.0);
        QCOMPARE(wilson(1, 10).upper, 1.0);
    }

    void differences() {
        for (const Json& json : test::readReference("intervals").at("newcombe")) {
            const Interval interval =
                newcombeDifference(json.at("x1"), json.at("n1"), json.at("x2"), json.at("n2"));
            QVERIFY(close(interval.lower, json.at("interval")[0], 1e-9));
            QVERIFY(close(interval.upper, json.at("interval")[1], 1e-9));
        }
        // Newcombe (1998), table II, case (a), method 10.
        const Interval published = newcombeDifference(56, 70, 48, 80);
        QVERIFY(std::abs(published.lower - 0.0524) < 5e-5);
        QVERIFY(std::abs(published.upper - 0.3339) < 5e-5);
    }

    void pairedRatio() {
        const PairedRatio known = bonettPriceRatio(25, 40, 5);
        QVERIFY(std::abs(*known.lower - 1.6079) < 5e-5);
        QVERIFY(std::abs(*known.upper - 2.9196) < 5e-5);
        QCOMPARE(*known.ratio, 65.0 / 30.0);
        const PairedRatio turned = bonettPriceRatio(25, 5, 40);
        QVERIFY(close(*turned.lower, 1 / *known.upper));
        QVERIFY(close(*turned.upper, 1 / *known.lower));
        const PairedRatio noSecond = bonettPriceRatio(0, 12, 0);
        QVERIFY(noSecond.infinite && !noSecond.ratio && !noSecond.upper);
        QVERIFY(*noSecond.lower > 1 && *noSecond.lower < 12);
        const PairedRatio noFirst = bonettPriceRatio(0, 0, 12);
        QCOMPARE(*noFirst.ratio, 0.0);
        QCOMPARE(*noFirst.lower, 0.0);
        QVERIFY(*noFirst.upper < 1);
        QCOMPARE(bonettPriceRatio(0, 0, 0), PairedRatio{});
        const PairedRatio equal = bonettPriceRatio(50, 0, 0);
        QVERIFY(*equal.lower < 1 && *equal.upper > 1);
    }

    void mcnemar() {
        for (const Json& json : test::readReference("intervals").at("mcnemar"))
            QVERIFY(close(mcnemarExact(json.at("b"), json.at("c")), json.at("p"), 1e-10));
        QCOMPARE(mcnemarExact(0, 0), 1.0);
        QCOMPARE(mcnemarExact(9, 1), mcnemarExact(1, 9));
    }

    void fisher() {
        for (const Json& json : test::readReference("intervals").at("fisher_greater")) {
            const double p = fisherExactGreater(json.at("x1"), json.at("n1"), json.at("x2"), json.at("n2"));
            const double expected = json.at("p");
            QVERIFY2(close(p / expected, 1, 1e-9), json.dump().c_str());
        }
        QCOMPARE(fisherExactGreater(0, 0, 0, 0), 1.0);
        QCOMPARE(fisherExactGreater(0, 0, 3, 10), 1.0);
    }

    void fisherTwoSided() {
        for (const Json& json : test::readReference("intervals").at("fisher_greater")) {
            const std::uint64_t x1 = json.at("x1"), n1 = json.at("n1"), x2 = json.at("x2"),
                                n2 = json.at("n2");
            const double p = fisherExact(x1, n1, x2, n2);
            const double greater = json.at("p");
            // By definition twice the smaller tail: never below the double of this one, unless the other is
            // smaller.
            QVERIFY(p <= std::min(1.0, 2 * greater) * (1 + 1e-9));
            QCOMPARE(p, fisherExact(x2, n2, x1, n1));
        }
        // All of 5 against none of 5: one table of C(10, 5) = 252 in each direction.
        QVERIFY(close(fisherExact(5, 5, 0, 5), 2.0 / 252, 1e-12));
        QCOMPARE(fisherExact(3, 10, 3, 10), 1.0);
        QCOMPARE(fisherExact(0, 0, 3, 10), 1.0);
    }

    void holmKeepsOrder() {
        const std::vector<double> p{0.04, 0.01, 0.03, 0.9};
        const std::vector<double> adjusted = holm(p);
        QVERIFY(close(adjusted[1], 0.04));
        QVERIFY(close(adjusted[2], 0.09));
        QVERIFY(close(adjusted[0], 0.09)); // not below the one before it
        QVERIFY(close(adjusted[3], 0.9));
        QVERIFY(holm({}).empty());
        QCOMPARE(holm(std::vector<double>{0.7, 0.8}), (std::vector<double>{1, 1}));
    }

    void logisticAgreesWithScikitLearn() {
        for (const Json& json : test::readReference("logistic")) {
            const auto data = json.at("rows").get<std::vector<std::vector<double>>>();
            FeatureRows dense(static_cast<std::uint32_t>(data.front().size()));
            FeatureRows sparse(dense.columnCount());
            for (const auto& row : data) {
                dense.addDenseRow(row);
                std::vector<std::uint32_t> columns;
                std::vector<float> values;
                for (std::size_t j = 0; j < row.size(); ++j) {
                    if (row[j] == 0)
                        continue;
                    columns.push_back(static_cast<std::uint32_t>(j));
                    values.push_back(static_cast<float>(row[j]));
                }
                sparse.addRow(columns, values);
            }
            LogisticOptions options;
            options.c = json.at("c");
            options.standardise = json.at("standardise");
            const auto labels = json.at("labels").get<std::vector<std::uint8_t>>();
            const auto model = fitLogistic(dense, labels, options);
            const auto rounded = fitLogistic(sparse, labels, options);
            QVERIFY(model.has_value() && rounded.has_value());
            QVERIFY(model->converged);
            QVERIFY(close(model->intercept, json.at("intercept"), 1e-5));
            for (std::size_t j = 0; j < model->weights.size(); ++j) {
                QVERIFY(close(model->weights[j], json.at("weights")[j], 1e-5));
                QVERIFY(close(rounded->weights[j], json.at("weights")[j], 1e-4));
            }
        }
    }

    void logisticRefuses() {
        FeatureRows rows(1);
        QVERIFY(!fitLogistic(rows, {}).has_value());
        rows.addDenseRow(std::vector<double>{1});
        rows.addDenseRow(std::vector<double>{1});
        const std::vector<std::uint8_t> oneClass{1, 1};
        const std::vector<std::uint8_t> strange{1, 2};
        const std::vector<std::uint8_t> both{1, 0};
        QVERIFY(!fitLogistic(rows, oneClass).has_value());
        QVERIFY(!fitLogistic(rows, strange).has_value());
        const auto constant = fitLogistic(rows, both);
        QVERIFY(constant.has_value());
        QCOMPARE(constant->weights[0], 0.0);
        rows.addDenseRow(std::vector<double>{std::numeric_limits<double>::quiet_NaN()});
        QVERIFY(!fitLogistic(rows, std::vector<std::uint8_t>{1, 0, 1}).has_value());
    }
};

QTEST_APPLESS_MAIN(TestIntervals)
#include "tst_intervals.moc"
