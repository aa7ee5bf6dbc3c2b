// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The engine against transformers, and decoding against the scoring pass.
#include "core/engine/environment.h"
#include "tests/core/engine/checkpoint_fixtures.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using fixtures::checkpointNames;
using retort::engine::GenerateOptions;
using retort::engine::Model;
using retort::engine::Precision;
using retort::scores::PassRow;
using retort::scores::TokenColumns;
using retort::scores::TokenTable;
using retort::scores::TokenTableIndex;

namespace {

void addCheckpoints() {
    QTest::addColumn<QString>("name");
    for (const std::string& name : checkpointNames())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

std::vector<PassRow> referenceRows(const retort::Json& reference) {
    std::vector<PassRow> rows;
    for (const retort::Json& sequence : reference.at("sequences"))
        rows.push_back({sequence.at("ids").get<std::vector<std::int32_t>>(), 1});
    return rows;
}

double largestDifference(std::span<const float> got, const retort::Json& want) {
    if (got.size() != want.size())
        return INFINITY;
    double largest = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(got[i]) - want[i].get<double>()));
    return largest;
}

} // namespace

class TestModelReference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsInTheEngineEnvironment() {
        QVERIFY(qEnvironmentVariable("MKL_CBWR").endsWith("STRICT"));
        QCOMPARE(qEnvironmentVariable("OMP_WAIT_POLICY").toLower(), QString("passive"));
        QCOMPARE(retort::engine::usableThreads(3), 3);
        QVERIFY(retort::engine::usableThreads(0) >= 1);
    }

    void statisticsEqualTransformers_data() { addCheckpoints(); }
    void statisticsEqualTransformers() {
        QFETCH(QString, name);
        const retort::Json reference = fixtures::reference(name.toStdString());
        const auto model = fixtures::load(name.toStdString());
        const TokenTable table = fixtures::valueOf(model->score(referenceRows(reference)));
        const TokenTableIndex index(table);
        QCOMPARE(index.rows(), reference.at("sequences").size());
        for (std::size_t i = 0; i < index.rows(); ++i) {
            const TokenColumns row = index.row(i);
            const retort::Json& want = reference.at("sequences")[i];
            QVERIFY(largestDifference(row.logProbability, want.at("log_probability")) < 2e-4);
            QVERIFY(largestDifference(row.entropy, want.at("entropy")) < 2e-4);
            QVERIFY(largestDifference(row.variance, want.at("variance")) < 2e-4);
            QVERIFY(largestDifference(row.margin, want.at("margin")) < 2e-4);
            for (std::size_t j = 0; j < row.size(); ++j)
                QCOMPARE(row.rank[j], want.at("rank")[j].get<std::uint32_t>());
        }
    }

    void greedyEqualsTransformers_data() { addCheckpoints(); }
    void greedyEqualsTransformers() {
        QFETCH(QString, name);
        const retort::Json greedy = fixtures::reference(name.toStdString()).at("greedy");
        const auto model = fixtures::load(name.toStdString());
        const std::vector<std::vector<std::int32_t>> prompts{
            greedy.at("prefix").get<std::vector<std::int32_t>>()};
        const auto want = greedy.at("continuation").get<std::vector<std::int32_t>>();
        GenerateOptions options;
        options.maxNewTokens = want.size();
        QCOMPARE(fixtures::valueOf(model->generate(prompts, options)).front(), want);
    }

    // Decisions: the stepwise argmax is the teacher-forced one, so every decoded token has rank 1.
    void decodingEqualsTeacherForcing_data() { addCheckpoints(); }
    void decodingEqualsTeacherForcing() {
        QFETCH(QString, name);
        for (const Precision precision : {Precision::F32, Precision::BF16}) {
            const auto model = fixtures::load(name.toStdString(), {.precision = precision});
            const auto vocabulary = static_cast<std::int32_t>(model->config().vocabulary);
            std::vector<std::vector<std::int32_t>> prompts;
            for (int i = 0; i < 40; ++i) {
                prompts.emplace_back();
                for (int j = 0; j <= (i * 7) % 23; ++j)
                    prompts.back().push_back((i * 31 + j * 17) % vocabulary);
            }
            GenerateOptions options;
            options.maxNewTokens = 30;
            const auto continuations = fixtures::valueOf(model->generate(prompts, options));
            std::vector<PassRow> rows;
            for (std::size_t i = 0; i < prompts.size(); ++i) {
                rows.push_back({prompts[i], static_cast<std::uint32_t>(prompts[i].size())});
                rows.back().ids.insert(rows.back().ids.end(), continuations[i].begin(),
                                       continuations[i].end());
            }
            const TokenTable table = fixtures::valueOf(model->score(rows));
            QCOMPARE(table.tokens(), prompts.size() * 30);
            // A near tie may fall either way; anything clearer must not.
            const double noise = precision == Precision::F32 ? 1e-4 : 0.05;
            for (std::size_t i = 0; i < table.tokens(); ++i)
                QVERIFY(table.rank[i] == 1 || static_cast<double>(table.margin[i]) > -noise);
        }
    }

    void sampledFrequenciesFollowTheModel() {
        const auto model = fixtures::load("qwen3_f32");
        const std::vector<std::int32_t> prompt{5, 9, 200};
        // Probabilities of every next token from the scoring pass.
        std::vector<PassRow> rows;
        for (std::int32_t id = 0; id < 320; ++id)
            rows.push_back({{5, 9, 200, id}, 3});
        const TokenTable table = fixtures::valueOf(model->score(rows));
        constexpr std::size_t kDraws = 20000;
        GenerateOptions options;
        options.maxNewTokens = 1;
        options.temperature = 1.0;
        options.seed = 11;
        const auto drawn = fixtures::valueOf(
            model->generate(std::vector<std::vector<std::int32_t>>(kDraws, prompt), options));
        std::map<std::int32_t, double> counts;
        for (const auto& continuation : drawn)
            ++counts[continuation.front()];
        double chiSquare = 0.0;
        double restExpected = 0.0;
        double restCount = 0.0;
        int cells = 0;
        for (std::int32_t id = 0; id < 320; ++id) {
            const double expected =
                std::exp(static_cast<double>(table.logProbability[static_cast<std::size_t>(id)])) * kDraws;
            if (expected < 8.0) {
                restExpected += expected;
                restCount += counts[id];
                continue;
            }
            chiSquare += (counts[id] - expected) * (counts[id] - expected) / expected;
            ++cells;
        }
        if (restExpected > 0.0)
            chiSquare += (restCount - restExpected) * (restCount - restExpected) / restExpected;
        // About cells degrees of freedom: within five standard deviations.
        QVERIFY(cells > 50);
        QVERIFY2(std::abs(chiSquare - cells) < 5.0 * std::sqrt(2.0 * cells),
                 qPrintable(QString("%1 for %2 cells").arg(chiSquare).arg(cells)));
    }

    void samplingObeysTopKAndStop() {
        const auto model = fixtures::load("neox_f32");
        const std::vector<std::vector<std::int32_t>> prompts(50, {3, 4, 5});
        GenerateOptions options;
        options.maxNewTokens = 12;
        options.temperature = 1.5;
        options.topK = 2;
        const auto sampled = fixtures::valueOf(model->generate(prompts, options));
        std::vector<PassRow> rows;
        for (const auto& continuation : sampled) {
            rows.push_back({{3, 4, 5}, 3});
            rows.back().ids.insert(rows.back().ids.end(), continuation.begin(), continuation.end());
        }
        const TokenTable table = fixtures::valueOf(model->score(rows));
        QVERIFY(std::ranges::max(table.rank) <= 2);
        QVERIFY(std::ranges::count(table.rank, 2U) > 50);

        options.topK = 1;
        const auto certain = fixtures::valueOf(model->generate(prompts, options));
        GenerateOptions greedy;
        greedy.maxNewTokens = 12;
        QCOMPARE(certain, fixtures::valueOf(model->generate(prompts, greedy)));

        greedy.stopIds = {certain[0][4]};
        const auto stopped = fixtures::valueOf(model->generate(prompts, greedy)).front();
        const auto first = std::ranges::find(certain[0], certain[0][4]);
        QCOMPARE(stopped, std::vector<std::int32_t>(certain[0].begin(), first + 1));
    }
};

int main(int argc, char** argv) {
    retort::engine::ensureEngineEnvironment(argv);
    QCoreApplication application(argc, argv);
    TestModelReference test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_model_reference.moc"
