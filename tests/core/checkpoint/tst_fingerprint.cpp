// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/fingerprint.h"

#include "checkpoint_fixtures.h"

#include <QtTest>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::Folder;
using retort::test::referenceCheckpoint;

class TestFingerprint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dependsOnContentOnly();
    void seesOneByteOfWeights();
    void seesEveryShard();
    void seesConfigAndTokenizer();
    void knownValue();
    void needsWeights();
};

void TestFingerprint::dependsOnContentOnly() {
    const Folder folder("neox_f32");
    QVERIFY(folder.write("README.md", "something else"));
    const Fingerprint copy = fingerprint(folder.path()).value();
    QVERIFY(copy == fingerprint(referenceCheckpoint("neox_f32")).value());
    QCOMPARE(copy.weights.size(), std::size_t{64});
    QCOMPARE(copy.config.size(), std::size_t{64});
    QVERIFY(copy.tokenizer.empty());
}

void TestFingerprint::seesOneByteOfWeights() {
    const Folder folder("neox_f32");
    const Fingerprint before = fingerprint(folder.path()).value();
    std::string weights = folder.read("model.safetensors");
    weights.back() = static_cast<char>(weights.back() ^ 1);
    QVERIFY(folder.write("model.safetensors", weights));
    const Fingerprint after = fingerprint(folder.path()).value();
    QVERIFY(after.weights != before.weights);
    QCOMPARE(after.config, before.config);
}

void TestFingerprint::seesEveryShard() {
    const Folder folder("neox_sharded_bf16");
    std::string last = fingerprint(folder.path()).value().weights;
    for (const char* name : {"model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors",
                             "model-00003-of-00003.safetensors"}) {
        std::string shard = folder.read(name);
        shard.back() = static_cast<char>(shard.back() ^ 1);
        QVERIFY(folder.write(name, shard));
        const std::string now = fingerprint(folder.path()).value().weights;
        QVERIFY2(now != last, name);
        last = now;
    }
}

void TestFingerprint::seesConfigAndTokenizer() {
    const Folder folder("neox_f32");
    const Fingerprint before = fingerprint(folder.path()).value();
    QVERIFY(folder.write("config.json", folder.read("config.json") + "\n"));
    QVERIFY(folder.write("tokenizer.json", "{}"));
    const Fingerprint between = fingerprint(folder.path()).value();
    QCOMPARE(between.weights, before.weights);
    QVERIFY(between.config != before.config);
    QCOMPARE(between.tokenizer.size(), std::size_t{64});
    QVERIFY(folder.write("tokenizer_config.json", "{}"));
    const Fingerprint after = fingerprint(folder.path()).value();
    QCOMPARE(after.config, between.config);
    QVERIFY(after.tokenizer != between.tokenizer);
    QCOMPARE(tokenizerFiles(folder.path()),
             (std::vector<std::string>{"tokenizer.json", "tokenizer_config.json"}));
}

// Python: hashlib.sha256(struct.pack("<Q", 11) + b"config.json" + struct.pack("<Q", 2) + b"{}").hexdigest()
void TestFingerprint::knownValue() {
    const Folder folder("neox_f32");
    QVERIFY(folder.write("config.json", "{}"));
    QCOMPARE(fingerprint(folder.path()).value().config,
             std::string("d2923454cae1630530fc7df0ced8bb863f6d6c2118962dffe48af49db43fc051"));
}

void TestFingerprint::needsWeights() {
    const Folder folder("neox_f32");
    std::filesystem::remove(folder / "model.safetensors");
    QVERIFY(!fingerprint(folder.path()).has_value());
}

QTEST_APPLESS_MAIN(TestFingerprint)
#include "tst_fingerprint.moc"
