// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// vocab.json + merges.txt and the files beside a vocabulary, against transformers (values:
// tests/reference/make_vocab_merges_cases.py); which file is read when there are several.
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/tokenizer/tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace retort;
using tokenizer::Tokenizer;
using tokenizer::TokenizerFiles;

namespace {

Json data(const std::string& name) {
    return readJsonFile(RETORT_TEST_DATA "/tokenizer/" + name + ".json").value();
}

const Json& small() {
    static const Json json = data("small_tokenizer");
    return json;
}

std::string mergesText() {
    std::string text = "#version: 0.2\n";
    for (const Json& merge : small()["model"]["merges"])
        text += merge[0].get<std::string>() + " " + merge[1].get<std::string>() + "\n";
    return text;
}

TokenizerFiles vocabMerges(const Json& beside = Json::object()) {
    TokenizerFiles files;
    files.folder = "dir";
    files.vocabulary = small()["model"]["vocab"].dump();
    files.merges = mergesText();
    const auto take = [&](const char* name, std::optional<std::string>& text) {
        if (beside.contains(name))
            text = beside[name].dump();
    };
    take("config.json", files.modelConfig);
    take("tokenizer_config.json", files.tokenizerConfig);
    take("special_tokens_map.json", files.specialTokensMap);
    take("added_tokens.json", files.addedTokens);
    return files;
}

std::string errorOf(const TokenizerFiles& files) {
    const auto made = Tokenizer::fromFiles(files);
    return made ? "" : made.error().message;
}

std::optional<std::int32_t> idIn(const Json& value) {
    return value.is_null() ? std::nullopt : std::optional(value.get<std::int32_t>());
}

} // namespace

class TestTokenizerFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beside_data() {
        QTest::addColumn<int>("row");
        const Json rows = data("vocab_merges");
        for (std::size_t i = 0; i < rows.size(); ++i)
            QTest::newRow(rows[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
    }
    void beside() {
        QFETCH(const int, row);
        static const Json rows = data("vocab_merges");
        const Json& expected = rows[static_cast<std::size_t>(row)];
        const auto made = Tokenizer::fromFiles(vocabMerges(expected["beside"]));
        if (!expected.contains("texts")) {
            QVERIFY(!made && made.error().code == ErrorCode::Unsupported);
            QVERIFY(made.error().message.find(expected["name"].get<std::string>()) != std::string::npos);
            return;
        }
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
        for (const Json& text : expected["texts"]) {
            const auto ids = made->encode(text["text"].get<std::string>()).withAdded();
            QVERIFY2(ids == text["ids"].get<std::vector<std::int32_t>>(),
                     fmt::format("{}: {}", text.dump(), fmt::join(ids, " ")).c_str());
        }
        QCOMPARE(made->vocabularySize(), expected["size"].get<std::int32_t>());
        QCOMPARE(made->namedBos(), idIn(expected["bos"]));
        QCOMPARE(made->namedEos(), idIn(expected["eos"]));
    }

    // The same vocabulary in both forms gives the same ids.
    void sameAsJson() {
        const auto json = Tokenizer::fromJson(small().dump(), "dir/tokenizer.json");
        const auto files = Tokenizer::fromFiles(vocabMerges());
        QVERIFY(json && files);
        for (const char* text : {"the quick 123 dog", "", "  it's\n\n\ncaf\xC3\xA9"})
            QCOMPARE(files->encode(text).ids, json->encode(text).ids);
    }

    void spellingsOfMerges() {
        TokenizerFiles files = vocabMerges();
        const auto plain = Tokenizer::fromFiles(files);
        std::string windows;
        for (const char c : *files.merges)
            windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
        files.merges = windows + "\r\n";
        const auto same = Tokenizer::fromFiles(files);
        QVERIFY(plain && same);
        QCOMPARE(same->encode("the quick dog").ids, plain->encode("the quick dog").ids);
        files.merges = "#version: 0.2\nt h\n\nh e\n";
        QVERIFY2(errorOf(files).rfind("dir/merges.txt:3: ", 0) == 0, errorOf(files).c_str());
        files.merges = "t h\nt nowhere\n";
        QVERIFY2(errorOf(files).find("nowhere") != std::string::npos, errorOf(files).c_str());
    }

    void damaged_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("named");
        QTest::newRow("vocabulary") << "vocab.json"
                                    << "[1]"
                                    << "dir/vocab.json";
        QTest::newRow("configuration") << "tokenizer_config.json"
                                       << "{"
                                       << "dir/tokenizer_config.json";
        QTest::newRow("token") << "tokenizer_config.json"
                               << "{'bos_token': 5}"
                               << "bos_token";
        QTest::newRow("flag") << "tokenizer_config.json"
                              << "{'add_bos_token': 'yes'}"
                              << "add_bos_token";
        QTest::newRow("decoder id") << "tokenizer_config.json"
                                    << "{'added_tokens_decoder': {'x': {'content': 'y'}}}"
                                    << "\"x\"";
        QTest::newRow("split special") << "tokenizer_config.json"
                                       << "{'split_special_tokens': true}"
                                       << "split_special_tokens";
        QTest::newRow("added id") << "added_tokens.json"
                                  << "{'x': -4}"
                                  << "added_tokens.json";
        QTest::newRow("family") << "config.json"
                                << "{}"
                                << "model_type";
    }
    void damaged() {
        QFETCH(const QString, file);
        QFETCH(QString, content);
        QFETCH(const QString, named);
        TokenizerFiles files = vocabMerges();
        const std::string text = content.replace(QLatin1Char('\''), QLatin1Char('"')).toStdString();
        (file == "vocab.json"              ? files.vocabulary
         : file == "tokenizer_config.json" ? files.tokenizerConfig
         : file == "added_tokens.json"     ? files.addedTokens
                                           : files.modelConfig) = text;
        QVERIFY2(errorOf(files).find(named.toStdString()) != std::string::npos, errorOf(files).c_str());
    }

