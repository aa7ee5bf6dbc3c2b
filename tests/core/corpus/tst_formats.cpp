// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every kind of file to the records that Python's csv module, pyarrow, numpy and zstandard find in it
// (tests/reference/make_format_vectors.py), and the refusal of damaged and foreign ones.
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/corpus/records.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace retort;
using corpus::DataSource;

namespace {

const std::filesystem::path kFolder = RETORT_TEST_DATA "/corpus/formats";

DataSource sourceOf(const Json& fields, const std::string& file) {
    DataSource source;
    source.paths = {kFolder / file};
    source.textField = fields.value("text", "text");
    source.idField = fields.value("id", "");
    source.groupField = fields.value("group", "");
    source.subjectField = fields.value("subject", "");
    source.repeatsField = fields.value("repeats", "");
    source.allowedMalformed = fields.value("allow", 0.2);
    source.textRows = *corpus::textRowsFromName(fields.value("rows", "line"));
    source.tokenType = *corpus::tokenFileTypeFromName(fields.value("token_type", ""));
    source.rowTokens = fields.value("row_tokens", std::uint64_t{0});
    if (fields.contains("end_token"))
        source.endToken = fields["end_token"].get<std::int32_t>();
    return source;
}

// What a record has in common with the judge's.
Json described(const corpus::Record& record, const Json& expected) {
    Json found = {{"line", record.line}};
    if (!record.text.empty())
        found["text"] = record.text;
    if (!record.tokens.empty())
        found["tokens"] = record.tokens;
    if (expected.contains("id"))
        found["id"] = record.id;
    if (record.group)
        found["group"] = *record.group;
    if (!record.subjects.empty())
        found["subjects"] = record.subjects;
    if (expected.contains("repeats"))
        found["repeats"] = record.repeats;
    return found;
}

// Keys in the order of their names.
std::string sorted(const Json& object) {
    return nlohmann::json(object).dump();
}

} // namespace

class TestFormats : public QObject {
    Q_OBJECT

private:
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const auto path = std::filesystem::path(m_directory.path().toStdString()) / name;
        std::filesystem::create_directories(path.parent_path());
        if (!writeFile(path, text))
            qFatal("can't write a test file");
        return path;
    }
    QTemporaryDir m_directory;

