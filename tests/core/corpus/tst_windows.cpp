// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Records as tokens, the cut, zlib sizes, and windows.
#include "core/base/json.h"
#include "core/corpus/windows.h"

#include <QTest>

using namespace retort;
using corpus::PersonalValue;
using corpus::Record;
using corpus::TokenizedRecord;
using tokenizer::Tokenizer;

namespace {

// One token for each byte, and a BOS (397) where wanted.
Tokenizer byteTokenizer(bool bos) {
    auto small = readJsonFile(RETORT_TEST_DATA "/tokenizer/small_tokenizer.json");
    if (!small)
        qFatal("%s", small.error().message.c_str());
    (*small)["model"]["merges"] = Json::array();
    if (bos) {
        (*small)["added_tokens"] = {
            {{"id", 397}, {"content", "<s>"}, {"special", true}, {"normalized", false}}};
        (*small)["post_processor"] = {
            {"type", "TemplateProcessing"},
            {"single", {{{"SpecialToken", {{"id", "<s>"}}}}, {{"Sequence", {{"id", "A"}}}}}},
            {"special_tokens", {{"<s>", {{"id", "<s>"}, {"ids", {397}}, {"tokens", {"<s>"}}}}}}};
    }
    auto made = Tokenizer::fromJson(small->dump(), "bytes");
    if (!made)
        qFatal("%s", made.error().message.c_str());
    return *made;
}

Record recordOf(const std::string& text, std::uint64_t responseBegin = 0) {
    Record record;
    record.text = text;
    record.responseBegin = responseBegin;
    return record;
}

} // namespace

