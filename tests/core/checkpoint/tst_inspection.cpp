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

QTEST_APPLESS_MAIN(TestInspection)
#include "tst_inspection.moc"
