// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"

#include "checkpoint_fixtures.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::Folder;
using retort::test::referenceCheckpoint;

namespace {

using Changes = std::map<std::string, std::optional<Tensor>>;

// Writes the folder's single weight file anew, without or with other tensors under the names of `changes`.
bool rewrite(const Folder& folder, const Changes& changes) {
    const std::vector<Tensor> tensors = readSafetensors(folder / "model.safetensors").value();
    std::vector<TensorData> data;
    for (const Tensor& tensor : tensors) {
        if (!changes.contains(tensor.name))
            data.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.bytes});
    }
    for (const auto& [name, tensor] : changes) {
        if (tensor)
            data.push_back({name, tensor->dtype, tensor->shape, tensor->bytes});
    }
    return writeSafetensors(folder / "model.safetensors", data).has_value();
}

Tensor stored(const Folder& folder, std::string_view name) {
    return *TensorSet::open(folder.path()).value().find(name);
}

QString refusal(const Folder& folder) {
    const auto checkpoint = openCheckpoint(folder.path());
    return checkpoint ? QString() : QString::fromStdString(checkpoint.error().message);
}

} // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opens_data();
    void opens();
    void releasedSizes();
    void listsEverythingMissing();
    void listsWrongShapes();
    void refusesOtherElementTypes();
    void skipsBuffersAndWarnsOfTheRest();
    void warnsOfMixedTypes();
    void tiedHead();
    void untiedHeadMissing();
    void brokenConfiguration();
};

void TestCheckpoint::opens_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<bool>("tied");
    QTest::addColumn<int>("parameters"); // numel summed by torch over model.parameters()
    QTest::newRow("neox_f32") << "neox_f32"
                              << "gpt_neox"
                              << "F32" << false << 44928;
    QTest::newRow("neox_nobias_tied_f32") << "neox_nobias_tied_f32"
                                          << "gpt_neox"
                                          << "F32" << true << 34944;
    QTest::newRow("neox_sequential_f16") << "neox_sequential_f16"
                                         << "gpt_neox"
                                         << "F16" << false << 85824;
    QTest::newRow("neox_sharded_bf16") << "neox_sharded_bf16"
                                       << "gpt_neox"
                                       << "BF16" << false << 79616;
    QTest::newRow("qwen3_f32") << "qwen3_f32"
                               << "qwen3"
                               << "F32" << false << 77104;
    QTest::newRow("qwen3_sharded_f16") << "qwen3_sharded_f16"
                                       << "qwen3"
                                       << "F16" << false << 71216;
    QTest::newRow("qwen3_tied_bf16") << "qwen3_tied_bf16"
                                     << "qwen3"
                                     << "BF16" << true << 39136;
}

// transformers wrote these files, so their names and shapes are what neededTensors() must say.
void TestCheckpoint::opens() {
    QFETCH(QString, name);
    QFETCH(QString, family);
    QFETCH(QString, dtype);
    QFETCH(bool, tied);
    QFETCH(int, parameters);
    const auto checkpoint = openCheckpoint(referenceCheckpoint(name.toStdString()));
    QVERIFY2(checkpoint.has_value(), checkpoint ? "" : checkpoint.error().message.c_str());
    QCOMPARE(QString::fromStdString(std::string(familyName(checkpoint->config.family))), family);
    QCOMPARE(QString::fromStdString(std::string(dtypeName(checkpoint->config.fileDtype))), dtype);
    QCOMPARE(checkpoint->config.tiedHead, tied);
    QVERIFY(checkpoint->warnings.empty());
    QCOMPARE(parameterCount(checkpoint->config), std::int64_t{parameters});

    std::map<std::string, std::vector<std::int64_t>> needed;
    for (const TensorNeed& need : neededTensors(checkpoint->config))
        QVERIFY(needed.emplace(need.name, need.shape).second);
    std::map<std::string, std::vector<std::int64_t>> found;
    for (const Tensor& tensor : checkpoint->tensors.all())
        found.emplace(tensor.name, tensor.shape);
    QVERIFY(needed == found);
}

// Parameter counts as published: Pythia 70m and 160m (Biderman et al. 2023, table 1), Qwen3-0.6B
// (596,049,920).
void TestCheckpoint::releasedSizes() {
    ModelConfig config;
    config.family = Family::GptNeox;
    config.hiddenSize = 512;
    config.layers = 6;
    config.heads = 8;
    config.kvHeads = 8;
    config.headDim = 64;
    config.ffnSize = 2048;
    config.vocabulary = 50304;
    config.attentionBias = true;
    QCOMPARE(parameterCount(config), std::int64_t{70'426'624});
    config.hiddenSize = 768;
    config.layers = 12;
    config.ffnSize = 3072;
    QCOMPARE(parameterCount(config), std::int64_t{162'322'944});

    config = ModelConfig{};
    config.family = Family::Qwen3;
    config.hiddenSize = 1024;
    config.layers = 28;
    config.heads = 16;
    config.kvHeads = 8;
    config.headDim = 128;
    config.ffnSize = 3072;
    config.vocabulary = 151936;
    config.tiedHead = true;
    QCOMPARE(parameterCount(config), std::int64_t{596'049'920});
}

void TestCheckpoint::listsEverythingMissing() {
    const Folder folder("neox_f32");
    QVERIFY(rewrite(folder, {{"gpt_neox.layers.1.attention.dense.bias", std::nullopt},
                             {"gpt_neox.final_layer_norm.weight", std::nullopt}}));
    const QString message = refusal(folder);
    QVERIFY2(message.startsWith(QString::fromStdString(folder.path().string())), qPrintable(message));
    QVERIFY2(
        message.contains(QLatin1String("2 tensors are missing: gpt_neox.layers.1.attention.dense.bias [32], "
                                       "gpt_neox.final_layer_norm.weight [32]")),
        qPrintable(message));
}

