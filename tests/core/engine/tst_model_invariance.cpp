// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A record's numbers are the same bits in any batch, order and shard, and bad input is refused.
#include "core/base/philox.h"
#include "tests/core/engine/checkpoint_fixtures.h"

#include <QtTest>

#include <algorithm>
#include <cstring>
#include <numeric>

using fixtures::checkpointNames;
using retort::ErrorCode;
using retort::engine::EngineOptions;
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
    QTest::addColumn<int>("precision");
    for (const std::string& name : checkpointNames())
        for (const Precision precision : {Precision::F32, Precision::BF16})
            QTest::addRow("%s %s", name.c_str(),
                          std::string(retort::engine::precisionName(precision)).c_str())
                << QString::fromStdString(name) << static_cast<int>(precision);
}

// Lengths of every kind, duplicates, rows without predictions, predictions of a suffix only.
std::vector<PassRow> manyRows(std::int32_t vocabulary) {
    retort::Philox random(3);
    std::vector<PassRow> rows;
    for (int i = 0; i < 20; ++i) {
        PassRow row;
        row.ids.resize(1 + random.below(128));
        for (std::int32_t& id : row.ids)
            id = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(vocabulary)));
        if (i % 3 == 1)
            row.firstPredicted = static_cast<std::uint32_t>((row.ids.size() + 1) / 2);
        if (i % 10 == 7)
            row.firstPredicted = static_cast<std::uint32_t>(row.ids.size());
        rows.push_back(row);
    }
    rows.push_back(rows[4]);
    rows.push_back(rows[8]);
    return rows;
}

template <class T>
bool sameBits(std::span<const T> a, std::span<const T> b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

bool sameBits(const TokenColumns& a, const TokenColumns& b) {
    return sameBits(a.logProbability, b.logProbability) && sameBits(a.entropy, b.entropy) &&
           sameBits(a.variance, b.variance) && sameBits(a.margin, b.margin) && sameBits(a.rank, b.rank);
}

TokenTable score(Model& model, const std::vector<PassRow>& rows) {
    return fixtures::valueOf(model.score(rows));
}

} // namespace

