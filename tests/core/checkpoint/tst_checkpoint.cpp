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
    void namesWithoutPrefix();
    void releasedSizes();
    void releasedConfigurations_data();
    void releasedConfigurations();
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
    const auto row = [](const char* name, const char* family, const char* dtype, bool tied, int parameters) {
        QTest::newRow(name) << QString(name) << QString(family) << QString(dtype) << tied << parameters;
    };
    row("gpt2_f32", "gpt2", "F32", true, 21408);
    row("gpt2_base_f16", "gpt2", "F16", true, 21408);
    row("gpt2_options_bf16", "gpt2", "BF16", false, 24240);
    row("opt_f16", "opt", "F16", true, 26432);
    row("opt_post_f32", "opt", "F32", true, 25728);
    row("opt_plain_f16", "opt", "F16", false, 30784);
    row("neox_f32", "gpt_neox", "F32", false, 44928);
    row("neox_nobias_tied_f32", "gpt_neox", "F32", true, 34944);
    row("neox_sequential_f16", "gpt_neox", "F16", false, 85824);
    row("neox_sharded_bf16", "gpt_neox", "BF16", false, 79616);
    row("llama2_f16", "llama", "F16", false, 30368);
    row("llama3_sharded_bf16", "llama", "BF16", false, 28320);
    row("llama_bias_f32", "llama", "F32", true, 24720);
    row("olmo2_f32", "olmo2", "F32", false, 28960);
    row("olmo2_gqa_bf16", "olmo2", "BF16", false, 26880);
    row("qwen3_f32", "qwen3", "F32", false, 77104);
    row("qwen3_sharded_f16", "qwen3", "F16", false, 71216);
    row("qwen3_tied_bf16", "qwen3", "BF16", true, 39136);
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

    std::set<const Tensor*> found;
    for (const TensorNeed& need : neededTensors(checkpoint->config)) {
        const Tensor* tensor = findWeight(checkpoint->tensors, checkpoint->config.family, need.name);
        QVERIFY2(tensor != nullptr, need.name.c_str());
        QVERIFY2(tensor->shape == need.storedShape(), need.name.c_str());
        QVERIFY2(found.insert(tensor).second, need.name.c_str());
    }
    // The mask buffers of an old file are all that is left over.
    const std::size_t buffers = name == "gpt2_base_f16" ? 2 : 0;
    QCOMPARE(found.size() + buffers, checkpoint->tensors.all().size());
}

// A base model's file; a name that is there twice counts in its full form.
void TestCheckpoint::namesWithoutPrefix() {
    const Folder folder("qwen3_f32");
    const Tensor norm = stored(folder, "model.norm.weight");
    QVERIFY(rewrite(folder, {{"model.norm.weight", std::nullopt}, {"norm.weight", norm}}));
    const auto renamed = openCheckpoint(folder.path());
    QVERIFY2(renamed.has_value(), renamed ? "" : renamed.error().message.c_str());
    QVERIFY(renamed->warnings.empty());
    const Tensor other = stored(folder, "model.layers.0.input_layernorm.weight");
    QVERIFY(rewrite(folder, {{"model.norm.weight", other}}));
    const Checkpoint both = openCheckpoint(folder.path()).value();
    QCOMPARE(findWeight(both.tensors, both.config.family, "model.norm.weight")->name,
             std::string("model.norm.weight"));
    QCOMPARE(both.warnings.size(), std::size_t{1});
    QVERIFY2(both.warnings[0].find("1 of the tensors in the files: norm.weight") != std::string::npos,
             both.warnings[0].c_str());
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

// As the files on the Hugging Face hub count: openai-community/gpt2, facebook/opt-125m and opt-350m,
// meta-llama/Llama-2-7b-hf and Llama-3.2-1B, allenai/OLMo-2-1124-7B.
void TestCheckpoint::releasedConfigurations_data() {
    QTest::addColumn<QString>("document");
    QTest::addColumn<qint64>("parameters");
    QTest::newRow("gpt2") << R"({"model_type":"gpt2"})" << qint64{124'439'808};
    QTest::newRow("opt-125m") << R"({"model_type":"opt"})" << qint64{125'239'296};
    QTest::newRow("opt-350m")
        << R"({"model_type":"opt","hidden_size":1024,"word_embed_proj_dim":512,"ffn_dim":4096,
               "num_attention_heads":16,"num_hidden_layers":24,"do_layer_norm_before":false})"
        << qint64{331'196'416};
    QTest::newRow("llama-2-7b") << R"({"model_type":"llama"})" << qint64{6'738'415'616};
    QTest::newRow("llama-3.2-1b")
        << R"({"model_type":"llama","hidden_size":2048,"intermediate_size":8192,"num_hidden_layers":16,
               "num_key_value_heads":8,"vocab_size":128256,"tie_word_embeddings":true})"
        << qint64{1'235'814'400};
    QTest::newRow("olmo-2-7b") << R"({"model_type":"olmo2","vocab_size":100352})" << qint64{7'298'617'344};
}

void TestCheckpoint::releasedConfigurations() {
    QFETCH(QString, document);
    QFETCH(qint64, parameters);
    const ModelConfig config = parseModelConfig(Json::parse(document.toStdString()), "config.json").value();
    QCOMPARE(parameterCount(config), parameters);
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