void TestCheckpoint::listsWrongShapes() {
    const Folder folder("qwen3_f32");
    QVERIFY(folder.setConfig("intermediate_size", 80));
    const QString message = refusal(folder);
    QVERIFY2(message.contains(QLatin1String("6 tensors have another shape")), qPrintable(message));
    QVERIFY2(message.contains(
                 QLatin1String("model.layers.1.mlp.down_proj.weight is [48, 96] instead of [48, 80]")),
             qPrintable(message));
}

void TestCheckpoint::refusesOtherElementTypes() {
    const Folder folder("qwen3_f32");
    const std::vector<double> norm(48, 1.0);
    QVERIFY(rewrite(folder, {{"model.norm.weight",
                              Tensor{"", Dtype::F64, {48}, std::as_bytes(std::span(norm)), nullptr}}}));
    const auto checkpoint = openCheckpoint(folder.path());
    QVERIFY(!checkpoint.has_value());
    QCOMPARE(checkpoint.error().code, ErrorCode::Unsupported);
    QVERIFY2(checkpoint.error().message.find("model.norm.weight are F64") != std::string::npos,
             checkpoint.error().message.c_str());
}

void TestCheckpoint::skipsBuffersAndWarnsOfTheRest() {
    const Folder folder("neox_f32");
    const std::vector<float> numbers(4, 1.0F);
    const Tensor buffer{"", Dtype::F32, {4}, std::as_bytes(std::span(numbers)), nullptr};
    QVERIFY(rewrite(folder, {{"gpt_neox.layers.0.attention.rotary_emb.inv_freq", buffer},
                             {"gpt_neox.layers.0.attention.bias", buffer},
                             {"gpt_neox.layers.1.attention.masked_bias", buffer}}));
    QVERIFY(openCheckpoint(folder.path()).value().warnings.empty());
    QVERIFY(rewrite(folder, {{"gpt_neox.layers.2.attention.dense.bias", buffer}, {"score.weight", buffer}}));
    const std::vector<std::string> warnings = openCheckpoint(folder.path()).value().warnings;
    QCOMPARE(warnings.size(), std::size_t{1});
    QVERIFY2(warnings[0].find(
                 "2 of the tensors in the files: gpt_neox.layers.2.attention.dense.bias, score.weight") !=
                 std::string::npos,
             warnings[0].c_str());
}

void TestCheckpoint::warnsOfMixedTypes() {
    const Folder folder("qwen3_tied_bf16");
    const std::vector<float> norm(32, 1.0F);
    QVERIFY(rewrite(folder, {{"model.norm.weight",
                              Tensor{"", Dtype::F32, {32}, std::as_bytes(std::span(norm)), nullptr}}}));
    const Checkpoint checkpoint = openCheckpoint(folder.path()).value();
    QCOMPARE(checkpoint.config.fileDtype, Dtype::BF16);
    QCOMPARE(checkpoint.warnings.size(), std::size_t{1});
    QVERIFY2(checkpoint.warnings[0].find("BF16, F32") != std::string::npos, checkpoint.warnings[0].c_str());
}

void TestCheckpoint::tiedHead() {
    const Folder folder("qwen3_tied_bf16");
    const Tensor embedding = stored(folder, "model.embed_tokens.weight");
    QVERIFY(rewrite(folder, {{"lm_head.weight", embedding}}));
    const auto same = openCheckpoint(folder.path());
    QVERIFY2(same.has_value(), same ? "" : same.error().message.c_str());
    QVERIFY(same->warnings.empty());

    std::string bytes(reinterpret_cast<const char*>(embedding.bytes.data()), embedding.bytes.size());
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    Tensor other = embedding;
    other.bytes = std::as_bytes(std::span(bytes.data(), bytes.size()));
    QVERIFY(rewrite(folder, {{"lm_head.weight", other}}));
    const QString message = refusal(folder);
    QVERIFY2(message.contains(QLatin1String("lm_head.weight and model.embed_tokens.weight differ")),
             qPrintable(message));
    QVERIFY(folder.setConfig("tie_word_embeddings", false));
    QVERIFY(openCheckpoint(folder.path()).has_value());
}

void TestCheckpoint::untiedHeadMissing() {
    const Folder folder("qwen3_tied_bf16");
    QVERIFY(folder.setConfig("tie_word_embeddings", false));
    QVERIFY2(refusal(folder).contains(QLatin1String("1 tensors are missing: lm_head.weight [320, 32]")),
             qPrintable(refusal(folder)));
    QVERIFY(folder.setConfig("tie_word_embeddings", nullptr));
    QVERIFY(
        refusal(folder).contains(QLatin1String("lm_head.weight"))); // this class isn't tied unless it is said
}

void TestCheckpoint::brokenConfiguration() {
    const Folder folder("neox_f32");
    QVERIFY(folder.write("config.json", "{\"model_type\": \"gpt_neox\","));
    QVERIFY2(refusal(folder).contains(QLatin1String("config.json: is not valid JSON")),
             qPrintable(refusal(folder)));
    std::filesystem::remove(folder / "config.json");
    QVERIFY2(refusal(folder).contains(QLatin1String("config.json")), qPrintable(refusal(folder)));
}

QTEST_APPLESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
