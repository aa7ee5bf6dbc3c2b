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

Json gpt2() {
    return Json::parse(R"({"model_type":"gpt2","n_embd":768,"n_layer":12,"n_head":12,"vocab_size":50257,
        "n_positions":1024,"n_ctx":1024})");
}

Json opt() {
    return Json::parse(R"({"model_type":"opt","hidden_size":768,"num_hidden_layers":12,"ffn_dim":3072,
        "num_attention_heads":12,"vocab_size":50272,"max_position_embeddings":2048})");
}

Json llama() {
    return Json::parse(R"({"model_type":"llama","hidden_size":4096,"num_hidden_layers":32,
        "num_attention_heads":32,"intermediate_size":11008,"vocab_size":32000,
        "max_position_embeddings":4096})");
}

Json olmo2() {
    Json document = llama();
    document["model_type"] = "olmo2";
    return document;
}

Json documentOf(const QString& family) {
    return family == "gpt2"    ? gpt2()
           : family == "opt"   ? opt()
           : family == "neox"  ? neox()
           : family == "llama" ? llama()
           : family == "olmo2" ? olmo2()
                               : qwen3();
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
    QCOMPARE(config.mlpBias, expected["mlp_bias"].get<bool>());
    QCOMPARE(config.attentionScaled, expected["attention_scaled"].get<bool>());
    QCOMPARE(config.attentionScaledByLayer, expected["attention_scaled_by_layer"].get<bool>());
    QCOMPARE(config.embeddingSize(), expected["embedding_size"].get<std::int64_t>());
    QCOMPARE(config.postNorm, expected["post_norm"].get<bool>());
    QCOMPARE(config.normWeights, expected["norm_weights"].get<bool>());
    QCOMPARE(config.finalNorm, expected["final_norm"].get<bool>());
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
}