    void whichFile() {
        const QTemporaryDir directory;
        const std::filesystem::path path = directory.path().toStdString();
        const auto missing = Tokenizer::load(path);
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
        QVERIFY(writeFile(path / "vocab.json", *vocabMerges().vocabulary));
        QVERIFY(!Tokenizer::load(path)); // half of a tokenizer is none
        const std::string model = readFile(RETORT_TEST_DATA "/tokenizer/llama.model", 1U << 20U).value();
        QVERIFY(writeFile(path / "tokenizer.model", model));
        const auto sentencePiece = Tokenizer::load(path);
        QVERIFY(sentencePiece && sentencePiece->vocabularySize() > 600);
        QVERIFY(writeFile(path / "merges.txt", mergesText()));
        const auto pair = Tokenizer::load(path);
        QVERIFY(pair.has_value());
        QCOMPARE(pair->vocabularySize(), 398); // and <|endoftext|>
        QVERIFY(writeFile(path / "tokenizer.json", small().dump()));
        const auto json = Tokenizer::load(path);
        QVERIFY(json.has_value());
        QCOMPARE(json->vocabularySize(), 397);
        QVERIFY(json->fingerprint() != pair->fingerprint());
        QVERIFY(pair->fingerprint() != sentencePiece->fingerprint());
    }

    void fingerprints() {
        const auto of = [](const Json& beside) {
            return Tokenizer::fromFiles(vocabMerges(beside)).value().fingerprint();
        };
        const auto config = [](const Json& members) { return Json{{"tokenizer_config.json", members}}; };
        const Digest plain = of(Json::object());
        QVERIFY(plain == of(config({{"model_max_length", 5}})));
        QVERIFY(plain != of(config({{"add_bos_token", true}})));
        QVERIFY(plain != of(config({{"add_prefix_space", true}})));
        QVERIFY(plain != of(config({{"tokenizer_class", "Qwen2Tokenizer"}})));
    }
};

QTEST_APPLESS_MAIN(TestTokenizerFiles)
#include "tst_tokenizer_files.moc"
