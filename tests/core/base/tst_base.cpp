// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/philox.h"
#include "core/base/table_writer.h"
#include "core/base/utf8.h"

#include <QtTest/QTest>

#include <QFile>
#include <QTemporaryDir>

#include <cmath>
#include <limits>

using namespace retort;

class TestBase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hashes();
    void fieldsCantRunTogether();
    void philoxKnownAnswers();
    void philoxIsUniform();
    void atomicFileKeepsTheOldUntilCommit();
    void readRefuses();
    void jsonRefuses_data();
    void jsonRefuses();
    void jsonProblemsQuoteNothing_data();
    void jsonProblemsQuoteNothing();
    void utf8_data();
    void utf8();
    void terminalText_data();
    void terminalText();
    void csv();
    void jsonLines();
    void tableRefuses();

private:
    std::filesystem::path path(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    QTemporaryDir m_folder;
};

// FIPS 180-2 and RFC 4231 (case 2).
void TestBase::hashes() {
    QCOMPARE(toHex(sha256(std::string_view("abc"))),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(firstNumber(sha256(std::string_view("abc"))), std::uint64_t{0xeacf018fbf1678ba});
    QCOMPARE(toHex(hmacSha256("Jefe", "what do ya want for nothing?")),
             std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
}

void TestBase::fieldsCantRunTogether() {
    QVERIFY(Sha256().updateField("ab").updateField("c").finish() !=
            Sha256().updateField("a").updateField("bc").finish());
}

// Random123's known-answer vectors for philox4x32-10.
void TestBase::philoxKnownAnswers() {
    using Block = std::array<std::uint32_t, 4>;
    QVERIFY((philox4x32({0, 0}, {0, 0, 0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    QVERIFY((philox4x32({0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}) ==
             Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    QVERIFY((philox4x32({0xa4093822, 0x299f31d0}, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}) ==
             Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

void TestBase::philoxIsUniform() {
    Philox random(7, 3);
    double sum = 0;
    double normalSquares = 0;
    double poisson = 0;
    constexpr int kDraws = 20'000;
    for (int i = 0; i < kDraws; ++i) {
        const double value = random.uniform();
        QVERIFY(value >= 0 && value < 1);
        QVERIFY(random.below(3) < 3);
        sum += value;
        const double normal = random.normal();
        normalSquares += normal * normal;
        poisson += random.poissonOne();
    }
    QVERIFY(std::abs(sum / kDraws - 0.5) < 0.01);
    QVERIFY(std::abs(normalSquares / kDraws - 1) < 0.05);
    QVERIFY(std::abs(poisson / kDraws - 1) < 0.04);
    QCOMPARE(Philox(7, 3).next(), Philox(7, 3).next());
    QVERIFY(Philox(7, 3).next() != Philox(7, 4).next());
}

void TestBase::atomicFileKeepsTheOldUntilCommit() {
    const auto target = path("file");
    QVERIFY(writeFile(target, "old"));
    {
        auto file = AtomicFile::create(target);
        QVERIFY(file && file->write(std::string_view("new")));
    }
    QCOMPARE(*readFile(target), std::string("old"));
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files).size(), 1);
    auto file = AtomicFile::create(target, 0600);
    QVERIFY(file && file->write(std::string_view("new")) && file->commit());
    QCOMPARE(*readFile(target), std::string("new"));
    QCOMPARE(QFile::permissions(QString::fromStdString(target.string())) &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup),
             QFile::Permissions());
}

void TestBase::readRefuses() {
    QVERIFY(readFile(path("none")).error().code == ErrorCode::NotFound);
    QVERIFY(readFile(m_folder.path().toStdString()).error().code == ErrorCode::InvalidInput);
    QVERIFY(writeFile(path("big"), "12345"));
    const auto big = readFile(path("big"), 4);
    QVERIFY(!big && big.error().message.find("big") != std::string::npos);
    QVERIFY(!AtomicFile::create("/nowhere/file"));
}

void TestBase::jsonRefuses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("not JSON") << QByteArray("{]");
    QTest::newRow("two values") << QByteArray("1 2");
    QTest::newRow("key twice") << QByteArray(R"({"a":1,"b":{"a":2},"a":3})");
    QTest::newRow("too deep") << QByteArray(80, '[') + QByteArray(80, ']');
    QTest::newRow("bad UTF-8") << QByteArray("\"\xC3\"");
}

void TestBase::jsonRefuses() {
    QFETCH(QByteArray, text);
    const auto parsed =
        parseJson(std::string_view(text.constData(), static_cast<std::size_t>(text.size())), "here");
    QVERIFY(!parsed);
    QVERIFY(parsed.error().message.starts_with("here: "));
}

// The place, never the text around it, which may be somebody's.
void TestBase::jsonProblemsQuoteNothing_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("literal") << QByteArray(R"({"a": Smith})")
                             << QStringLiteral("here: is not valid JSON from byte 7 on");
    QTest::newRow("open text") << QByteArray(R"({"a": "Smith)")
                               << QStringLiteral("here: is not valid JSON from byte 13 on");
    QTest::newRow("third line") << QByteArray("{\n\"a\": 1,\n  Smith}")
                                << QStringLiteral("here: is not valid JSON from line 3, byte 3 on");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("here: is not valid JSON from byte 1 on");
    QTest::newRow("number") << QByteArray(R"({"a": 123456789e999})")
                            << QStringLiteral("here: holds a number too large for a double");
}

void TestBase::jsonProblemsQuoteNothing() {
    QFETCH(QByteArray, text);
    const auto parsed =
        parseJson(std::string_view(text.constData(), static_cast<std::size_t>(text.size())), "here");
    QVERIFY(!parsed);
    QTEST(QString::fromStdString(parsed.error().message), "message");
}

// Invalid sequences and what Python's bytes.decode("utf-8", "replace") makes of them.
void TestBase::utf8_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("invalid");
    QTest::addColumn<QByteArray>("repaired");
    const QByteArray mark = "\xEF\xBF\xBD";
    QTest::newRow("plain") << QByteArray("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") << -1
                           << QByteArray("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    QTest::newRow("lone") << QByteArray("a\x80z") << 1 << "a" + mark + "z";
    QTest::newRow("cut short") << QByteArray("\xE2\x82") << 0 << mark;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << 0 << mark + mark + mark;
    QTest::newRow("overlong") << QByteArray("\xC0\xAF") << 0 << mark + mark;
    QTest::newRow("beyond") << QByteArray("\xF4\x90\x80\x80") << 0 << mark + mark + mark + mark;
}

void TestBase::utf8() {
    QFETCH(QByteArray, text);
    QFETCH(int, invalid);
    QFETCH(QByteArray, repaired);
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    QCOMPARE(static_cast<int>(firstInvalidUtf8(view)), invalid);
    QCOMPARE(QByteArray::fromStdString(repairUtf8(view)), repaired);
}

void TestBase::terminalText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("plain") << QByteArray("Z\xC3\xBCrich \xE2\x82\xAC \xF0\x9F\x98\x80")
                           << QByteArray("Z\xC3\xBCrich \xE2\x82\xAC \xF0\x9F\x98\x80");
    QTest::newRow("escape") << QByteArray("a\x1B[2Jb") << QByteArray("a\\u001b[2Jb");
    QTest::newRow("lines") << QByteArray("a\n\x7F\xC2\x85\xE2\x80\xA8")
                           << QByteArray("a\\u000a\\u007f\\u0085\\u2028");
    QTest::newRow("direction") << QByteArray("\xE2\x80\xAE"
                                             "a\xD8\x9C")
                               << QByteArray("\\u202ea\\u061c");
    QTest::newRow("not UTF-8") << QByteArray("a\xFF") << QByteArray("a\xEF\xBF\xBD");
}

void TestBase::terminalText() {
    QFETCH(QByteArray, text);
    QTEST(QByteArray::fromStdString(onOneLine(text.toStdString())), "shown");
}

void TestBase::csv() {
    auto table = openTable(path("t.csv"),
                           {{"a,b", ColumnType::Text}, {"n", ColumnType::Real}, {"i", ColumnType::Integer}});
    QVERIFY(table);
    QVERIFY((*table)->row(std::vector<Cell>{std::string("say \"x\"\n"), 0.1, std::int64_t{-3}}));
    QVERIFY((*table)->row(std::vector<Cell>{std::string("=1+1"), std::nan(""), Cell()}));
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("t.csv"))));
    QVERIFY((*table)->finish());
    QCOMPARE(*readFile(path("t.csv")), std::string("\"a,b\",n,i\n\"say \"\"x\"\"\n\",0.1,-3\n'=1+1,nan,\n"));
}

void TestBase::jsonLines() {
    auto table = openTable(
        path("t.jsonl"), {{"a", ColumnType::Text}, {"l", ColumnType::IntegerList}, {"r", ColumnType::Real}});
    QVERIFY(table);
    QVERIFY((*table)->row(
        std::vector<Cell>{Cell(), std::vector<std::int64_t>{1, 2}, std::numeric_limits<double>::infinity()}));
    QVERIFY((*table)->finish());
    QCOMPARE(*readFile(path("t.jsonl")), std::string("{\"a\":null,\"l\":[1,2],\"r\":\"inf\"}\n"));
}

void TestBase::tableRefuses() {
    QVERIFY(openTable(path("t.txt"), {}).error().code == ErrorCode::Usage);
    QVERIFY(openTable(path("t.csv"), {{"l", ColumnType::RealList}}).error().code == ErrorCode::Usage);
}

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
