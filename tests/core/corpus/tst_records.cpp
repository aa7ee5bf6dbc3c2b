// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JSON Lines to records: every row is a record or an exclusion with its reason.
#include "core/base/files.h"
#include "core/corpus/records.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace retort;
using corpus::DataSource;

namespace {

// JSON written with ' for ", since moc loses its way in raw strings.
std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

} // namespace

class TestRecords : public QObject {
    Q_OBJECT

private:
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const auto path = std::filesystem::path(m_directory.path().toStdString()) / name;
        std::filesystem::create_directories(path.parent_path());
        if (!writeFile(path, text))
            qFatal("can't write a test file");
        return path;
    }
    static std::string good(int count) {
        std::string rows;
        for (int i = 0; i < count; ++i)
            rows += "{\"text\":\"good " + std::to_string(i) + "\"}\n";
        return rows;
    }
    QTemporaryDir m_directory;

private Q_SLOTS:
    void fields() {
        DataSource source;
        source.idField = "id";
        source.groupField = "g";
        source.subjectField = "who";
        source.repeatsField = "n";
        const std::string first =
            quoted("{'id':'a','text':'x \\'y\\' "
                   "\\u00e9','g':'mail','who':['Ann','Bo'],'n':16,'other':{'deep':[1]}}");
        source.paths = {write("fields.jsonl", "\xEF\xBB\xBF" + first + "\r\n\n" +
                                                  quoted("{'id':7,'text':'z','g':null,'who':'Cy','n':1}"))};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records.size(), std::size_t{2});
        const auto& a = data->records[0];
        QCOMPARE(a.id, std::string("a"));
        QCOMPARE(a.text, std::string("x \"y\" \xC3\xA9"));
        QCOMPARE(a.group, std::optional<std::string>("mail"));
        QCOMPARE(a.subjects, (std::vector<std::string>{"Ann", "Bo"}));
        QCOMPARE(a.repeats, std::uint64_t{16});
        QCOMPARE(a.line, std::uint64_t{1});
        QCOMPARE(a.byteOffset, std::uint64_t{3});
        QCOMPARE(a.byteLength, std::uint64_t{first.size()});
        const auto& b = data->records[1];
        QCOMPARE(b.id, std::string("7"));
        QVERIFY(!b.group);
        QCOMPARE(b.line, std::uint64_t{3});
        QCOMPARE(data->summary.rows, std::uint64_t{2});
    }

    // The same fields from JSON and from CSV; what no row has is warned of; the values are part of the
    // digest.
    void personalFields() {
        DataSource source;
        source.idField = "id";
        source.personalFields = {{"IBAN", "account"}, {"customer", "no"}};
        source.paths = {
            write("personal.jsonl", quoted("{'id':'a','text':'x','account':['DE1','DE2'],'no':17}\n"
                                           "{'id':'b','text':'y','account':null}\n"))};
        const auto json = corpus::readRecords(source);
        QVERIFY2(json.has_value(), json ? "" : json.error().message.c_str());
        const std::vector<corpus::PersonalValue> expected = {
            {"IBAN", "DE1"}, {"IBAN", "DE2"}, {"customer", "17"}};
        QCOMPARE(json->records[0].personal, expected);
        QVERIFY(json->records[1].personal.empty());
        QVERIFY(json->summary.warnings.empty());

        source.paths = {write("personal.csv", "no,text,id,account\n17,x,a,DE1\n,y,b,\n")};
        const auto csv = corpus::readRecords(source);
        QVERIFY2(csv.has_value(), csv ? "" : csv.error().message.c_str());
        QCOMPARE(csv->records[0].personal,
                 (std::vector<corpus::PersonalValue>{{"IBAN", "DE1"}, {"customer", "17"}}));
        QVERIFY(csv->records[1].personal.empty());
        QVERIFY(csv->summary.digest != json->summary.digest);

        source.personalFields.push_back({"badge", "nowhere"});
        const auto missing = corpus::readRecords(source);
        QVERIFY(!missing.has_value());
        QVERIFY(missing.error().message.find("nowhere") != std::string::npos);
        source.paths = {write("other.jsonl", quoted("{'id':'a','text':'x','account':{'n':1}}\n"
                                                    "{'id':'b','text':'y','no':[1,2]}\n"))};
        source.allowedMalformed = 1;
        const auto mistyped = corpus::readRecords(source);
        QVERIFY2(mistyped.has_value(), mistyped ? "" : mistyped.error().message.c_str());
        QCOMPARE(mistyped->summary.excluded[0].reason,
                 std::string("field \"account\" is neither a text nor a list of texts"));
        QCOMPARE(mistyped->records[0].personal,
                 (std::vector<corpus::PersonalValue>{{"customer", "1"}, {"customer", "2"}}));
        QCOMPARE(mistyped->summary.warnings.size(), std::size_t{2}); // account and nowhere: no row has them
    }

    void idsFromPlaces() {
        DataSource source;
        source.paths = {write("one.jsonl", good(2)), write("two.jsonl", good(1))};
        const auto data = corpus::readRecords(source);
        QVERIFY(data.has_value());
        QCOMPARE(data->records[1].id, std::string("one.jsonl:2"));
        QCOMPARE(data->records[2].id, std::string("two.jsonl:1"));
        source.paths = {write("a/same.jsonl", good(1)), write("b/same.jsonl", good(1))};
        const auto same = corpus::readRecords(source);
        QVERIFY(same.has_value());
        QVERIFY(same->records[0].id != same->records[1].id);
    }

    void folder() {
        write("folder/2.jsonl", quoted("{'text':'second'}"));
        write("folder/1.jsonl", quoted("{'text':'first'}"));
        write("folder/readme.md", "no data");
        DataSource source;
        source.paths = {std::filesystem::path(m_directory.path().toStdString()) / "folder"};
        const auto data = corpus::readRecords(source);
        QVERIFY(data.has_value());
        QCOMPARE(data->records.size(), std::size_t{2});
        QCOMPARE(data->records[0].text, std::string("first"));
        QCOMPARE(data->summary.warnings.size(), std::size_t{1});
        QVERIFY2(data->summary.warnings[0].find("readme.md") != std::string::npos,
                 "nothing is skipped silently");
    }

    void exclusions_data() {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<bool>("malformed");
        QTest::newRow("broken") << QByteArray("{\"id\":\"x\",") << "not JSON" << true;
        QTest::newRow("list") << QByteArray("[1]") << "not a JSON object" << true;
        QTest::newRow("bytes") << QByteArray("{\"text\":\"\xFF\"}") << "not UTF-8" << true;
        QTest::newRow("surrogate") << QByteArray::fromStdString(quoted("{'text':'\\ud800'}")) << "not JSON"
                                   << true;
        QTest::newRow("no text") << QByteArray::fromStdString(quoted("{'n':1}")) << "no field \"text\""
                                 << true;
        QTest::newRow("number") << QByteArray::fromStdString(quoted("{'text':5,'n':1}"))
                                << "field \"text\" is not a text" << true;
        QTest::newRow("no repeats") << QByteArray::fromStdString(quoted("{'text':'a'}")) << "no field \"n\""
                                    << true;
        QTest::newRow("zero") << QByteArray::fromStdString(quoted("{'text':'a','n':0}"))
                              << "field \"n\" is not a whole number of at least 1" << true;
        QTest::newRow("fraction") << QByteArray::fromStdString(quoted("{'text':'a','n':1.5}"))
                                  << "field \"n\" is not a whole number of at least 1" << true;
        QTest::newRow("empty") << QByteArray::fromStdString(quoted("{'text':'','n':1}")) << "empty" << false;
    }
    void exclusions() {
        QFETCH(const QByteArray, row);
        QFETCH(const QString, reason);
        QFETCH(const bool, malformed);
        std::string text;
        for (int i = 0; i < 150; ++i)
            text += "{\"text\":\"good\",\"n\":1}\n";
        DataSource source;
        source.repeatsField = "n";
        source.paths = {write("bad.jsonl", text + row.toStdString() + "\n")};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records.size(), std::size_t{150});
        QCOMPARE(data->summary.rows, std::uint64_t{151});
        QCOMPARE(data->summary.excluded.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(data->summary.excluded[0].reason), reason);
        QCOMPARE(data->summary.excluded[0].malformed, malformed);
        QCOMPARE(data->summary.excluded[0].line, std::uint64_t{151});
        QCOMPARE(data->summary.excluded[0].id, std::string("bad.jsonl:151"));
    }

    void tooManyMalformed() {
        DataSource source;
        source.paths = {write("exact.jsonl", good(99) + "oops\n")};
        QVERIFY2(corpus::readRecords(source).has_value(), "1 % is not more than 1 %");
        source.paths = {write("more.jsonl", good(98) + "oops\noops\n")};
        const auto data = corpus::readRecords(source);
        QVERIFY(!data);
        QVERIFY2(data.error().message.find("more.jsonl:99: not JSON") != std::string::npos,
                 data.error().message.c_str());
        source.allowedMalformed = 0.02;
        QVERIFY2(corpus::readRecords(source).has_value(), "2 % of 100 rows are two");
    }

    void sameIdTwice() {
        DataSource source;
        source.idField = "id";
        source.paths = {write("x.jsonl", quoted("{'id':'secret','text':'a'}")),
                        write("y.jsonl", "\n" + quoted("{'id':'secret','text':'b'}"))};
        const auto data = corpus::readRecords(source);
        QVERIFY(!data);
        const std::string& message = data.error().message;
        QVERIFY2(message.find("x.jsonl:1 and ") != std::string::npos, message.c_str());
        QVERIFY2(message.find("y.jsonl:2: ") != std::string::npos, message.c_str());
        QVERIFY2(message.find("secret") == std::string::npos, "an id may be personal");
    }

    void idsWhereThereAreSome() {
        DataSource source;
        source.idField = "id";
        source.idOptional = true;
        source.groupField = "nowhere";
        source.paths = {write("some.jsonl", quoted("{'id':'a','text':'x'}\n{'text':'y'}\n"))};
        const auto data = corpus::readRecords(source);
        QVERIFY2(data.has_value(), data ? "" : data.error().message.c_str());
        QCOMPARE(data->records[0].id, std::string("a"));
        QCOMPARE(data->records[1].id, std::string("some.jsonl:2"));
        QCOMPARE(data->summary.warnings.size(), std::size_t{1});
        QVERIFY(data->summary.warnings[0].find("\"nowhere\"") != std::string::npos);
        source.idOptional = false;
        QVERIFY(!corpus::readRecords(source));
    }

    void excludedInTheirPlace() {
        DataSource source;
        source.allowedMalformed = 0.5;
        source.paths = {write("order.jsonl", good(1) + "oops\n" + good(1) + quoted("{'text':''}\n"))};
        std::string order;
        const auto summary = corpus::streamRecords(
            source,
            [&](corpus::Record&& record) -> Status {
                order += "+" + std::to_string(record.line);
                return {};
            },
            [&](const corpus::ExcludedRow& row) -> Status {
                order += "-" + std::to_string(row.line);
                return {};
            });
        QVERIFY(summary.has_value());
        QCOMPARE(order, std::string("+1-2+3-4"));
    }

    void unusableFiles() {
        DataSource source;
        source.paths = {"/nowhere/x.jsonl"};
        QCOMPARE(corpus::readRecords(source).error().code, ErrorCode::NotFound);
        source.paths = {write("table.xlsx", "")};
        QCOMPARE(corpus::readRecords(source).error().code, ErrorCode::Unsupported);
        source.paths = {write("none.jsonl", "\n\n")};
        QVERIFY(!corpus::readRecords(source));
        source.paths = {};
        QCOMPARE(corpus::readRecords(source).error().code, ErrorCode::Usage);
        const auto twice = write("t/twice.jsonl", good(1));
        source.paths = {twice, twice.parent_path() / ".." / "t"};
        QVERIFY(corpus::readRecords(source).error().message.find("twice in one data set") !=
                std::string::npos);
    }

    void promptAndResponse() {
        DataSource source;
        source.promptField = "instruction";
        source.contextField = "input";
        source.responseField = "output";
        const std::string rows = quoted("{'instruction':'Say','input':'it','output':'so'}") + "\n" +
                                 quoted("{'instruction':'Say','input':'','output':'so'}") + "\n" +
                                 quoted("{'instruction':'Say','output':''}") + "\n";
        source.paths = {write("prompts.jsonl", rows)};
        const auto plain = corpus::readRecords(source);
        QVERIFY(plain.has_value());
        QCOMPARE(plain->records[0].text, std::string("Sayitso"));
        QCOMPARE(plain->records[0].responseBegin, std::uint64_t{5});
        QCOMPARE(plain->summary.excluded[0].reason, std::string("empty response"));
        source.promptTemplate = *corpus::promptTemplateFromText("<user>{prompt} ({context})<bot>");
        const auto own = corpus::readRecords(source);
        QVERIFY(own.has_value());
        QCOMPARE(own->records[0].text, std::string("<user>Say (it)<bot>so"));
        QCOMPARE(own->records[1].text, std::string("<user>Say ()<bot>so"));
        source.promptTemplate = *corpus::promptTemplateFromName("alpaca");
        const auto alpaca = corpus::readRecords(source);
        QVERIFY(alpaca.has_value());
        const std::string& text = alpaca->records[0].text;
        QVERIFY(text.find("### Instruction:\nSay\n\n### Input:\nit\n\n### Response:\nso") !=
                std::string::npos);
        QCOMPARE(text.substr(alpaca->records[0].responseBegin), std::string("so"));
        QVERIFY(alpaca->records[1].text.find("### Instruction:\nSay\n\n### Response:\nso") !=
                std::string::npos);
        QVERIFY(!corpus::promptTemplateFromName("llama"));
        for (const char* wrong :
             {"", "no place", "{prompt}{prompt}", "{prompt}{context}{context}", "{prompt}{response}"})
            QVERIFY2(!corpus::promptTemplateFromText(wrong), wrong);
        QCOMPARE(corpus::promptTemplateFromText("{prompt}|{context}")->fill("{context}", "{prompt}"),
                 std::string("{context}|{prompt}"));
    }

    void digest() {
        DataSource source;
        source.paths = {write("digest.jsonl", good(3))};
        const auto one = corpus::readRecords(source);
        write("digest.jsonl", "\n" + good(3));
        const auto moved = corpus::readRecords(source);
        write("digest.jsonl", good(2) + "{\"text\":\"good 3\"}\n");
        const auto other = corpus::readRecords(source);
        QVERIFY(one && moved && other);
        QVERIFY2(one->summary.digest != moved->summary.digest, "ids made of line numbers have changed");
        QVERIFY(one->summary.digest != other->summary.digest);
    }
};

QTEST_APPLESS_MAIN(TestRecords)
#include "tst_records.moc"
