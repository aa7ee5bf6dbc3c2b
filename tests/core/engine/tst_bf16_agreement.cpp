// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How far bf16 is from f32 for each family, beside what transformers' own bfloat16 pass loses on the same
// checkpoint. Prints the table of docs/methods.md.
#include "core/base/philox.h"
#include "core/runner/margin_noise.h"
#include "tests/core/engine/checkpoint_fixtures.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using retort::engine::Model;
using retort::engine::Precision;
using retort::scores::PassRow;
using retort::scores::TokenTable;

namespace {

struct Noise {
    double largest = 0.0;
    double mean = 0.0;
};

Noise noiseOf(const std::vector<float>& a, const std::vector<float>& b) {
    Noise noise;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        noise.largest = std::max(noise.largest, difference);
        noise.mean += difference / static_cast<double>(a.size());
    }
    return noise;
}

std::vector<PassRow> randomRows(std::uint64_t vocabulary) {
    retort::Philox random(21);
    std::vector<PassRow> rows(20);
    for (PassRow& row : rows)
        for (int i = 0; i < 120; ++i)
            row.ids.push_back(static_cast<std::int32_t>(random.below(vocabulary)));
    return rows;
}

TokenTable score(const std::string& name, Precision precision, const std::vector<PassRow>& rows) {
    return fixtures::valueOf(fixtures::load(name, {.precision = precision})->score(rows));
}

} // namespace

class TestBf16Agreement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isNoWorseThanTransformers_data() {
        QTest::addColumn<QString>("name");
        for (const std::string& name : fixtures::checkpointNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void isNoWorseThanTransformers() {
        QFETCH(QString, name);
        const retort::Json reference = fixtures::reference(name.toStdString());
        const retort::Json& theirs = reference.at("bfloat16");
        const std::vector<PassRow> rows = randomRows(reference.at("used_vocabulary").get<std::uint64_t>());
        const TokenTable exact = score(name.toStdString(), Precision::F32, rows);
        const TokenTable rounded = score(name.toStdString(), Precision::BF16, rows);
        const Noise logProbability = noiseOf(exact.logProbability, rounded.logProbability);
        const Noise margin = noiseOf(exact.margin, rounded.margin);
        qInfo("| %s | %.3f | %.4f | %.3f | %.4f | %.3f | %.4f | %.3f | %.4f |", qPrintable(name),
              logProbability.largest, logProbability.mean, margin.largest, margin.mean,
              theirs["log_probability"]["largest"].get<double>(),
              theirs["log_probability"]["mean"].get<double>(), theirs["margin"]["largest"].get<double>(),
              theirs["margin"]["mean"].get<double>());
        QVERIFY(logProbability.mean > 0.0);
        QVERIFY(logProbability.mean <= theirs["log_probability"]["mean"].get<double>());
        QVERIFY(margin.mean <= theirs["margin"]["mean"].get<double>());
        constexpr double kNoise = retort::runner::marginNoise(Precision::BF16);
        QVERIFY(margin.largest < kNoise / 2.0);
        // Decisions that bf16 gets wrong lie within the noise, where f32 decides again.
        for (std::size_t i = 0; i < exact.tokens(); ++i)
            QVERIFY((exact.rank[i] == 1) == (rounded.rank[i] == 1) ||
                    std::abs(static_cast<double>(rounded.margin[i])) < kNoise);
    }
};

QTEST_GUILESS_MAIN(TestBf16Agreement)
#include "tst_bf16_agreement.moc"