void TestModelConfig::refusals_data() {
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("change"); // merged into the document
    QTest::addColumn<bool>("unsupported");
    QTest::addColumn<QString>("fact"); // part of the message
    const auto row = [](const char* name, const char* family, const char* change, bool unsupported,
                        const char* fact) {
        QTest::newRow(name) << QString(family) << QString(change) << unsupported << QString(fact);
    };
    row("no model_type", "neox", R"({"model_type":null})", false, "names no \"model_type\"");
    row("unknown model_type", "neox", R"({"model_type":"mamba"})", true,
        "\"mamba\"; Retort computes gpt2, opt, gpt_neox, llama, olmo2, qwen3");
    row("unknown activation", "neox", R"({"hidden_act":"xielu"})", true, "\"xielu\"");
    row("quantised", "qwen3", R"({"quantization_config":{"bits":4}})", true, "quantization_config");
    row("own code", "qwen3", R"({"auto_map":{"AutoModel":"m.M"}})", true, "auto_map");
    row("encoder", "neox", R"({"is_encoder_decoder":true})", true, "is_encoder_decoder");
    row("sliding window", "qwen3",
        R"({"use_sliding_window":true,"sliding_window":4096,"max_window_layers":2})", true,
        "use_sliding_window");
    row("sliding layer", "qwen3",
        R"({"num_hidden_layers":2,"layer_types":["full_attention","sliding_attention"]})", true,
        "\"sliding_attention\"");
    row("layer types of other depth", "qwen3", R"({"layer_types":["full_attention"]})", false, "28 layers");
    row("yarn", "qwen3", R"({"rope_scaling":{"rope_type":"yarn","factor":4}})", true, "rope type \"yarn\"");
    row("dynamic", "neox", R"({"rope_scaling":{"type":"dynamic","factor":4}})", true,
        "rope type \"dynamic\"");
    row("rope by layer", "qwen3", R"({"rope_parameters":{"full_attention":{"rope_theta":1}}})", true,
        "layer type");
    row("two rope types", "qwen3", R"({"rope_scaling":{"rope_type":"linear","type":"llama3","factor":2}})",
        false, "contradicts itself");
    row("two rope bases", "qwen3", R"({"rope_parameters":{"rope_theta":5000}})", false,
        "\"rope_parameters.rope_theta\" is 5000 but \"rope_theta\" is 1000000");
    row("linear without factor", "qwen3", R"({"rope_scaling":{"rope_type":"linear"}})", false, "\"factor\"");
    row("llama3 upside down", "qwen3",
        R"({"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":1}})",
        false, "low_freq_factor");
    row("share above one", "neox", R"({"rotary_pct":1.5})", false, "1.5");
    row("odd rotated dimensions", "neox", R"({"rotary_pct":0.05})", false, "3 of 64");
    row("partly rotated qwen3", "qwen3", R"({"partial_rotary_factor":0.5})", true, "whole heads");
    row("negative base", "qwen3", R"({"rope_theta":-1})", false, "rope base");
    row("heads don't divide", "neox", R"({"num_attention_heads":7})", false, "isn't a multiple");
    row("kv heads don't divide", "qwen3", R"({"num_key_value_heads":5})", false, "\"num_key_value_heads\" 5");
    row("no heads", "qwen3", R"({"num_attention_heads":0})", false, "\"num_attention_heads\" is 0");
    row("no size", "neox", R"({"hidden_size":null})", false, "\"hidden_size\" is null");
    row("size as text", "neox", R"({"hidden_size":"512"})", false, "\"hidden_size\" is \"512\"");
    row("size with fraction", "neox", R"({"hidden_size":512.5})", false, "512.5");
    row("negative size", "neox", R"({"vocab_size":-1})", false, "\"vocab_size\" is -1");
    row("absurd size", "neox", R"({"num_hidden_layers":100000})", false, "from 1 to 1024");
    row("more than 64 bits", "neox", R"({"vocab_size":18446744073709551615})", false, "18446744073709551615");
    row("epsilon", "neox", R"({"layer_norm_eps":0})", false, "epsilon is 0");
    row("flag as number", "neox", R"({"use_parallel_residual":1})", false, "\"use_parallel_residual\" is 1");
    row("element type", "neox", R"({"torch_dtype":"float3"})", false, "\"float3\"");
    row("end of text as text", "neox", R"({"eos_token_id":"</s>"})", false, "eos_token_id");
    row("gpt2, heads don't divide", "gpt2", R"({"n_head":7})", false,
        "\"n_embd\" 768 isn't a multiple of \"n_head\" 7");
    row("gpt2, cross-attention", "gpt2", R"({"add_cross_attention":true})", true, "add_cross_attention");
    row("gpt2, rotary positions", "gpt2", R"({"rope_scaling":{"type":"linear","factor":2}})", true,
        "\"rope_scaling\"");
    row("gpt2, activation", "gpt2", R"({"activation_function":"tanh"})", true, "\"tanh\"");
    row("gpt2, no number", "gpt2", R"({"n_layer":null})", false, "\"n_layer\" is null");
    row("opt, no flag", "opt", R"({"enable_bias":"no"})", false, "\"enable_bias\" is \"no\"");
    row("opt, width", "opt", R"({"word_embed_proj_dim":0})", false, "\"word_embed_proj_dim\" is 0");
    row("opt, rotary positions", "opt", R"({"rope_parameters":{"rope_theta":10000}})", true,
        "\"rope_parameters\"");
    row("llama, window", "llama", R"({"sliding_window":4096})", true, "\"sliding_window\" is 4096");
    row("llama, layers of other types", "llama",
        R"({"num_hidden_layers":2,"layer_types":["full_attention","chunked_attention"]})", true,
        "\"chunked_attention\"");
    row("llama, experts", "llama", R"({"num_local_experts":8})", true, "\"num_local_experts\" is 8");
    row("llama, heads don't divide", "llama", R"({"num_attention_heads":33})", false, "isn't a multiple");
    row("llama, longrope", "llama", R"({"rope_scaling":{"rope_type":"longrope","factor":4}})", true,
        "rope type \"longrope\"");
    row("llama, partly rotated", "llama", R"({"partial_rotary_factor":0.5})", true, "whole heads");
    row("olmo2, soft cap", "olmo2", R"({"final_logit_softcapping":30.0})", true, "final_logit_softcapping");
    row("olmo2, clipped", "olmo2", R"({"clip_qkv":8.0})", true, "clip_qkv");
    row("qwen3, window by the class's own size", "qwen3",
        R"({"use_sliding_window":true,"max_window_layers":2})", true, "use_sliding_window");
}

void TestModelConfig::refusals() {
    QFETCH(QString, family);
    QFETCH(QString, change);
    QFETCH(bool, unsupported);
    QFETCH(QString, fact);
    Json document = documentOf(family);
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
