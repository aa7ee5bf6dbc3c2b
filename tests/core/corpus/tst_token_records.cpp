// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Records that come as token ids: scored as they are, with the text they decode to.
#include "core/corpus/tokenized_record.h"

#include <QTest>

using namespace retort;

class TestTokenRecords : public QObject {
    Q_OBJECT

private:
    static tokenizer::Tokenizer demoTokenizer() {
        auto loaded = tokenizer::Tokenizer::load(RETORT_SOURCE_DIR "/resources/demo/tokenizer");
        if (!loaded)
            qFatal("%s", loaded.error().message.c_str());
        return *std::move(loaded);
    }
    static corpus::Record ofText(const QByteArray& text) {
        corpus::Record record;
        record.text = text.toStdString();
        return record;
    }
    static corpus::Record ofTokens(std::vector<std::int32_t> tokens) {
        corpus::Record record;
        record.tokens = std::move(tokens);
        return record;
    }

private Q_SLOTS:
    void sameAsTheText_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<std::uint32_t>("maxTokens");
        QTest::newRow("words") << QByteArray("The reading room opens at nine.\n  Ask Ann.") << 0U;
        QTest::newRow("cut") << QByteArray("The reading room opens at nine. Ask Ann.") << 6U;
        QTest::newRow("umlauts") << QByteArray("B\xC3\xBC"
                                               "cher \xE2\x80\x93 f\xC3\xBCr alle")
                                 << 0U;
    }
    void sameAsTheText() {
        QFETCH(const QByteArray, text);
        QFETCH(const std::uint32_t, maxTokens);
        const auto tokenizer = demoTokenizer();
        const auto all = corpus::tokenizeRecord(tokenizer, ofText(text), 0);
        const auto expected = corpus::tokenizeRecord(tokenizer, ofText(text), maxTokens);
        corpus::Record record = ofTokens(all.ids);
        const auto found = corpus::tokenizeRecord(tokenizer, record, maxTokens);
        QCOMPARE(found.ids, expected.ids);
        QCOMPARE(found.added, expected.added);
        QCOMPARE(found.truncated, expected.truncated);
        QCOMPARE(found.zlibBytes, expected.zlibBytes);
        QCOMPARE(found.textEnd, expected.textEnd);
        QCOMPARE(found.excluded, expected.excluded);
        QCOMPARE(found.spans, expected.spans);
        corpus::giveText(tokenizer, record);
        QCOMPARE(record.text, text.toStdString());
    }

    void spansOfSplitCharacters() {
        const auto tokenizer = demoTokenizer();
        // Every byte a token of its own, where the vocabulary spells bytes so.
        const auto bytes = corpus::tokenizeRecord(tokenizer, ofText("x \xF0\x9F\xA7\xBF y"), 0);
        const auto found = corpus::tokenizeRecord(tokenizer, ofTokens(bytes.ids), 0);
        QVERIFY2(bytes.ids.size() > 5, "the character is not split");
        QCOMPARE(found.spans.size(), bytes.ids.size());
        for (std::size_t i = 1; i < found.spans.size(); ++i)
            QCOMPARE(found.spans[i].first, found.spans[i - 1].second);
        QCOMPARE(found.spans.back().second, std::uint32_t{8});
        QCOMPARE(found.spans.front(), bytes.spans.front());
        QCOMPARE(found.spans.back(), bytes.spans.back());
    }

    void idsOutsideTheVocabulary() {
        const auto tokenizer = demoTokenizer();
        for (const std::int32_t id : {-1, tokenizer.vocabularySize()}) {
            const auto found = corpus::tokenizeRecord(tokenizer, ofTokens({1, id, 2}), 0);
            QCOMPARE(found.excluded, std::string("a token id outside the vocabulary"));
            QVERIFY(found.ids.empty());
        }
        QCOMPARE(corpus::tokenizeRecord(tokenizer, ofTokens({tokenizer.vocabularySize() - 1, 1}), 0).excluded,
                 std::string());
    }

    void addedBosIsNoContent() {
        const auto plain = tokenizer::Tokenizer::fromJson(
            R"({"added_tokens":[{"id":2,"content":"<s>","special":true,"single_word":false,"lstrip":false,)"
            R"("rstrip":false,"normalized":false}],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel",)"
            R"("add_prefix_space":false,"trim_offsets":true,"use_regex":false},"decoder":{"type":"ByteLevel",)"
            R"("add_prefix_space":true,"trim_offsets":true,"use_regex":true},"post_processor":)"
            R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},)"
            R"({"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},)"
            R"({"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<s>":{"id":"<s>","ids":[2],)"
            R"("tokens":["<s>"]}}},"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[]}})",
            "test");
        QVERIFY2(plain.has_value(), plain ? "" : plain.error().message.c_str());
        const auto with = corpus::tokenizeRecord(*plain, ofTokens({2, 0, 1}), 0);
        const auto without = corpus::tokenizeRecord(*plain, ofTokens({0, 1}), 0);
        QCOMPARE(with.added, std::vector<std::int32_t>{2});
        QCOMPARE(with.ids, (std::vector<std::int32_t>{0, 1}));
        QCOMPARE(without.ids, with.ids);
        QCOMPARE(without.added, with.added);
    }
};

QTEST_APPLESS_MAIN(TestTokenRecords)
#include "tst_token_records.moc"
