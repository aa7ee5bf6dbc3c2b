// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"

#include "checkpoint_fixtures.h"

#include <QtTest>

#include <algorithm>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::Folder;
using retort::test::referenceCheckpoint;
using retort::test::safetensorsFile;

namespace {

constexpr const char* kIndex = "model.safetensors.index.json";
constexpr const char* kFirst = "model-00001-of-00003.safetensors";
constexpr const char* kSecond = "model-00002-of-00003.safetensors";

std::filesystem::path torchFolder(const std::string& name) {
    return std::filesystem::path(RETORT_TEST_DATA) / "torch" / name;
}

// What opening a folder with this index says; "" when it opens.
QString refusal(const Folder& folder) {
    const auto set = TensorSet::open(folder.path());
    return set ? QString() : QString::fromStdString(set.error().message);
}

} // namespace

class TestTensorSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void single();
    void sharded();
    void singleFileWins();
    void badIndex_data();
    void badIndex();
    void missingShards();
    void tensorInAnotherShard();
    void tensorInTwoShards();
    void noWeights();
    void torchFiles_data();
    void torchFiles();
    void safetensorsWin();
    void brokenTorchFile();
    void otherFilesAreNamed();
};

void TestTensorSet::single() {
    const TensorSet set = TensorSet::open(referenceCheckpoint("neox_f32")).value();
    QCOMPARE(set.all().size(), std::size_t{28});
    QCOMPARE(set.files().size(), std::size_t{1});
    QVERIFY(std::is_sorted(set.all().begin(), set.all().end(),
                           [](const Tensor& a, const Tensor& b) { return a.name < b.name; }));
    const Tensor* embedding = set.find("gpt_neox.embed_in.weight");
    QVERIFY(embedding);
    QCOMPARE(embedding->shape, (std::vector<std::int64_t>{304, 32}));
    QCOMPARE(embedding->dtype, Dtype::F32);
    QCOMPARE(embedding->count(), std::int64_t{304 * 32});
    QVERIFY(!set.find("gpt_neox.embed_in"));
    QVERIFY(!set.find("zzz"));
    QVERIFY(!set.find(""));
}

void TestTensorSet::sharded() {
    const TensorSet set = TensorSet::open(referenceCheckpoint("neox_sharded_bf16")).value();
    QCOMPARE(set.all().size(), std::size_t{28});
    QCOMPARE(set.files().size(), std::size_t{3});
    QCOMPARE(set.find("embed_out.weight")->shape, (std::vector<std::int64_t>{304, 48}));
    QCOMPARE(set.find("embed_out.weight")->dtype, Dtype::BF16);
}

void TestTensorSet::singleFileWins() {
    const Folder folder("neox_sharded_bf16");
    QVERIFY(folder.write("model.safetensors",
                         safetensorsFile(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "x")));
    QCOMPARE(TensorSet::open(folder.path()).value().all().size(), std::size_t{1});
}

void TestTensorSet::badIndex_data() {
    QTest::addColumn<QByteArray>("index");
    QTest::addColumn<QString>("fact");
    const auto row = [](const char* name, const char* index, const char* fact) {
        QTest::newRow(name) << QByteArray(index) << fact;
    };
    row("empty", "", "isn't the JSON");
    row("no map", R"({"metadata":{}})", "no \"weight_map\"");
    row("empty map", R"({"weight_map":{}})", "no \"weight_map\"");
    row("map twice", R"({"weight_map":{},"weight_map":{}})", "twice");
    row("tensor twice", R"({"weight_map":{"a":"b.safetensors","a":"c.safetensors"}})", "\"a\" twice");
    row("shard as number", R"({"weight_map":{"a":1}})", "isn't the JSON");
    row("parent folder", R"({"weight_map":{"a":"../b.safetensors"}})", "shard \"../b.safetensors\"");
    row("absolute", R"({"weight_map":{"a":"/etc/b.safetensors"}})", "/etc/b.safetensors");
    row("backslash", R"({"weight_map":{"a":"x\\b.safetensors"}})", "in the same folder");
    row("zero byte", R"({"weight_map":{"a":"x\u0000b.safetensors"}})", "in the same folder");
    row("hidden", R"({"weight_map":{"a":".safetensors"}})", "in the same folder");
    row("other format", R"({"weight_map":{"a":"pytorch_model.bin"}})", "in the same folder");
    row("two documents", R"({"weight_map":{"a":"model-00001-of-00003.safetensors"}} {})", "goes on after");
}

void TestTensorSet::badIndex() {
    QFETCH(QByteArray, index);
    QFETCH(QString, fact);
    const Folder folder("neox_sharded_bf16");
    QVERIFY(
        folder.write(kIndex, std::string_view(index.constData(), static_cast<std::size_t>(index.size()))));
    const QString message = refusal(folder);
    QVERIFY2(message.contains(fact), qPrintable(message));
    QVERIFY2(message.contains(QLatin1String(kIndex)), qPrintable(message));
}

