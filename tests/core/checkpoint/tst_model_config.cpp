// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"

#include "core/base/files.h"

#include <QtTest>

#include <filesystem>
#include <string>

using namespace retort;
using namespace retort::checkpoint;

namespace {

Json neox() {
    return Json::parse(R"({"model_type":"gpt_neox","hidden_size":512,"num_hidden_layers":6,
        "num_attention_heads":8,"intermediate_size":2048,"vocab_size":50304,"max_position_embeddings":2048,
        "hidden_act":"gelu","rotary_emb_base":10000,"rotary_pct":0.25,"torch_dtype":"float16"})");
}

Json qwen3() {
    return Json::parse(R"({"model_type":"qwen3","hidden_size":1024,"num_hidden_layers":28,
        "num_attention_heads":16,"num_key_value_heads":8,"head_dim":128,"intermediate_size":3072,
        "vocab_size":151936,"max_position_embeddings":40960,"hidden_act":"silu","rope_theta":1000000})");
}

Json cases() {
    return readJsonFile(std::filesystem::path(RETORT_TEST_DATA) / "checkpoint_configs.json").value();
}

void compare(const ModelConfig& config, const Json& expected) {
    QCOMPARE(config.hiddenSize, expected["hidden_size"].get<std::int64_t>());
    QCOMPARE(config.layers, expected["layers"].get<std::int64_t>());
    QCOMPARE(config.heads, expected["heads"].get<std::int64_t>());
    QCOMPARE(config.kvHeads, expected["kv_heads"].get<std::int64_t>());
    QCOMPARE(config.headDim, expected["head_dim"].get<std::int64_t>());
    QCOMPARE(config.ffnSize, expected["ffn_size"].get<std::int64_t>());
    QCOMPARE(config.vocabulary, expected["vocabulary"].get<std::int64_t>());
    QCOMPARE(config.contextLength, expected["context_length"].get<std::int64_t>());
    QCOMPARE(std::string(activationName(config.activation)), expected["activation"].get<std::string>());
    QCOMPARE(config.normEpsilon, expected["norm_epsilon"].get<double>());
    QCOMPARE(config.rope.base, expected["rope_base"].get<double>());
    QCOMPARE(config.rope.fraction, expected["rope_fraction"].get<double>());
    QCOMPARE(std::string(ropeTypeName(config.rope.type)), expected["rope_type"].get<std::string>());
    QCOMPARE(config.rope.factor, expected["rope_factor"].get<double>());
    QCOMPARE(config.rope.originalContext, expected["rope_original_context"].get<double>());
    QCOMPARE(config.parallelResidual, expected["parallel_residual"].get<bool>());
    QCOMPARE(config.attentionBias, expected["attention_bias"].get<bool>());
    QCOMPARE(config.tiedHead, expected["tied"].get<bool>());
    QCOMPARE(config.bosId ? Json(*config.bosId) : Json(nullptr), expected["bos"]);
    QCOMPARE(Json(config.eosIds), expected["eos"]);
    QCOMPARE(std::string(torchDtypeName(config.fileDtype)), expected["dtype"].get<std::string>());
}

} // namespace

class TestModelConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spellings_data();
    void spellings();
    void written_data();
    void written();
    void refusals_data();
    void refusals();
    void everyReasonIsNamed();
    void foreignIdsAreLeftOut();
    void rotaryDimensions();
    void missingFile();
};

// What transformers understands by documents in its old and new spellings:
// tests/reference/make_config_cases.py.
void TestModelConfig::spellings_data() {
    QTest::addColumn<int>("row");
    const Json all = cases();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
}

void TestModelConfig::spellings() {
    QFETCH(int, row);
    const Json item = cases()[static_cast<std::size_t>(row)];
    const auto config = parseModelConfig(item["document"], "config.json");
    QVERIFY2(config.has_value(), config ? "" : config.error().message.c_str());
    compare(*config, item["expected"]);
}

void TestModelConfig::written_data() {
    spellings_data();
}

void TestModelConfig::written() {
    QFETCH(int, row);
    const Json item = cases()[static_cast<std::size_t>(row)];
    const ModelConfig config = parseModelConfig(item["document"], "config.json").value();
    const auto again = parseModelConfig(toHuggingFaceConfig(config), "written");
    QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
    compare(*again, item["expected"]);
    QCOMPARE(again->rope.lowFrequencyFactor, config.rope.lowFrequencyFactor);
    QCOMPARE(again->rope.highFrequencyFactor, config.rope.highFrequencyFactor);
    QCOMPARE(again->mlpBias, config.mlpBias);
}

