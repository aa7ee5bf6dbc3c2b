// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Merged LoRA adapters against PEFT's forward pass (tests/reference/make_adapters.py).
#include "core/engine/environment.h"
#include "tests/core/engine/checkpoint_fixtures.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using retort::engine::Model;
using retort::scores::PassRow;
using retort::scores::TokenTable;
using retort::scores::TokenTableIndex;

namespace {

std::filesystem::path adapterDirectory(const std::string& name) {
    return std::filesystem::path(RETORT_TEST_DATA) / "adapters" / name;
}

// How far the model's log-probabilities are from the reference, at most.
double distance(const retort::checkpoint::Checkpoint& checkpoint, const retort::Json& reference) {
    std::vector<PassRow> rows;
    for (const retort::Json& sequence : reference.at("sequences"))
        rows.push_back({sequence.at("ids").get<std::vector<std::int32_t>>(), 1});
    const auto model = fixtures::valueOf(Model::load(checkpoint, {}));
    const TokenTable table = fixtures::valueOf(model->score(rows));
    const TokenTableIndex index(table);
    double largest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto want = reference.at("sequences")[i].at("log_probability").get<std::vector<double>>();
        const auto got = index.row(i).logProbability;
        if (got.size() != want.size())
            return INFINITY;
        for (std::size_t j = 0; j < want.size(); ++j)
            largest = std::max(largest, std::abs(static_cast<double>(got[j]) - want[j]));
    }
    return largest;
}

} // namespace

class TestAdapters : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalPeft_data() {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"neox_list", "neox_all_linear_bias", "qwen3_patterns_rslora", "qwen3_regex_bin",
              "qwen3_embedding_head", "gpt2_conv1d", "opt_projections", "llama_gqa", "olmo2_all_linear"})
            QTest::newRow(name) << name;
    }
    void equalPeft() {
        QFETCH(QString, name);
        const std::filesystem::path directory = adapterDirectory(name.toStdString());
        const retort::Json reference = fixtures::valueOf(retort::readJsonFile(directory / "reference.json"));
        const auto merged = fixtures::valueOf(retort::checkpoint::openCheckpoint(directory));
        QVERIFY(distance(merged, reference) < 2e-4);
        // The base alone is as far away as PEFT says.
        const auto base = fixtures::valueOf(retort::checkpoint::openCheckpoint(merged.directory));
        QVERIFY(std::abs(distance(base, reference) - reference.at("largest_shift").get<double>()) < 0.05);
        // Named beside its base.
        const auto named = fixtures::valueOf(retort::checkpoint::openCheckpoint(merged.directory, directory));
        QVERIFY(distance(named, reference) < 2e-4);
    }
};

int main(int argc, char** argv) {
    retort::engine::ensureEngineEnvironment(argv);
    QCoreApplication application(argc, argv);
    TestAdapters test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_adapters.moc"
