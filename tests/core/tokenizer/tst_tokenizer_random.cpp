// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every code point and 100,000 random texts for every vocabulary against the official library (values:
// tests/reference/make_tokenizer_vectors.py).
#include "random_texts.h"
#include "tokenizer_families.h"

#include <QTest>

using namespace retort;

class TestTokenizerRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodePoint_data() { test::tokenizerFamilies(); }
    void everyCodePoint() {
        const std::string name = QTest::currentDataTag();
        const tokenizer::Tokenizer& tokenizer = test::family(name);
        const Json expected = test::tokenizerData(name)["blocks"];
        for (std::uint32_t block = 0; block < 0x110; ++block) {
            std::string text;
            for (std::uint32_t c = block * 4096; c < block * 4096 + 4096; ++c) {
                if (c < 0xD800 || c > 0xDFFF)
                    text += "a" + test::utf8(c) + "b " + test::utf8(c) + "1\n";
            }
            QVERIFY2(test::ShortDigest().ids(tokenizer.encode(text).ids).hex() ==
                         expected[block].get<std::string>(),
                     fmt::format("block U+{:04X}", block * 4096).c_str());
        }
    }

    void texts_data() { test::tokenizerFamilies(); }
    void texts() {
        const std::string name = QTest::currentDataTag();
        const tokenizer::Tokenizer& tokenizer = test::family(name);
        const Json expected = test::tokenizerData(name)["mixed"];
        QCOMPARE(expected.size(), test::RandomTexts::kBlocks);
        const test::RandomTexts texts;
        for (std::size_t block = 0; block < test::RandomTexts::kBlocks; ++block) {
            test::ShortDigest digest;
            for (const std::string& text : texts.block(block))
                digest.list(tokenizer.encode(text).ids);
            QVERIFY2(digest.hex() == expected[block].get<std::string>(),
                     fmt::format("block {}", block).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestTokenizerRandom)
#include "tst_tokenizer_random.moc"
