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

    // What transformers counts for the real checkpoints.
    void knowsRealShapes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("parameters");
        QTest::newRow("EleutherAI/pythia-160m") << "pythia-160m" << qint64{162322944};
        QTest::newRow("Qwen/Qwen3-0.6B") << "qwen3-0.6b" << qint64{596049920};
    }

    void knowsRealShapes() {
        QFETCH(QString, name);
        QFETCH(qint64, parameters);
        for (const BenchmarkShape& shape : standardShapes())
            if (shape.name == name.toStdString()) {
                QCOMPARE(retort::checkpoint::parameterCount(shape.config), std::int64_t{parameters});
                return;
            }
        QFAIL("no such shape");
    }
};

QTEST_GUILESS_MAIN(TestBenchmark)
#include "tst_benchmark.moc"
