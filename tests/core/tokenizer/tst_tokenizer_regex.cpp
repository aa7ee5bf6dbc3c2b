// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Regular expressions as Oniguruma reads them, and the constructs that are refused.
#include "random_texts.h"

#include "core/tokenizer/regex.h"

#include <QTest>

using namespace retort;
using tokenizer::Regex;

namespace {

const Json& classes() {
    static const Json json = readJsonFile(RETORT_TEST_DATA "/tokenizer/classes.json").value();
    return json;
}

} // namespace

class TestTokenizerRegex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matches_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // matches joined by "|"
        const auto row = [](const char* name, const char* pattern, const char* text, const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(pattern) << QString::fromUtf8(text)
                                << QString::fromUtf8(expected);
        };
        row("space holds no U+180E", "\\s", "a \u180e\u00a0", " |\u00a0");
        row("not space holds U+180E", "\\S", " \u180e", "\u180e");
        row("space in a class", "[^\\s\\p{L}]+", "a- \u180e!", "-|\u180e!");
        row("bracket first in a class", "[]a]+", "a]b", "a]");
        row("script, not script extensions", "\\p{Han}+", "\u4e00\u3005\u30fc", "\u4e00\u3005");
        row("negated property", "\\p{^L}+", "ab12", "12");
        row("upper-case P", "\\P{L}+", "ab12", "12");
        row("case folding reaches U+017F", "(?i:'s)", "'\u017f 'S", "'\u017f|'S");
        row("dot stops at line feed only", ".+", "a\rb\nc", "a\rb|c");
        row("lookahead", "\\s+(?!\\S)|\\s+", "a   b  ", "  | |  ");
        row("possessive", "[^x]?+\\p{L}++", "xab", "xab");
    }
    void matches() {
        QFETCH(const QString, pattern);
        QFETCH(const QString, text);
        QFETCH(const QString, expected);
        const auto regex = Regex::compile(pattern.toStdString(), "here");
        QVERIFY2(regex.has_value(), regex ? "" : regex.error().message.c_str());
        const std::string subject = text.toStdString();
        QStringList found;
        for (const auto& [begin, end] : regex->findAll(subject))
            found += QString::fromStdString(subject.substr(begin, end - begin));
        QCOMPARE(found.join(QLatin1Char('|')), expected);
    }

    // Every code point, in the classes that the families' patterns are made of, against the official library.
    void everyCodePoint_data() {
        QTest::addColumn<QString>("pattern");
        for (const auto& [pattern, digests] : classes().items())
            QTest::newRow(pattern.c_str()) << QString::fromStdString(pattern);
    }
    void everyCodePoint() {
        QFETCH(const QString, pattern);
        const auto regex = Regex::compile(pattern.toStdString(), "here");
        QVERIFY(regex.has_value());
        const Json& expected = classes()[pattern.toStdString()];
        for (std::uint32_t block = 0; block < 0x110; ++block) {
            std::vector<std::int32_t> found;
            std::string text;
            std::vector<std::int32_t> characters; // by the byte of the text where they begin
            for (std::uint32_t c = block * 4096; c < block * 4096 + 4096; ++c) {
                if (c >= 0xD800 && c <= 0xDFFF)
                    continue;
                text += test::utf8(c);
                characters.resize(text.size());
                characters[text.size() - test::utf8(c).size()] = static_cast<std::int32_t>(c);
            }
            for (const auto& [begin, end] : regex->findAll(text))
                found.push_back(characters[begin]);
            QVERIFY2(test::ShortDigest().ids(found).hex() == expected[block].get<std::string>(),
                     fmt::format("block U+{:04X}", block * 4096).c_str());
        }
    }

    void refused_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("named");
        QTest::newRow("word") << "\\w+"
                              << "\\w";
        QTest::newRow("hexadecimal in Ruby") << "\\h"
                                             << "\\h";
        QTest::newRow("boundary") << "\\bx"
                                  << "\\b";
        QTest::newRow("class in a class") << "[a[bc]]"
                                          << "[ inside [ ]";
        QTest::newRow("intersection") << "[a-z&&b]"
                                      << "&&";
        QTest::newRow("repeated interval") << "a{1,2}+"
                                           << "{ }+";
        QTest::newRow("not space in a class") << "[\\S]"
                                              << "\\S";
        QTest::newRow("unknown property") << "\\p{Alphabetic}"
                                          << "can't be used";
        QTest::newRow("broken") << "("
                                << "can't be used";
        QTest::newRow("backslash") << "a\\"
                                   << "backslash";
    }
    void refused() {
        QFETCH(const QString, pattern);
        QFETCH(const QString, named);
        const auto regex = Regex::compile(pattern.toStdString(), "here");
        QVERIFY(!regex);
        QVERIFY2(regex.error().message.find(named.toStdString()) != std::string::npos,
                 regex.error().message.c_str());
    }

    void literal() {
        const auto regex = Regex::literal("a.b");
        QCOMPARE(regex.findAll("axb a.b").size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestTokenizerRegex)
#include "tst_tokenizer_regex.moc"
