// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/benchmark.h"

#include <QtTest>

using retort::Json;
using retort::engine::benchmarkScoring;
using retort::engine::BenchmarkShape;
using retort::engine::standardShapes;

class TestBenchmark : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reportsRatesAndShares() {
        BenchmarkShape shape = standardShapes().front();
        shape.rows = 40;
        const auto result = benchmarkScoring(shape, {}, 0.0);
        QVERIFY(result.has_value());
        const Json& report = *result;
        QCOMPARE(report.at("shape").get<std::string>(), std::string("demo"));
        QVERIFY(report.at("tokens_per_second").get<double>() > 0.0);
        QVERIFY(report.at("gemm_gflops_per_second").get<double>() > 0.0);
        const double shares = report.at("body_share").get<double>() + report.at("head_share").get<double>() +
                              report.at("statistics_share").get<double>();
        QVERIFY(std::abs(shares - 1.0) < 1e-9);
    }

    void knowsTheShapeOfPythia() {
        // transformers counts 162,322,944 for EleutherAI/pythia-160m.
        QCOMPARE(retort::checkpoint::parameterCount(standardShapes().back().config), std::int64_t{162322944});
    }
};

QTEST_GUILESS_MAIN(TestBenchmark)
#include "tst_benchmark.moc"
