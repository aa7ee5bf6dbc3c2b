// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter.h"

#include "checkpoint_fixtures.h"
#include "core/checkpoint/checkpoint.h"

#include <QtTest>

#include <cmath>

using namespace retort;
using namespace retort::checkpoint;
using retort::test::Folder;
using retort::test::referenceCheckpoint;

namespace {

std::filesystem::path adapterDirectory(std::string_view name) {
    return std::filesystem::path(RETORT_TEST_DATA) / "adapters" / name;
}

// A copy of an adapter that a test changes at will.
class AdapterCopy : public Folder {
public:
    explicit AdapterCopy(std::string_view name) {
        for (const auto& entry : std::filesystem::directory_iterator(adapterDirectory(name)))
            std::filesystem::copy_file(entry.path(), path() / entry.path().filename());
    }
    [[nodiscard]] Json document() const { return readJsonFile(path() / "adapter_config.json").value(); }
    bool set(const std::string& key, const Json& value) const {
        Json changed = document();
        changed[key] = value;
        return write("adapter_config.json", changed.dump());
    }
};

QString messageOf(const Result<Checkpoint>& result) {
    return result ? QString() : QString::fromStdString(result.error().message);
}

} // namespace

class TestAdapter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scales_data();
    void scales();
    void reads();
    void harmlessKeys_data();
    void harmlessKeys();
    void refusedKeys_data();
    void refusedKeys();
    void refusedTensors_data();
    void refusedTensors();
    void refusedFolders();
    void findsItsBase();
    void tokenizerOfItsOwn();
};

void TestAdapter::scales_data() {
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("module");
    QTest::addColumn<int>("rank");
    QTest::addColumn<double>("scale");
    const QString plain = R"({"peft_type":"LORA","r":4,"lora_alpha":8%1})";
    QTest::newRow("alpha / rank") << plain.arg("") << "a.q_proj" << 4 << 2.0;
    QTest::newRow("own rank") << plain.arg(R"(,"rank_pattern":{"q_proj":2})") << "a.q_proj" << 2 << 4.0;
    QTest::newRow("rank-stabilised") << plain.arg(R"(,"use_rslora":true)") << "a.q_proj" << 4 << 4.0;
    const QString pattern = plain.arg(R"(,"alpha_pattern":{"^a.q_proj":12,"1\\.q_proj":20,"q_proj":16})");
    QTest::newRow("whole name") << pattern << "a.q_proj" << 4 << 3.0;
    QTest::newRow("end of a name") << pattern << "layers.1.q_proj" << 4 << 5.0;
    QTest::newRow("not the middle of a word") << pattern << "layers.11.q_proj" << 4 << 4.0;
    QTest::newRow("no pattern") << pattern << "layers.1.xq_proj" << 4 << 2.0;
    QTest::newRow("default alpha") << R"({"peft_type":"LORA","r":4})"
                                   << "a" << 4 << 2.0;
}

void TestAdapter::scales() {
    QFETCH(QString, document);
    QFETCH(QString, module);
    QFETCH(int, rank);
    QFETCH(double, scale);
    Problems problems;
    const AdapterConfig config =
        parseAdapterConfig(parseJson(document.toStdString(), "test").value(), problems);
    QVERIFY(problems.none());
    QCOMPARE(config.scale(module.toStdString(), rank), scale);
}

void TestAdapter::reads() {
    const Checkpoint checkpoint = openCheckpoint(adapterDirectory("qwen3_patterns_rslora")).value();
    QVERIFY(checkpoint.adapter.has_value());
    const Adapter& adapter = *checkpoint.adapter;
    QCOMPARE(adapter.updates.size(), std::size_t{6});
    QVERIFY(adapter.replacements.empty());
    QCOMPARE(adapter.updates.at("model.layers.0.self_attn.v_proj.weight").scale, 7 / std::sqrt(2.0));
    QCOMPARE(adapter.updates.at("model.layers.0.mlp.down_proj.weight").scale, 16 / std::sqrt(4.0));
    QCOMPARE(adapter.updates.at("model.layers.1.mlp.down_proj.weight").scale, 3 / std::sqrt(4.0));
    QVERIFY(std::filesystem::equivalent(checkpoint.directory, referenceCheckpoint("qwen3_f32")));

    const Checkpoint other = openCheckpoint(adapterDirectory("qwen3_embedding_head")).value();
    QVERIFY(other.adapter->updates.at("model.embed_tokens.weight").embedding);
    QCOMPARE(other.adapter->replacements.size(), std::size_t{2});
    QCOMPARE(openCheckpoint(adapterDirectory("neox_all_linear_bias")).value().adapter->replacements.size(),
             std::size_t{13});
    QVERIFY(!openCheckpoint(referenceCheckpoint("qwen3_f32")).value().adapter.has_value());
}

