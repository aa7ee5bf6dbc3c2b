// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checkpoints of every family are written as transformers writes them.
#include "core/distill/checkpoint_writer.h"
#include "core/engine/weights.h"
#include "tests/core/engine/checkpoint_fixtures.h"

#include <QTemporaryDir>
#include <QtTest>

using fixtures::valueOf;
using retort::checkpoint::Checkpoint;
using retort::checkpoint::openCheckpoint;

class TestDistillWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasRead_data() {
        QTest::addColumn<QString>("name");
        for (const std::string& name : fixtures::checkpointNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void givesBackWhatWasRead() {
        QFETCH(QString, name);
        const Checkpoint read = valueOf(openCheckpoint(fixtures::directory(name.toStdString())));
        const QTemporaryDir folder;
        const std::filesystem::path target = std::filesystem::path(folder.path().toStdString()) / "copy";
        retort::distill::CheckpointContent content;
        content.config = read.config;
        content.weights = valueOf(retort::engine::loadWeights(read, at::kFloat));
        content.dtype = read.config.fileDtype;
        content.tokenizer = fixtures::directory(name.toStdString());
        content.log = retort::Json::object();
        const retort::Status written = retort::distill::writeCheckpoint(target, content);
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());

        const Checkpoint copy = valueOf(openCheckpoint(target));
        QVERIFY(copy.warnings.empty());
        QCOMPARE(copy.config.tiedHead, read.config.tiedHead);
        const auto needs = retort::checkpoint::neededTensors(read.config);
        QVERIFY(needs == retort::checkpoint::neededTensors(copy.config));
        QCOMPARE(copy.tensors.all().size(), needs.size());
        for (const retort::checkpoint::TensorNeed& need : needs) {
            const auto* before = findWeight(read.tensors, read.config.family, need.name);
            const auto* after = copy.tensors.find(need.name);
            QVERIFY2(after != nullptr && sameElements(*before, *after), need.name.c_str());
        }
        // The same model: what the configuration says counts as much as the weights.
        const auto sequence = fixtures::reference(name.toStdString()).at("sequences")[3];
        const std::vector<retort::scores::PassRow> rows{{sequence.at("ids"), 1}};
        const auto scoreOf = [&rows](const Checkpoint& checkpoint) {
            return valueOf(valueOf(retort::engine::Model::load(checkpoint, {.threads = 1}))->score(rows));
        };
        QCOMPARE(scoreOf(copy).logProbability, scoreOf(read).logProbability);
    }
};

QTEST_GUILESS_MAIN(TestDistillWriter)
#include "tst_distill_writer.moc"