void TestModelConfig::refusals_data() {
    QTest::addColumn<bool>("isQwen");
    QTest::addColumn<QString>("change"); // merged into the document
    QTest::addColumn<bool>("unsupported");
    QTest::addColumn<QString>("fact"); // part of the message
    const auto row = [](const char* name, bool isQwen, const char* change, bool unsupported,
                        const char* fact) { QTest::newRow(name) << isQwen << change << unsupported << fact; };
    row("no model_type", false, R"({"model_type":null})", false, "names no \"model_type\"");
    row("unknown model_type", false, R"({"model_type":"mamba"})", true,
        "\"mamba\"; Retort computes gpt_neox, qwen3");
    row("unknown activation", false, R"({"hidden_act":"xielu"})", true, "\"xielu\"");
    row("quantised", true, R"({"quantization_config":{"bits":4}})", true, "quantization_config");
    row("own code", true, R"({"auto_map":{"AutoModel":"m.M"}})", true, "auto_map");
    row("encoder", false, R"({"is_encoder_decoder":true})", true, "is_encoder_decoder");
    row("sliding window", true, R"({"use_sliding_window":true,"sliding_window":4096,"max_window_layers":2})",
        true, "use_sliding_window");
    row("sliding layer", true,
        R"({"num_hidden_layers":2,"layer_types":["full_attention","sliding_attention"]})", true,
        "\"sliding_attention\"");
    row("layer types of other depth", true, R"({"layer_types":["full_attention"]})", false, "28 layers");
    row("yarn", true, R"({"rope_scaling":{"rope_type":"yarn","factor":4}})", true, "rope type \"yarn\"");
    row("dynamic", false, R"({"rope_scaling":{"type":"dynamic","factor":4}})", true, "rope type \"dynamic\"");
    row("rope by layer", true, R"({"rope_parameters":{"full_attention":{"rope_theta":1}}})", true,
        "layer type");
    row("two rope types", true, R"({"rope_scaling":{"rope_type":"linear","type":"llama3","factor":2}})",
        false, "contradicts itself");
    row("two rope bases", true, R"({"rope_parameters":{"rope_theta":5000}})", false,
        "\"rope_parameters.rope_theta\" is 5000 but \"rope_theta\" is 1000000");
    row("linear without factor", true, R"({"rope_scaling":{"rope_type":"linear"}})", false, "\"factor\"");
    row("llama3 upside down", true,
        R"({"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":1}})",
        false, "low_freq_factor");
    row("share above one", false, R"({"rotary_pct":1.5})", false, "1.5");
    row("odd rotated dimensions", false, R"({"rotary_pct":0.05})", false, "3 of 64");
    row("partly rotated qwen3", true, R"({"partial_rotary_factor":0.5})", true, "whole heads");
    row("negative base", true, R"({"rope_theta":-1})", false, "rope base");
    row("heads don't divide", false, R"({"num_attention_heads":7})", false, "isn't a multiple");
    row("kv heads don't divide", true, R"({"num_key_value_heads":5})", false, "\"num_key_value_heads\" 5");
    row("no heads", true, R"({"num_attention_heads":0})", false, "\"num_attention_heads\" is 0");
    row("no size", false, R"({"hidden_size":null})", false, "\"hidden_size\" is missing");
    row("size as text", false, R"({"hidden_size":"512"})", false, "\"hidden_size\" is \"512\"");
    row("size with fraction", false, R"({"hidden_size":512.5})", false, "512.5");
    row("negative size", false, R"({"vocab_size":-1})", false, "\"vocab_size\" is -1");
    row("absurd size", false, R"({"num_hidden_layers":100000})", false, "from 1 to 1024");
    row("more than 64 bits", false, R"({"vocab_size":18446744073709551615})", false, "18446744073709551615");
    row("epsilon", false, R"({"layer_norm_eps":0})", false, "epsilon is 0");
    row("flag as number", false, R"({"use_parallel_residual":1})", false, "\"use_parallel_residual\" is 1");
    row("element type", false, R"({"torch_dtype":"float3"})", false, "\"float3\"");
    row("end of text as text", false, R"({"eos_token_id":"</s>"})", false, "eos_token_id");
}

void TestModelConfig::refusals() {
    QFETCH(bool, isQwen);
    QFETCH(QString, change);
    QFETCH(bool, unsupported);
    QFETCH(QString, fact);
    Json document = isQwen ? qwen3() : neox();
    QVERIFY(parseModelConfig(document, "x").has_value());
    const Json changes = Json::parse(change.toStdString());
    for (const auto& [key, value] : changes.items())
        document[key] = value;
    const auto config = parseModelConfig(document, "models/a/config.json");
    QVERIFY(!config.has_value());
    const QString message = QString::fromStdString(config.error().message);
    QVERIFY2(message.startsWith(QLatin1String("models/a/config.json: ")), qPrintable(message));
    QVERIFY2(message.contains(fact), qPrintable(message));
    QCOMPARE(config.error().code, unsupported ? ErrorCode::Unsupported : ErrorCode::InvalidInput);
}

void TestModelConfig::everyReasonIsNamed() {
    Json document = neox();
    document["hidden_act"] = "xielu";
    document["vocab_size"] = 0;
    document["rope_scaling"] = Json{{"type", "yarn"}};
    const auto config = parseModelConfig(document, "config.json");
    QVERIFY(!config.has_value());
    for (const char* fact : {"xielu", "vocab_size", "yarn"})
        QVERIFY2(config.error().message.find(fact) != std::string::npos, config.error().message.c_str());
    QCOMPARE(config.error().code, ErrorCode::InvalidInput);
    QVERIFY(!parseModelConfig(Json::array(), "config.json").has_value());
}

void TestModelConfig::foreignIdsAreLeftOut() {
    Json document = neox();
    document["bos_token_id"] = 60000;
    document["eos_token_id"] = Json::array({5, -1, 50304, 50303});
    const ModelConfig config = parseModelConfig(document, "config.json").value();
    QVERIFY(!config.bosId.has_value());
    QCOMPARE(config.eosIds, (std::vector<std::int64_t>{5, 50303}));
}

void TestModelConfig::rotaryDimensions() {
    QCOMPARE(parseModelConfig(neox(), "x").value().rotaryDims(), std::int64_t{16});
    QCOMPARE(parseModelConfig(qwen3(), "x").value().rotaryDims(), std::int64_t{128});
}

void TestModelConfig::missingFile() {
    const auto config = readModelConfig("/nonexistent/model");
    QVERIFY(!config.has_value());
    QCOMPARE(config.error().code, ErrorCode::NotFound);
    QVERIFY(config.error().message.find("/nonexistent/model/config.json") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestModelConfig)
#include "tst_model_config.moc"