class TestWindows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zlibSizes() {
        const auto rows = readJsonFile(RETORT_TEST_DATA "/corpus/vectors.json");
        QVERIFY(rows.has_value());
        for (const Json& row : *rows)
            QCOMPARE(corpus::zlibBytes(row["text"].get<std::string>()),
                     row["zlib_bytes"].get<std::uint64_t>());
    }

    void cut() {
        const std::string text = "0123456789";
        const auto whole = tokenizeRecord(byteTokenizer(false), recordOf(text), 10);
        QVERIFY(!whole.truncated);
        QCOMPARE(whole.ids.size(), std::size_t{10});
        QCOMPARE(whole.firstPredicted(), 1U);
        const auto cut = tokenizeRecord(byteTokenizer(true), recordOf(text), 8);
        QVERIFY(cut.truncated);
        QCOMPARE(cut.ids.size(), std::size_t{7}); // the BOS takes one place
        QCOMPARE(cut.added, std::vector<std::int32_t>{397});
        QCOMPARE(cut.textEnd, std::uint64_t{7});
        QCOMPARE(cut.zlibBytes, corpus::zlibBytes("0123456"));
        QCOMPARE(cut.firstPredicted(), 0U);
    }

    void excluded() {
        QCOMPARE(tokenizeRecord(byteTokenizer(false), recordOf("a"), 0).excluded,
                 std::string("one token and no BOS before it"));
        QCOMPARE(tokenizeRecord(byteTokenizer(true), recordOf("a"), 0).excluded, std::string());
        QCOMPARE(tokenizeRecord(byteTokenizer(false), recordOf("ab"), 0).excluded, std::string());
        QCOMPARE(tokenizeRecord(byteTokenizer(false), recordOf("prompt answer", 7), 5).excluded,
                 std::string("response begins after max_tokens"));
    }

    void response() {
        const auto record = tokenizeRecord(byteTokenizer(false), recordOf("prompt answer", 7), 0);
        QCOMPARE(record.firstScored, 7U);
        QCOMPARE(record.scoredTokens(), 6U);
        QCOMPARE(record.zlibBytes, corpus::zlibBytes("answer"));
        const auto window = corpus::firstWindow(record, 50, 4);
        QVERIFY(window.has_value());
        QCOMPARE(window->prefixBegin, 0U);
        QCOMPARE(window->suffixBegin, 7U);
        QCOMPARE(window->suffixEnd, 11U);
        QVERIFY(!corpus::firstWindow(record, 50, 7));
    }

    void first() {
        const auto record = tokenizeRecord(byteTokenizer(true), recordOf("0123456789"), 0);
        const auto window = corpus::firstWindow(record, 6, 4);
        QVERIFY(window.has_value());
        QCOMPARE(window->suffixBegin, 6U);
        QCOMPARE(window->suffixEnd, 10U);
        QCOMPARE(corpus::windowIds(record, *window).size(), std::size_t{11});
        QCOMPARE(corpus::windowIds(record, *window).front(), 397);
        QVERIFY(!corpus::firstWindow(record, 6, 5));
    }

    void stride() {
        const auto record = tokenizeRecord(byteTokenizer(true), recordOf("0123456789abcdef"), 0);
        const auto windows = corpus::strideWindows(record, 6, 4, 3);
        std::vector<std::uint32_t> begins;
        for (const corpus::Window& window : windows) {
            QVERIFY(window.kind == corpus::WindowKind::Stride);
            QCOMPARE(window.suffixBegin, window.prefixBegin + 6);
            QCOMPARE(window.suffixTokens(), 4U);
            begins.push_back(window.prefixBegin);
        }
        QCOMPARE(begins, (std::vector<std::uint32_t>{0, 3, 6})); // the last ends with the record
        QCOMPARE(corpus::windowIds(record, windows[1]).size(), std::size_t{11}); // a BOS before each
        QCOMPARE(corpus::strideWindows(record, 6, 4, 4).size(), std::size_t{2});
        QVERIFY(corpus::strideWindows(record, 16, 4, 1).empty());
    }

    void strideInResponse() {
        const auto record = tokenizeRecord(byteTokenizer(false), recordOf("prompt answer", 7), 0);
        const auto windows = corpus::strideWindows(record, 3, 2, 2);
        QCOMPARE(windows.size(), std::size_t{3});
        QCOMPARE(windows[0].prefixBegin, 0U); // the whole prompt
        QCOMPARE(windows[0].suffixBegin, 7U);
        QCOMPARE(windows[1].prefixBegin, 6U);
        QCOMPARE(windows[1].suffixBegin, 9U);
        QCOMPARE(windows[2].suffixEnd, 13U);
    }

    void personal() {
        const std::string text = "Ann Lee can be reached at ann@x.org.";
        const std::vector<PersonalValue> values = {{"name", "Ann Lee"}};
        const auto record = tokenizeRecord(byteTokenizer(false), recordOf(text), 0);
        const auto windows = corpus::personalWindows(record, text, values, {}, 20).value();
        // The name at the beginning has no prefix of eight tokens.
        QCOMPARE(windows.size(), std::size_t{1});
        QCOMPARE(windows[0].type, std::string("e-mail"));
        QCOMPARE(windows[0].prefixBegin, 6U);
        QCOMPARE(windows[0].suffixBegin, 26U);
        QCOMPARE(windows[0].suffixEnd, 35U);
        QCOMPARE(corpus::personalWindows(record, text, values, {}, 50)->at(0).prefixBegin, 0U);
        const auto cut = tokenizeRecord(byteTokenizer(false), recordOf(text), 34);
        QVERIFY2(corpus::personalWindows(cut, text, values, {}, 20)->empty(), "the address is cut off");
    }

    void personalTokensOverlap() {
        auto small = readJsonFile(RETORT_TEST_DATA "/tokenizer/small_tokenizer.json");
        QVERIFY(small.has_value());
        const auto tokenizer = Tokenizer::fromJson(small->dump(), "small");
        QVERIFY(tokenizer.has_value());
        const std::string text = "the quick brown fox jumps over the lazy dog the other weather";
        const auto record = tokenizeRecord(*tokenizer, recordOf(text), 0);
        const std::vector<PersonalValue> values = {{"name", "other weather"}};
        const auto windows = corpus::personalWindows(record, text, values, {}, 50).value();
        QCOMPARE(windows.size(), std::size_t{1});
        const std::vector<std::int32_t> suffix(record.ids.begin() + windows[0].suffixBegin, record.ids.end());
        QCOMPARE(tokenizer->decode(suffix, false), std::string(" other weather"));
    }

    void personalInResponseOnly() {
        const std::string text = "Write to a@prompt.org then answer: b@answer.org";
        const auto record = tokenizeRecord(byteTokenizer(false), recordOf(text, 27), 0);
        const auto windows = corpus::personalWindows(record, text, {}, {}, 50).value();
        QCOMPARE(windows.size(), std::size_t{1});
        QCOMPARE(windows[0].suffixBegin, 35U);
    }

    void personalAcrossTheBorder() {
        auto small = readJsonFile(RETORT_TEST_DATA "/tokenizer/small_tokenizer.json");
        QVERIFY(small.has_value());
        const auto tokenizer = Tokenizer::fromJson(small->dump(), "small");
        QVERIFY(tokenizer.has_value());
        // " other" is one token; the response begins inside it.
        const std::string text = "the quick brown fox jumps over the lazy dog the other weather";
        const auto record = tokenizeRecord(*tokenizer, recordOf(text, text.find("other")), 0);
        const std::vector<PersonalValue> values = {{"name", "other weather"}};
        QVERIFY(corpus::personalWindows(record, text, values, {}, 50)->empty());
    }
};

QTEST_APPLESS_MAIN(TestWindows)
#include "tst_windows.moc"