class TestModelInvariance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bitsDependOnTheRowAlone_data() { addCheckpoints(); }
    void bitsDependOnTheRowAlone() {
        QFETCH(QString, name);
        QFETCH(int, precision);
        EngineOptions options{.precision = static_cast<Precision>(precision), .threads = 1};
        const auto single = fixtures::load(name.toStdString(), options);
        options.threads = 2;
        const auto model = fixtures::load(name.toStdString(), options);
        const std::vector<PassRow> rows = manyRows(static_cast<std::int32_t>(model->config().vocabulary));
        const TokenTable together = score(*model, rows);
        const TokenTableIndex index(together);
        QVERIFY(together.consistent());

        const TokenTable onOneThread = score(*single, rows);
        QVERIFY(sameBits<float>(together.logProbability, onOneThread.logProbability));
        QVERIFY(sameBits<float>(together.variance, onOneThread.variance));

        for (std::size_t i = 0; i < rows.size(); ++i) {
            const TokenTable alone = score(*model, {rows[i]});
            QVERIFY2(sameBits(index.row(i), TokenTableIndex(alone).row(0)),
                     qPrintable(QString("row %1").arg(i)));
        }

        std::vector<std::size_t> order(rows.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        retort::Philox random(9);
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[random.below(i)]);
        for (const std::size_t chunk : {std::size_t{2}, std::size_t{13}, rows.size()}) {
            for (std::size_t first = 0; first < rows.size(); first += chunk) {
                std::vector<PassRow> part;
                for (std::size_t i = first; i < std::min(first + chunk, rows.size()); ++i)
                    part.push_back(rows[order[i]]);
                const TokenTable table = score(*model, part);
                const TokenTableIndex own(table);
                for (std::size_t i = 0; i < part.size(); ++i)
                    QVERIFY(sameBits(index.row(order[first + i]), own.row(i)));
            }
        }
    }

    void decodingDependsOnThePromptAlone_data() { addCheckpoints(); }
    void decodingDependsOnThePromptAlone() {
        QFETCH(QString, name);
        QFETCH(int, precision);
        const auto model = fixtures::load(name.toStdString(),
                                          {.precision = static_cast<Precision>(precision), .threads = 2});
        std::vector<std::vector<std::int32_t>> prompts;
        for (const PassRow& row : manyRows(static_cast<std::int32_t>(model->config().vocabulary)))
            if (row.ids.size() + 20 <= 128)
                prompts.push_back(row.ids);
        GenerateOptions options;
        options.maxNewTokens = 20;
        options.temperature = 0.9;
        options.topK = 50;
        options.topP = 0.95;
        options.seed = 77;
        for (std::size_t i = 0; i < prompts.size(); ++i)
            options.streamIds.push_back(1000 + i);
        const auto together = fixtures::valueOf(model->generate(prompts, options));
        for (std::size_t i = 0; i < prompts.size(); i += 5) {
            GenerateOptions own = options;
            own.streamIds = {1000 + i};
            QCOMPARE(fixtures::valueOf(model->generate(std::span(prompts).subspan(i, 1), own)).front(),
                     together[i]);
        }
        options.seed = 78;
        QVERIFY(fixtures::valueOf(model->generate(prompts, options)) != together);
    }

    void reportsProgressAndStops() {
        const auto model = fixtures::load("neox_f32");
        const std::vector<PassRow> rows(200, PassRow{std::vector<std::int32_t>(100, 7), 1});
        std::vector<std::size_t> seen;
        QVERIFY(model->score(rows, {}, [&seen](std::size_t tokens) { seen.push_back(tokens); }).has_value());
        QVERIFY(std::ranges::is_sorted(seen));
        QCOMPARE(seen.back(), std::size_t{20000});
        QCOMPARE(model->lastTimes().tokens, std::size_t{20000});

        std::stop_source stop;
        const auto stopped =
            model->score(rows, stop.get_token(), [&stop](std::size_t) { stop.request_stop(); });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    }

    void refusesBadRows() {
        const auto model = fixtures::load("neox_f32");
        const auto codeOf = [&model](const PassRow& row) {
            const auto table = model->score(std::vector<PassRow>{{{1, 2, 3}, 1}, row});
            return table ? std::string("accepted") : table.error().message;
        };
        QVERIFY(codeOf({{1, 304}, 1}).find("row 1 has a token id of 304") != std::string::npos);
        QVERIFY(codeOf({{1, -1}, 1}).find("token id of -1") != std::string::npos);
        QVERIFY(codeOf({std::vector<std::int32_t>(129, 1), 1}).find("context holds 128") !=
                std::string::npos);
        QVERIFY(codeOf({{1, 2}, 0}).find("row 1") != std::string::npos);
        QVERIFY(codeOf({{1, 2}, 3}).find("row 1") != std::string::npos);
        QVERIFY(codeOf({{}, 1}).find("row 1") != std::string::npos);
        QCOMPARE(codeOf({{1}, 1}), std::string("accepted"));
        QCOMPARE(model->score({})->rows(), std::size_t{0});

        GenerateOptions refused;
        refused.temperature = -1.0;
        using Prompts = std::vector<std::vector<std::int32_t>>;
        QVERIFY(!model->generate(Prompts{{}}, {}));
        QVERIFY(!model->generate(Prompts{{999}}, {}));
        QVERIFY(!model->generate(Prompts{std::vector<std::int32_t>(100, 1)}, {}));
        QVERIFY(!model->generate(Prompts{{1}}, refused));
    }

    void refusesDevicesByName() {
        const auto checkpoint =
            fixtures::valueOf(retort::checkpoint::openCheckpoint(fixtures::directory("neox_f32")));
        const auto model = Model::load(checkpoint, {.device = "cuda:0"});
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::Unsupported);
        QVERIFY(model.error().message.find("no CUDA device support in this build") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestModelInvariance)
#include "tst_model_invariance.moc"