void TestAdapter::harmlessKeys_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const auto row = [](const char* key, const char* value) {
        QTest::addRow("%s: %s", key, value) << key << value;
    };
    row("init_lora_weights", "false");
    row("init_lora_weights", "\"gaussian\"");
    row("lora_dropout", "0.1");
    row("fan_in_fan_out", "true");
    row("task_type", "null");
    row("a_key_of_next_year", "null");
    row("a_key_of_next_year", "false");
    row("a_key_of_next_year", "{}");
    row("target_modules", "\"all-linear\"");
    row("rank_pattern", R"({"x":9})");
    row("target_modules", R"(["query_key_value","dense","q_proj"])");
}

void TestAdapter::harmlessKeys() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    const AdapterCopy adapter("neox_list");
    QVERIFY(adapter.set(key.toStdString(), parseJson(value.toStdString(), "test").value()));
    const auto opened = openCheckpoint(referenceCheckpoint("neox_f32"), adapter.path());
    QVERIFY2(opened.has_value(), qPrintable(messageOf(opened)));
}

void TestAdapter::refusedKeys_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("fact");
    const auto row = [](const char* key, const char* value, const char* fact) {
        QTest::addRow("%s: %s", key, value) << key << value << fact;
    };
    row("peft_type", "\"IA3\"", "\"peft_type\" is \"IA3\"");
    row("peft_type", "null", "\"peft_type\" is \"\"");
    row("use_dora", "true", "DoRA");
    row("use_qalora", "true", "\"use_qalora\" is true");
    row("lora_bias", "true", "\"lora_bias\" is true");
    row("layer_replication", "[[0,1]]", "\"layer_replication\"");
    row("target_parameters", "[\"x\"]", "\"target_parameters\"");
    row("trainable_token_indices", "[1]", "\"trainable_token_indices\"");
    row("a_key_of_next_year", "1", "\"a_key_of_next_year\" is 1");
    row("init_lora_weights", "\"pissa\"", "\"init_lora_weights\" is \"pissa\"");
    row("task_type", "\"SEQ_CLS\"", "\"task_type\" is \"SEQ_CLS\"");
    row("bias", "\"some\"", "\"bias\" is \"some\"");
    row("r", "0", "\"r\" is 0");
    row("r", "8", "has rank 4, the configuration says 8");
    row("lora_alpha", "\"8\"", "\"lora_alpha\" is \"8\"");
    row("alpha_pattern", R"({".*q_proj":1})", "regular expression \".*q_proj\"");
    row("alpha_pattern", "[]", "\"alpha_pattern\" is []");
    row("rank_pattern", R"({"x":"y"})", "\"rank_pattern\" gives");
    row("target_modules", "[1]", "\"target_modules\" holds 1");
    row("target_modules", "[\"dense\"]",
        "changes gpt_neox.layers.0.attention.query_key_value, which is not among");
    row("target_modules", R"(["query_key_value","dense","dense_h_to_4h"])",
        "matrices of 2 target modules are missing, the first is gpt_neox.layers.0.mlp.dense_h_to_4h");
}

void TestAdapter::refusedKeys() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, fact);
    const AdapterCopy adapter("neox_list");
    QVERIFY(adapter.set(key.toStdString(), parseJson(value.toStdString(), "test").value()));
    const QString message = messageOf(openCheckpoint(referenceCheckpoint("neox_f32"), adapter.path()));
    QVERIFY2(message.contains(fact), qPrintable(message));
}

void TestAdapter::refusedTensors_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("fact");
    const QString part = "layers.0.attention.dense.lora_A.weight";
    QTest::newRow("one half") << part << "layers.1.attention.dense.other"
                              << "has no place in the model";
    QTest::newRow("no prefix") << "base_model.model.gpt_neox.layers.0.attention.dense.lora_A.weight"
                               << "gpt_neox.layers.0.attention.dense.lora_A.weight"
                               << "has no place in the model";
    QTest::newRow("magnitude") << part << "layers.0.attention.dense.lora_magnitude_vector"
                               << "DoRA";
    QTest::newRow("bias of B") << part << "layers.0.attention.dense.lora_B.bias"
                               << "has no place in the model";
    QTest::newRow("a weight of another shape") << part << "layers.0.attention.dense.weight"
                                               << "is [4, 32], the base has [32, 32]";
    QTest::newRow("another model") << part << "layers.7.attention.dense.lora_A.weight"
                                   << "is no matrix of the model";
    QTest::newRow("a vector") << part << "final_layer_norm.lora_A.weight"
                              << "is no matrix of the model";
}

