// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// tokenizer.model against the sentencepiece library (values: tests/reference/make_sentencepiece_models.py).
#include "random_texts.h"

#include "core/base/files.h"
#include "core/tokenizer/tokenizer.h"

#include <QByteArray>
#include <QTest>

#include <algorithm>

using namespace retort;
using tokenizer::Tokenizer;
using tokenizer::TokenizerFiles;

namespace {

const Json& data() {
    static const Json json = readJsonFile(RETORT_TEST_DATA "/tokenizer/sentencepiece.json").value();
    return json;
}

TokenizerFiles filesOf(const std::string& name) {
    TokenizerFiles files;
    files.folder = "dir";
    files.sentencePiece = readFile(RETORT_TEST_DATA "/tokenizer/" + name + ".model", 1U << 20U).value();
    return files;
}

// JSON written with ' for ", since moc loses its way in raw strings.
std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

Tokenizer made(const TokenizerFiles& files) {
    auto tokenizer = Tokenizer::fromFiles(files);
    if (!tokenizer)
        qFatal("%s", tokenizer.error().message.c_str());
    return *tokenizer;
}

} // namespace

class TestSentencePiece : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void models_data() {
        QTest::addColumn<QString>("name");
        for (const auto& [name, vectors] : data()["models"].items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void models() {
        const std::string name = QTest::currentDataTag();
        const Json& expected = data()["models"][name];
        const Tokenizer tokenizer = made(filesOf(name));
        for (const Json& row : expected["texts"]) {
            const auto ids = row["ids"].get<std::vector<std::int32_t>>();
            const auto encoding = tokenizer.encode(row["text"].get<std::string>());
            QVERIFY2(encoding.ids == ids,
                     fmt::format("{}: {}", row.dump(), fmt::join(encoding.ids, " ")).c_str());
            QVERIFY2(tokenizer.decode(ids, true) == row["decoded"].get<std::string>(), row.dump().c_str());
            QVERIFY(encoding.prefix.empty() && encoding.suffix.empty());
        }
        const test::RandomTexts texts;
        for (std::size_t block = 0; block < test::RandomTexts::kBlocks; block += 25) {
            test::ShortDigest digest;
            for (const std::string& text : texts.block(block))
                digest.list(tokenizer.encode(text).ids);
            QCOMPARE(digest.hex(), expected["mixed"][block].get<std::string>());
        }
        for (std::size_t block = 0; block < expected["decoded"].size(); ++block) {
            test::Numbers numbers(test::Numbers::kSeed + block);
            test::ShortDigest digest;
            for (int i = 0; i < 1000; ++i)
                digest.text(tokenizer.decode(test::randomIds(numbers, tokenizer.vocabularySize()), true));
            QCOMPARE(digest.hex(), expected["decoded"][block].get<std::string>());
        }
    }

    void spans() {
        const Tokenizer tokenizer = made(filesOf("plain"));
        const std::string text = "  the program   <sep>end ";
        const auto encoding = tokenizer.encode(text);
        std::uint32_t at = 0;
        for (const auto& [begin, end] : encoding.spans) {
            QVERIFY(begin >= at && end >= begin && end <= text.size());
            at = end;
        }
        QCOMPARE(at, 24U); // the space at the end is removed
    }

    void ends() {
        TokenizerFiles files = filesOf("llama");
        QCOMPARE(made(files).namedBos(), std::optional<std::int32_t>(1));
        QCOMPARE(made(files).namedEos(), std::optional<std::int32_t>(2));
        QVERIFY(!made(files).addedBos());
        QVERIFY(made(files).isSpecial(1) && !made(files).isSpecial(0) && !made(files).isSpecial(300));
        const Digest plain = made(files).fingerprint();
        files.tokenizerConfig =
            quoted("{'add_bos_token': true, 'add_eos_token': true, 'bos_token': {'content': '<s>'}}");
        QCOMPARE(made(files).addedBos(), std::optional<std::int32_t>(1));
        QCOMPARE(made(files).addedEos(), std::optional<std::int32_t>(2));
        QVERIFY(made(files).fingerprint() != plain);
        QCOMPARE(made(files).encode("x").withAdded().front(), 1);
    }

    // Control pieces are not recognised in a text; tokens that the configuration adds are.
    void addedTokens() {
        TokenizerFiles files = filesOf("llama");
        files.addedTokens = quoted("{'<pad>': 700, '</s>': 2}");
        const Tokenizer tokenizer = made(files);
        const std::int32_t last = tokenizer.vocabularySize() - 1;
        QCOMPARE(tokenizer.idOf("<pad>"), std::optional(last));
        const auto ids = tokenizer.encode("</s><pad>").ids;
        QCOMPARE(ids.back(), last);
        QCOMPARE(std::count(ids.begin(), ids.end(), 2), 0);
        QCOMPARE(tokenizer.decode(ids, false), std::string("</s><pad>"));
    }

    void refused_data() {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QString>("named");
        for (const Json& row : data()["refused"])
            QTest::newRow(row["name"].get<std::string>().c_str())
                << QByteArray::fromBase64(QByteArray::fromStdString(row["model"].get<std::string>()))
                << QString::fromStdString(row["named"].get<std::string>());
    }
    void refused() {
        QFETCH(const QByteArray, model);
        QFETCH(const QString, named);
        TokenizerFiles files;
        files.folder = "dir";
        files.sentencePiece = model.toStdString();
        const auto tokenizer = Tokenizer::fromFiles(files);
        QVERIFY(!tokenizer);
        QVERIFY2(tokenizer.error().message.rfind("dir/tokenizer.model", 0) == 0 &&
                     tokenizer.error().message.find(named.toStdString()) != std::string::npos,
                 tokenizer.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestSentencePiece)
#include "tst_sentencepiece.moc"
