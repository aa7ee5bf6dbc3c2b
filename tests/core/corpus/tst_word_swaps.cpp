// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/word_swaps.h"

#include "core/corpus/letter_case.h"

#include <QtTest/QTest>

#include <map>
#include <set>

using namespace retort;
using namespace retort::corpus;

namespace {

std::vector<std::string> wordsIn(const std::string& text) {
    std::vector<std::string> words;
    for (const QString& word : QString::fromStdString(text).split(' '))
        words.push_back(word.toStdString());
    return words;
}

} // namespace

class TestWordSwaps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lowerCaseIsUnicodes_data();
    void lowerCaseIsUnicodes();
    void letterCaseIsKept();
    void peersAreAboutAsFrequent();
    void asManyWordsAsAskedFor();
    void drawsDependOnTheKeyAlone();
    void replacementsAreUniform();
    void nothingToSwap();
};

// Expected values: Python's str.lower(), but for the final sigma.
void TestWordSwaps::lowerCaseIsUnicodes_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("lower");
    QTest::newRow("german") << "ANNA Müller ÄÖÜ ẞ"
                            << "anna müller äöü ß";
    QTest::newRow("dotted I, digraph") << "İstanbul Ǆ"
                                       << "i̇stanbul ǆ";
    QTest::newRow("cyrillic") << "ПРИВЕТ Мир"
                              << "привет мир";
    QTest::newRow("greek") << "ΑΘΗΝΑ"
                           << "αθηνα";
    QTest::newRow("final sigma stays a sigma") << "ΟΔΟΣ"
                                               << "οδοσ";
    QTest::newRow("wide, roman number") << "Ⅳ Ａbc"
                                        << "ⅳ ａbc";
    QTest::newRow("nothing to do") << "a1 -_?"
                                   << "a1 -_?";
    QTest::newRow("empty") << ""
                           << "";
}

void TestWordSwaps::lowerCaseIsUnicodes() {
    QFETCH(QString, text);
    QFETCH(QString, lower);
    QCOMPARE(QString::fromStdString(lowerCase(text.toStdString())), lower);
}

void TestWordSwaps::letterCaseIsKept() {
    QCOMPARE(writtenLike("haus", "dorf"), std::string("haus"));
    QCOMPARE(writtenLike("haus", "Dorf"), std::string("Haus"));
    QCOMPARE(writtenLike("haus", "DORF"), std::string("HAUS"));
    QCOMPARE(writtenLike("haus", "I"), std::string("Haus"));
    QCOMPARE(writtenLike("haus", "McDorf"), std::string("Haus"));
    QCOMPARE(writtenLike("haus", "iPad"), std::string("haus"));
    QCOMPARE(writtenLike("über", "Ärger"), std::string("Über"));
}

void TestWordSwaps::peersAreAboutAsFrequent() {
    const std::vector<std::string_view> texts = {"the cat the dog the", "The CAT; dog,bird 12 l'été", "the"};
    const WordFrequencies words(texts);
    QCOMPARE(words.count("the"), 5U);
    QCOMPARE(words.count("cat"), 2U);
    QCOMPARE(words.count("été"), 1U);
    QCOMPARE(words.count("12"), 0U);
    const auto once = words.peers("bird");
    QCOMPARE(std::vector<std::string>(once.begin(), once.end()),
             (std::vector<std::string>{"bird", "l", "été"}));
    const auto twice = words.peers("dog");
    QCOMPARE(std::vector<std::string>(twice.begin(), twice.end()), (std::vector<std::string>{"cat", "dog"}));
    QCOMPARE(words.peers("the").size(), 1U); // 5 has the binary logarithm 2, alone
    QVERIFY(words.peers("unknown").empty());
}

void TestWordSwaps::asManyWordsAsAskedFor() {
    std::string text;
    for (int i = 0; i < 45; ++i)
        text += std::string(i == 0 ? "" : " ") + static_cast<char>('a' + i % 26) +
                static_cast<char>('a' + i / 26);
    const std::vector<std::string_view> texts = {text};
    const WordFrequencies words(texts);
    const auto before = wordsIn(text);
    for (const auto& [percent, changed] : std::map<unsigned, std::size_t>{{1, 1}, {5, 2}, {100, 45}}) {
        const auto after = wordsIn(swapWords(text, words, percent, Philox(1, 2, 3)).value());
        QCOMPARE(after.size(), before.size());
        std::size_t differing = 0;
        for (std::size_t i = 0; i < before.size(); ++i)
            differing += before[i] == after[i] ? 0 : 1;
        QCOMPARE(differing, changed);
    }
}

void TestWordSwaps::drawsDependOnTheKeyAlone() {
    const std::vector<std::string_view> texts = {"one two three four five six seven eight nine ten"};
    const WordFrequencies words(texts);
    const auto first = swapWords(texts[0], words, 20, Philox(1, 2, 3));
    QCOMPARE(swapWords(texts[0], words, 20, Philox(1, 2, 3)), first);
    QVERIFY(swapWords(texts[0], words, 20, Philox(1, 2, 4)) != first);
    QVERIFY(swapWords(texts[0], words, 20, Philox(2, 2, 3)) != first);
}

// Chi-square over 4 places and 3 replacements each: 11 degrees of freedom, 31.3 at 0.1 %.
void TestWordSwaps::replacementsAreUniform() {
    const std::vector<std::string_view> texts = {"aa bb cc dd"};
    const WordFrequencies words(texts);
    std::map<std::string, int> counts;
    constexpr int kDraws = 12'000;
    for (std::uint32_t i = 0; i < kDraws; ++i)
        ++counts[swapWords(texts[0], words, 1, Philox(9, 0, i)).value()];
    QCOMPARE(counts.size(), 12U);
    double chiSquare = 0;
    for (const auto& [text, count] : counts)
        chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
    QVERIFY2(chiSquare < 31.3, std::to_string(chiSquare).c_str());
}

void TestWordSwaps::nothingToSwap() {
    const std::vector<std::string_view> texts = {"same same", "12 34"};
    const WordFrequencies words(texts);
    QVERIFY(!swapWords("same same", words, 100, Philox(1)));
    QVERIFY(!swapWords("12 34", words, 100, Philox(1)));
    QVERIFY(!swapWords("", words, 100, Philox(1)));
    QVERIFY(!swapWords("\xFF unknown", words, 100, Philox(1)));
}

QTEST_APPLESS_MAIN(TestWordSwaps)
#include "tst_word_swaps.moc"
