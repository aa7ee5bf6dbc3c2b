// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/inspection.h"

#include "checkpoint_fixtures.h"

#include <QtTest>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::Folder;
using retort::test::referenceCheckpoint;

namespace {

bool mentions(const std::vector<std::string>& texts, std::string_view part) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

} // namespace

class TestInspection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void usable();
    void tokenizerKinds_data();
    void tokenizerKinds();
    void refusedConfigStillShowsWeights();
    void refusedWeightsStillShowConfig();
    void namesSeveralReasons();
    void emptyAndAbsent();
    void adapters();
    void differences_data();
    void differences();
};

void TestInspection::usable() {
    const Folder folder("qwen3_tied_bf16");
    QVERIFY(folder.write("tokenizer.json", "{}"));
    const Inspection inspection = inspect(folder.path());
    QVERIFY(inspection.refused.empty());
    QVERIFY(inspection.warnings.empty());
    const Json json = toJson(inspection);
    QCOMPARE(json["usable"], Json(true));
    QCOMPARE(json["config"]["family"], Json("qwen3"));
    QCOMPARE(json["config"]["vocabulary"], Json(320));
    QCOMPARE(json["config"]["kv_heads"], Json(1));
    QCOMPARE(json["config"]["context_length"], Json(128));
    QCOMPARE(json["dtype"], Json("BF16"));
    QCOMPARE(json["parameters"], Json(39136));
    QCOMPARE(json["stored"]["tensors"], Json(24));
    QCOMPARE(json["stored"]["elements"], Json(39136));
    QCOMPARE(json["stored"]["bytes"], Json(2 * 39136));
    QCOMPARE(json["stored"]["dtypes"], Json::array({"BF16"}));
    QCOMPARE(json["tokenizer"]["kind"], Json("tokenizer.json"));
    QCOMPARE(json["fingerprint"]["weights"], Json(fingerprint(folder.path()).value().weights));
    const std::string text = describe(inspection);
    for (const char* part :
         {"qwen3, 39136 parameters", "BF16", "320 rows", "Retort can use this checkpoint."})
        QVERIFY2(text.find(part) != std::string::npos, text.c_str());
}

void TestInspection::tokenizerKinds_data() {
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("kind");
    const auto list = [](std::initializer_list<const char*> names) {
        QStringList texts;
        for (const char* name : names)
            texts.append(QLatin1String(name));
        return texts;
    };
    QTest::newRow("none") << list({}) << "none";
    QTest::newRow("json") << list({"tokenizer.json", "vocab.json", "merges.txt"}) << "tokenizer.json";
    QTest::newRow("vocab and merges") << list({"vocab.json", "merges.txt"}) << "vocab.json + merges.txt";
    QTest::newRow("vocab alone") << list({"vocab.json"}) << "none";
    QTest::newRow("sentencepiece") << list({"tokenizer.model", "tokenizer_config.json"}) << "tokenizer.model";
}

void TestInspection::tokenizerKinds() {
    QFETCH(QStringList, files);
    QFETCH(QString, kind);
    const Folder folder("neox_f32");
    for (const QString& file : files)
        QVERIFY(folder.write(file.toStdString(), "{}"));
    const Inspection inspection = inspect(folder.path());
    QCOMPARE(QString::fromStdString(std::string(tokenizerKindName(inspection.tokenizer))), kind);
    QCOMPARE(mentions(inspection.warnings, "no tokenizer"), kind == QLatin1String("none"));
}

void TestInspection::refusedConfigStillShowsWeights() {
    const Folder folder("neox_f32");
    QVERIFY(folder.setConfig("model_type", "mamba"));
    const Inspection inspection = inspect(folder.path());
    QVERIFY(!inspection.config.has_value());
    QCOMPARE(inspection.modelType, std::string("mamba"));
    QCOMPARE(inspection.tensors, std::int64_t{28});
    QCOMPARE(inspection.storedParameters, std::int64_t{44928});
    QVERIFY(inspection.fingerprint.has_value());
    QCOMPARE(inspection.refused.size(), std::size_t{1});
    QVERIFY(mentions(inspection.refused, "\"mamba\""));
    QCOMPARE(toJson(inspection)["usable"], Json(false));
    QVERIFY(describe(inspection).find("refused       config.json: \"model_type\" is \"mamba\"") !=
            std::string::npos);
}

void TestInspection::refusedWeightsStillShowConfig() {
    const Folder folder("neox_f32");
    std::filesystem::remove(folder / "model.safetensors");
    QVERIFY(folder.write("pytorch_model.bin", "PK"));
    const Inspection inspection = inspect(folder.path());
    QVERIFY(inspection.config.has_value());
    QCOMPARE(inspection.parameters, std::int64_t{44928});
    QVERIFY(mentions(inspection.refused, "pytorch_model.bin"));
    QVERIFY(inspection.fingerprint.has_value());
    QCOMPARE(toJson(inspection)["dtype"], Json(nullptr));
}