void TestAdapter::refusedTensors() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, fact);
    const AdapterCopy adapter("neox_list");
    const std::vector<Tensor> tensors = readSafetensors(adapter / "adapter_model.safetensors").value();
    std::vector<TensorData> changed;
    for (const Tensor& tensor : tensors)
        changed.push_back({QString::fromStdString(tensor.name).replace(from, to).toStdString(), tensor.dtype,
                           tensor.shape, tensor.bytes});
    QVERIFY(writeSafetensors(adapter / "new.safetensors", changed).has_value());
    std::filesystem::rename(adapter / "new.safetensors", adapter / "adapter_model.safetensors");
    const QString message = messageOf(openCheckpoint(referenceCheckpoint("neox_f32"), adapter.path()));
    QVERIFY2(message.contains(fact), qPrintable(message));
    if (to.contains(QLatin1String("other")))
        QVERIFY2(message.contains(QLatin1String("only one of the two LoRA matrices")), qPrintable(message));
}

void TestAdapter::refusedFolders() {
    const auto says = [](const Result<Checkpoint>& result, const char* fact) {
        return messageOf(result).contains(QLatin1String(fact));
    };
    QVERIFY(says(openCheckpoint(adapterDirectory("refused_dora")), "DoRA"));
    QVERIFY(says(openCheckpoint(adapterDirectory("refused_tied")), "embedding and head share"));
    const std::filesystem::path base = referenceCheckpoint("neox_f32");
    QVERIFY(says(openCheckpoint(base, base), "there is no adapter_config.json"));
    QVERIFY(says(openCheckpoint(adapterDirectory("neox_list"), adapterDirectory("neox_list")),
                 "an adapter itself"));
    // Another model than the one it was trained on.
    QVERIFY(
        says(openCheckpoint(referenceCheckpoint("qwen3_f32"), adapterDirectory("neox_list")), "another one"));
    const AdapterCopy adapter("neox_list");
    QVERIFY(adapter.set("base_model_name_or_path", "EleutherAI/pythia-70m"));
    QVERIFY(says(openCheckpoint(adapter.path()), "adapter of EleutherAI/pythia-70m, which is no folder"));
    QVERIFY(says(openCheckpoint(adapter.path()), "--adapter DIR"));
    QVERIFY(adapter.set("base_model_name_or_path", nullptr));
    QVERIFY(says(openCheckpoint(adapter.path()), "names no base model"));
    QVERIFY(adapter.write("config.json", "{}"));
    QVERIFY(says(openCheckpoint(adapter.path()), "holds both a model"));
    QVERIFY(openCheckpoint(base, adapter.path()).has_value());
    std::filesystem::remove(adapter / "adapter_model.safetensors");
    QVERIFY(says(openCheckpoint(base, adapter.path()), "the adapter has no weights"));
}

void TestAdapter::findsItsBase() {
    const AdapterCopy adapter("neox_list");
    QVERIFY(adapter.set("base_model_name_or_path", referenceCheckpoint("neox_f32").string()));
    QVERIFY(openCheckpoint(adapter.path()).has_value());
    QCOMPARE(findFolders(adapter.path()).value().base, referenceCheckpoint("neox_f32"));
    const CheckpointFolders plain = findFolders(referenceCheckpoint("neox_f32")).value();
    QVERIFY(plain.adapter.empty());
}

void TestAdapter::tokenizerOfItsOwn() {
    const AdapterCopy adapter("neox_list");
    const Folder base("neox_f32");
    QVERIFY(base.write("tokenizer.json", "{}"));
    QCOMPARE(openCheckpoint(base.path(), adapter.path()).value().tokenizer, base.path());
    QVERIFY(adapter.write("tokenizer.json", "{}"));
    QCOMPARE(openCheckpoint(base.path(), adapter.path()).value().tokenizer, adapter.path());
}

QTEST_APPLESS_MAIN(TestAdapter)
#include "tst_adapter.moc"