void TestTensorSet::missingShards() {
    const Folder folder("neox_sharded_bf16");
    std::filesystem::remove(folder / kFirst);
    std::filesystem::remove(folder / kSecond);
    const QString message = refusal(folder);
    QVERIFY2(
        message.contains(QLatin1String("model-00001-of-00003.safetensors, model-00002-of-00003.safetensors")),
        qPrintable(message));
}

void TestTensorSet::tensorInAnotherShard() {
    const Folder folder("neox_sharded_bf16");
    Json index = Json::parse(folder.read(kIndex));
    index["weight_map"]["embed_out.weight"] = kFirst;
    QVERIFY(folder.write(kIndex, index.dump()));
    QString message = refusal(folder);
    QVERIFY2(
        message.contains(QLatin1String("\"embed_out.weight\" isn't in model-00001-of-00003.safetensors")),
        qPrintable(message));
    index["weight_map"]["embed_out.weight"] = "model-00003-of-00003.safetensors";
    index["weight_map"]["ghost.weight"] = kFirst;
    QVERIFY(folder.write(kIndex, index.dump()));
    message = refusal(folder);
    QVERIFY2(message.contains(QLatin1String("\"ghost.weight\" isn't in")), qPrintable(message));
}

void TestTensorSet::tensorInTwoShards() {
    const Folder folder("neox_sharded_bf16");
    std::filesystem::copy_file(folder / kFirst, folder / kSecond,
                               std::filesystem::copy_options::overwrite_existing);
    const QString message = refusal(folder);
    QVERIFY2(message.contains(QLatin1String("in more than one shard")), qPrintable(message));
}

void TestTensorSet::noWeights() {
    const Folder folder;
    const auto set = TensorSet::open(folder.path());
    QVERIFY(!set.has_value());
    QCOMPARE(set.error().code, ErrorCode::NotFound);
    QVERIFY(set.error().message.find("model.safetensors") != std::string::npos);
}

void TestTensorSet::torchFiles_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("files");
    QTest::newRow("single") << "model_single" << 1;
    QTest::newRow("sharded") << "model_sharded" << 2;
}

// The same model as qwen3_tied_bf16, with the tied head as a name of its own.
void TestTensorSet::torchFiles() {
    QFETCH(QString, folder);
    QFETCH(int, files);
    const TensorSet expected = TensorSet::open(referenceCheckpoint("qwen3_tied_bf16")).value();
    const TensorSet set = TensorSet::open(torchFolder(folder.toStdString())).value();
    QCOMPARE(set.format(), WeightFormat::Torch);
    QCOMPARE(set.files().size(), static_cast<std::size_t>(files));
    QCOMPARE(set.all().size(), expected.all().size() + 1);
    for (const Tensor& tensor : expected.all()) {
        QVERIFY(set.find(tensor.name));
        QVERIFY(sameElements(*set.find(tensor.name), tensor));
    }
    QVERIFY(sameElements(*set.find("lm_head.weight"), *expected.find("model.embed_tokens.weight")));
}

void TestTensorSet::safetensorsWin() {
    const Folder folder("neox_f32");
    QVERIFY(unusedWeightFiles(folder.path()).empty());
    QVERIFY(folder.write("pytorch_model.bin", "PK"));
    QVERIFY(folder.write("pytorch_model.bin.index.json", "{}"));
    const TensorSet set = TensorSet::open(folder.path()).value();
    QCOMPARE(set.format(), WeightFormat::Safetensors);
    QCOMPARE(unusedWeightFiles(folder.path()),
             (std::vector<std::string>{"pytorch_model.bin", "pytorch_model.bin.index.json"}));
}

void TestTensorSet::brokenTorchFile() {
    const Folder folder;
    QVERIFY(folder.write("pytorch_model.bin", "PK"));
    QVERIFY(refusal(folder).contains("pytorch_model.bin: has 2 bytes"));
    std::filesystem::remove(folder / "pytorch_model.bin");
    QVERIFY(folder.write("pytorch_model.bin.index.json", R"({"weight_map":{"a":"model.safetensors"}})"));
    QVERIFY(refusal(folder).contains("must be a .bin file"));
}

void TestTensorSet::otherFilesAreNamed() {
    const Folder folder;
    QVERIFY(folder.write("model-q4.gguf", "GGUF"));
    QVERIFY(folder.write("tf_model.h5", "x"));
    QVERIFY(refusal(folder).contains("model-q4.gguf, tf_model.h5 is of another program"));
}

QTEST_APPLESS_MAIN(TestTensorSet)
#include "tst_tensor_set.moc"