void TestInspection::namesSeveralReasons() {
    const Folder folder("neox_f32");
    QVERIFY(folder.setConfig("hidden_act", "xielu"));
    QVERIFY(folder.setConfig("auto_map", Json{{"AutoModel", "m.M"}}));
    QVERIFY(folder.write("model.safetensors", "cut"));
    const Inspection inspection = inspect(folder.path());
    QCOMPARE(inspection.refused.size(), std::size_t{3});
    QVERIFY(mentions(inspection.refused, "xielu"));
    QVERIFY(mentions(inspection.refused, "auto_map"));
    QVERIFY(mentions(inspection.refused, "model.safetensors: has 3 bytes"));
}

void TestInspection::emptyAndAbsent() {
    const Folder folder;
    QCOMPARE(inspect(folder.path()).refused.size(), std::size_t{2});
    const Inspection absent = inspect("/nonexistent/model");
    QCOMPARE(absent.refused.size(), std::size_t{1});
    QVERIFY(mentions(absent.refused, "/nonexistent/model"));
    QVERIFY(!describe(absent).empty());
}

void TestInspection::adapters() {
    const std::filesystem::path adapters = std::filesystem::path(RETORT_TEST_DATA) / "adapters";
    const Inspection inspection = inspect(adapters / "qwen3_patterns_rslora");
    QVERIFY2(inspection.refused.empty(), describe(inspection).c_str());
    const Json json = toJson(inspection);
    QCOMPARE(json["adapter"]["rank"], Json(4));
    QCOMPARE(json["adapter"]["alpha"], Json(16.0));
    QCOMPARE(json["adapter"]["rank_stabilised"], Json(true));
    QCOMPARE(json["adapter"]["targets"], Json::array({"down_proj", "q_proj", "v_proj"}));
    QCOMPARE(json["adapter"]["updates"].size(), std::size_t{6});
    QCOMPARE(json["adapter"]["updates"][0]["scale"], Json(8.0));
    QVERIFY(mentions(inspection.differences, "adapter"));
    QVERIFY(describe(inspection).find("adapter       LoRA, rank 4, alpha 16 (rank-stabilised)") !=
            std::string::npos);
    // The fingerprint is of both together.
    const Fingerprint base = fingerprint(referenceCheckpoint("qwen3_f32")).value();
    QVERIFY(inspection.fingerprint->weights != base.weights);
    QVERIFY(inspection.fingerprint->config != base.config);

    const Inspection plain = inspect(referenceCheckpoint("qwen3_f32"));
    QCOMPARE(toJson(plain)["adapter"], Json(nullptr));
    QVERIFY(!mentions(plain.differences, "adapter"));
    const Inspection refused = inspect(adapters / "refused_dora");
    QVERIFY(mentions(refused.refused, "DoRA"));
    QVERIFY(refused.config.has_value());
    QVERIFY(mentions(inspect(adapters / "neox_list", adapters / "neox_list").refused, "an adapter itself"));
}

void TestInspection::differences_data() {
    QTest::addColumn<QString>("checkpoint");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<bool>("there");
    const auto row = [](const char* checkpoint, const char* sentence, bool there) {
        QTest::addRow("%s: %s", checkpoint, sentence) << checkpoint << sentence << there;
    };
    row("neox_f32", "The weights are F32, usually F16.", true);
    row("neox_f32", "The context is 128 tokens, usually 2048.", true);
    row("neox_f32", "Attention and FFN", false);
    row("neox_f32", "head", false);
    row("neox_f32", "activation", false);
    row("neox_f32", "Rotary", false);
    row("neox_f32", "FFN size", false);
    row("neox_sequential_f16", "Attention and FFN follow each other in sequence, usually in parallel.", true);
    row("neox_sequential_f16", "Rotary positions cover 1 of each head, usually 0.25.", true);
    row("neox_sequential_f16", "The weights are", false);
    row("neox_sharded_bf16", "The activation is gelu_new, usually gelu.", true);
    row("neox_sharded_bf16", "The base of the rotary positions is 5000, usually 10000.", true);
    row("neox_sharded_bf16", "The FFN size is 160, usually 4 times the hidden size.", true);
    row("neox_nobias_tied_f32", "The head is the embedding, usually it has weights of its own.", true);
    row("neox_nobias_tied_f32", "The attention has no biases, usually it has.", true);
    row("neox_nobias_tied_f32", "Rotary positions are scaled (linear, factor 2)", true);
    row("qwen3_f32", "A head has 16 dimensions, usually 128.", true);
    row("qwen3_f32", "share", false);
    row("qwen3_sharded_f16", "The attention has biases, usually none.", true);
    row("qwen3_tied_bf16", "embedding", false);
    row("qwen3_tied_bf16", "The weights are", false);
}

void TestInspection::differences() {
    QFETCH(QString, checkpoint);
    QFETCH(QString, sentence);
    QFETCH(bool, there);
    const Inspection inspection = inspect(referenceCheckpoint(checkpoint.toStdString()));
    QVERIFY2(mentions(inspection.differences, sentence.toStdString()) == there, describe(inspection).c_str());
    QCOMPARE(toJson(inspection)["differences"], Json(inspection.differences));
}

QTEST_APPLESS_MAIN(TestInspection)
#include "tst_inspection.moc"