private Q_SLOTS:
    void judged_data() {
        QTest::addColumn<int>("number");
        const auto cases = readJsonFile(kFolder / "expected.json");
        QVERIFY(cases.has_value());
        for (std::size_t i = 0; i < cases->size(); ++i)
            QTest::newRow((*cases)[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
    }
    void judged() {
        QFETCH(const int, number);
        const auto cases = readJsonFile(kFolder / "expected.json");
        const Json& expected = (*cases)[static_cast<std::size_t>(number)];
        const auto data = corpus::readRecords(sourceOf(expected["source"], expected["file"]));
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records.size(), expected["records"].size());
        for (std::size_t i = 0; i < data->records.size(); ++i)
            QCOMPARE(sorted(described(data->records[i], expected["records"][i])),
                     sorted(expected["records"][i]));
        QCOMPARE(data->summary.excluded.size(), expected["excluded"].size());
        for (std::size_t i = 0; i < data->summary.excluded.size(); ++i) {
            const corpus::ExcludedRow& row = data->summary.excluded[i];
            const Json found = {{"line", row.line}, {"reason", row.reason}, {"malformed", row.malformed}};
            QCOMPARE(sorted(found), sorted(expected["excluded"][i]));
        }
        QCOMPARE(data->summary.rows, data->summary.records + data->summary.excluded.size());
    }

    void refused_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("says");
        const auto add = [](const char* file, const char* field, const char* says) {
            QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(file), QLatin1String(field))))
                << QString::fromLatin1(file) << QString::fromLatin1(field) << QString::fromLatin1(says);
        };
        add("rows.parquet", "body",
            "has no column \"body\"; its columns are id, text, source, who, count, meta");
        add("rows.parquet", "meta", "is of type struct<");
        add("rows.csv", "body", "its columns are id, source, text, count, who");
        add("broken/types.parquet", "text", "column \"text\" is of type double");
        add("broken/types.parquet", "list", "column \"list\" is of type list<");
        add("broken/binary.parquet", "text", "is of type binary");
        add("broken/cut.parquet", "text", "can't be read: ");
        add("broken/offsets.arrow", "text", "can't be read: ");
        add("broken/fractions.npy", "text", "holds values of type \"<f8\"");
        add("broken/cube.npy", "text", "has 3 dimensions");
        add("broken/columns.npy", "text", "column by column");
        add("broken/objects.npy", "text", "holds values of type \"|O\"");
        add("broken/cut.npy", "text", "cut off: it holds 11 of 3 x 4 token ids");
        add("flat.npy", "text", "is one row of 10 token ids");
        add("ids16.bin", "text", "token_type");
    }
    void refused() {
        QFETCH(const QString, file);
        QFETCH(const QString, field);
        QFETCH(const QString, says);
        DataSource source;
        source.paths = {kFolder / file.toStdString()};
        source.textField = field.toStdString();
        const auto data = corpus::readRecords(source);
        QVERIFY(!data);
        const QString message = QString::fromStdString(data.error().message);
        QVERIFY2(message.contains(says) && message.contains(file), qPrintable(message));
    }

    void mislabelled_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const QByteArray gzip = QByteArray::fromStdString(*readFile(kFolder / "members.jsonl.gz"));
        const QByteArray zstd = QByteArray::fromStdString(*readFile(kFolder / "frames.ndjson.zst"));
        const QByteArray arrow = QByteArray::fromStdString(*readFile(kFolder / "stream.arrow"));
        const QByteArray parquet = QByteArray::fromStdString(*readFile(kFolder / "rows.parquet"));
        QTest::newRow("gzip cut") << "a.jsonl.gz" << gzip.chopped(9) << "the gzip file is cut off";
        QTest::newRow("gzip empty") << "a.jsonl.gz" << QByteArray() << "the gzip file is cut off";
        QTest::newRow("not gzip") << "a.jsonl.gz" << zstd << "is not a sound gzip file";
        QTest::newRow("gzip checksum")
            << "a.jsonl.gz" << gzip.chopped(8) + QByteArray(8, 'x') << "is not a sound gzip file";
        QTest::newRow("zstd cut") << "a.jsonl.zst" << zstd.chopped(3) << "the zstd file is cut off";
        QTest::newRow("not zstd") << "a.jsonl.zst" << gzip << "is not a sound zstd file";
        QTest::newRow("not parquet") << "a.parquet" << gzip << "can't be read: ";
        QTest::newRow("not arrow") << "a.arrow" << gzip << "can't be read: ";
        QTest::newRow("empty arrow") << "a.arrow" << QByteArray() << "can't be read: ";
        QTest::newRow("parquet as arrow") << "a.arrow" << parquet << "this is a Parquet file";
        QTest::newRow("arrow as parquet") << "a.parquet" << arrow << "can't be read: ";
        QTest::newRow("cut arrow") << "a.arrow" << arrow.chopped(600) << "can't be read: ";
        QTest::newRow("feather 1") << "a.feather" << QByteArray("FEA1xxxxFEA1")
                                   << "Feather file of version 1";
        QTest::newRow("not npy") << "a.npy" << gzip << "is not a NumPy .npy file";
        QTest::newRow("npy without end")
            << "a.npy" << QByteArray("\x93NUMPY\x01\0\x40\0{'descr'", 18) << "ends inside its header";
        QTest::newRow("npy code") << "a.npy" << QByteArray("\x93NUMPY\x01\0\x14\0{'descr': __import__}", 31)
                                  << "describes no plain array";
        QTest::newRow("UTF-16") << "a.txt"
                                << QByteArray("\xFF\xFE"
                                              "a\0b\0",
                                              6)
                                << "is UTF-16";
        QTest::newRow("open quote") << "a.csv" << QByteArray("text,id\nx,1\n\"y,2\nz,3\n")
                                    << ":3: a quoted field";
        QTest::newRow("semicolons") << "a.csv" << QByteArray("id;text\n1;x\n") << "separated by semicolons";
        QTest::newRow("no header") << "a.csv" << QByteArray("Ann Example,42\nBo,3\n")
                                   << "its first line names 2 columns, but does not look like a header";
        QTest::newRow("empty csv") << "a.csv" << QByteArray() << "is empty";
        QTest::newRow("twice") << "a.csv" << QByteArray("text,text\nx,y\n") << "\"text\" twice";
        QTest::newRow("json") << "a.json" << QByteArray("[]") << "name it .jsonl";
        QTest::newRow("odd bin") << "a.bin" << QByteArray("abc") << "token_type";
    }
    void mislabelled() {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        DataSource source;
        source.paths = {write(name.toStdString(), content.toStdString())};
        const auto data = corpus::readRecords(source);
        QVERIFY(!data);
        const QString message = QString::fromStdString(data.error().message);
        QVERIFY2(message.contains(says) && message.contains(name), qPrintable(message));
        QVERIFY2(!message.contains(QStringLiteral("Ann")), "a record's text must not be in a message");
    }

    void oneBadTextIsOneBadRow() {
        DataSource source;
        source.paths = {kFolder / "broken/utf8.arrow"};
        source.allowedMalformed = 0.5;
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records.size(), std::size_t{2});
        QCOMPARE(data->summary.excluded[0].reason, std::string("field \"text\" is not UTF-8"));
        QCOMPARE(data->summary.excluded[0].line, std::uint64_t{2});
        source.allowedMalformed = 0.01;
        const auto refused = corpus::readRecords(source);
        QVERIFY2(refused.error().message.find(
                     "utf8.arrow, row 2: field \"text\" is not UTF-8; 1 of 3 rows") != std::string::npos,
                 refused.error().message.c_str());
    }

    void strayQuoteLosesOneRow() {
        DataSource source;
        source.allowedMalformed = 0.5;
        source.paths = {write("stray.csv", "text,id\n\"a,1\nb,2\nc,3\n\"d\",4\ne,5\n")};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->summary.excluded.size(), std::size_t{1});
        QCOMPARE(data->summary.excluded[0].line, std::uint64_t{2});
        QCOMPARE(data->records.size(), std::size_t{4});
        QCOMPARE(data->records[0].text, std::string("b"));
        QCOMPARE(data->records[0].line, std::uint64_t{3});
        QCOMPARE(data->records[0].byteOffset, std::uint64_t{13});
        QCOMPARE(data->records[3].line, std::uint64_t{6});
        QCOMPARE(data->records[3].byteOffset, std::uint64_t{27});
    }

    // The second row of the swallowed lines swallows lines itself, beyond those the first one did.
    void strayQuotesInARow() {
        DataSource source;
        source.allowedMalformed = 0.9;
        source.paths = {write("strays.csv", "text,id\n\"a,1\n\"b,2\nc,3\n\"d\ne\",4\n\"f,5\ng,6\n\"h\",7\n")};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        std::string found;
        for (const auto& record : data->records)
            found += record.text + "@" + std::to_string(record.line) + " ";
        QCOMPARE(found, std::string("c@4 d\ne@5 g@8 h@9 "));
        std::string lost;
        for (const auto& row : data->summary.excluded)
            lost += std::to_string(row.line) + " ";
        QCOMPARE(lost, std::string("2 3 7 "));
    }

    void longRows_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("row");
        QTest::newRow("jsonl") << "l.jsonl" << QByteArray() << QByteArray("{\"text\":\"%\"}\n");
        QTest::newRow("csv") << "l.csv" << QByteArray("text\n") << QByteArray("%\n");
        QTest::newRow("txt") << "l.txt" << QByteArray() << QByteArray("%\n");
    }
    void longRows() {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, row);
        const auto filled = [&](int length) { return QByteArray(row).replace('%', QByteArray(length, 'x')); };
        DataSource source;
        source.maxRowBytes = 1'500'000;
        source.allowedMalformed = 0.5;
        source.paths = {write(name.toStdString(),
                              (before + filled(3) + filled(4'000'000) + filled(1'400'000)).toStdString())};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records.size(), std::size_t{2});
        QCOMPARE(data->records[1].text.size(), std::size_t{1'400'000});
        QCOMPARE(data->summary.excluded[0].reason, std::string("longer than 1500000 bytes"));
        const auto next = static_cast<std::uint64_t>((before + filled(3) + filled(4'000'000)).size());
        QCOMPARE(data->records[1].byteOffset, next);
    }

    void nulBytes() {
        DataSource source;
        source.allowedMalformed = 0.5;
        source.paths = {write("n.txt", std::string("a\nb\0c\nd\n", 8)),
                        write("n.csv", std::string("text\ne\nf\0\n\"g\n\0\"\n", 16))};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records.size(), std::size_t{3});
        QCOMPARE(data->summary.excluded.size(), std::size_t{3});
        for (const auto& row : data->summary.excluded)
            QCOMPARE(row.reason, std::string("holds a NUL byte"));
    }

    void mixedFolder() {
        write("mixed/b.csv", "text\nfrom csv\n");
        write("mixed/a.txt", "from txt\n");
        write("mixed/c.jsonl", "{\"text\":\"from jsonl\"}\n");
        write("mixed/state.json", "{}");
        write("mixed/inner/d.txt", "unread\n");
        std::filesystem::copy_file(kFolder / "rows.parquet", inside("mixed/d.PARQUET"));
        DataSource source;
        source.paths = {inside("mixed")};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records[0].text, std::string("from txt"));
        QCOMPARE(data->records[1].text, std::string("from csv"));
        QCOMPARE(data->records[2].text, std::string("from jsonl"));
        QCOMPARE(data->records[3].text, std::string("plain"));
        QCOMPARE(data->records[3].id, std::string("d.PARQUET:1"));
        QCOMPARE(data->summary.warnings.size(), std::size_t{1});
        QVERIFY2(data->summary.warnings[0].find("inner/, state.json") != std::string::npos,
                 data->summary.warnings[0].c_str());
    }

private:
    std::filesystem::path inside(const std::string& name) {
        return std::filesystem::path(m_directory.path().toStdString()) / name;
    }
};

QTEST_APPLESS_MAIN(TestFormats)
#include "tst_formats.moc"
