// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/base/files.h"
#include "tests/core/store/audit_fixture.h"

#include <algorithm>

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

class TestRecords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasStored();
    void keepsNoPersonalTextUnlessAsked();
    void keepsTextWhenAsked();
    void hashesAreKeyedPerAudit();
    void droppedKeyLeavesNoTrace();
    void refusesGapsDoublesAndLateRecords();
    void incompleteRecordsCanBeDiscarded();
    void windowsOfOneTokenizerAreReplacedTogether();
    void manyRecordsAreFast();
};

void TestRecords::givesBackWhatWasStored() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const auto all = must(audit.records().all("private"));
    QCOMPARE(all.size(), 40U);
    QCOMPARE(must(audit.records().count("private")), 40U);
    const Record& record = all[23];
    QCOMPARE(record.ordinal, 23U);
    QCOMPARE(record.id, std::string("r23"));
    QCOMPARE(record.group, std::string("mail"));
    QCOMPARE(record.repeats, 4U);
    QCOMPARE(record.cluster, 21U);
    QCOMPARE(record.path, std::string("data/b.jsonl"));
    QCOMPARE(record.line, 24U);
    QCOMPARE(record.byteOffset, 2300U);
    QCOMPARE(record.byteLength, 99U);
    QCOMPARE(record.tokens, 33U);
    QVERIFY(!record.truncated && all[25].truncated);
    QCOMPARE(record.zlibBytes, 83U);
    QVERIFY(!record.excluded && all[3].excluded == "empty");
    QVERIFY(!record.extractionExcluded && all[4].extractionExcluded == "too short");
    QCOMPARE(all[2].path, std::string("data/a.jsonl"));
    const auto one = must(audit.records().byId("private", "r7"));
    QVERIFY(one && one->ordinal == 7);
    QVERIFY(!must(audit.records().byId("private", "nobody")));
    const auto some = must(audit.records().range("private", 38, 10));
    QCOMPARE(some.size(), 2U);
    QCOMPARE(some[0].id, std::string("r38"));
    QVERIFY(failsWith(audit.records().all("public"), ErrorCode::NotFound, "no data set named 'public'"));
}

void TestRecords::keepsNoPersonalTextUnlessAsked() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    AuditFile audit = smallAudit(path);
    must(audit.finish());
    const auto record = must(audit.records().byId("private", "r7"));
    QVERIFY(!record->text && !record->subject);
    QVERIFY(record->textHash && record->subjectHash);
    QVERIFY(!must(audit.records().byId("private", "r8"))->subjectHash);
    QVERIFY(must(readFile(path)).find("Musterfrau") == std::string::npos);
}

void TestRecords::keepsTextWhenAsked() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"), true);
    QVERIFY(audit.storesText());
    const auto record = must(audit.records().byId("private", "r7"));
    QCOMPARE(record->text.value(), std::string("Dear Erika Musterfrau, number 7"));
    QCOMPARE(record->subject.value(), std::string("Erika Musterfrau"));
    QVERIFY(!must(audit.records().range("private", 8, 1))[0].subject);
    QVERIFY(!must(audit.records().all("private"))[7].text);
}

void TestRecords::hashesAreKeyedPerAudit() {
    const Folder folder;
    const AuditFile first = smallAudit(folder.file("a.retort"));
    const AuditFile second = smallAudit(folder.file("b.retort"));
    const std::string text = "Dear Erika Musterfrau, number 7";
    const Digest hash = must(first.records().byId("private", "r7"))->textHash.value();
    QVERIFY(hash == must(first.records().keyedHash(text)));
    QVERIFY(hash != must(second.records().keyedHash(text)));
    QVERIFY(hash != sha256(text));
}

void TestRecords::droppedKeyLeavesNoTrace() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    AuditFile audit = smallAudit(path);
    must(audit.finish());
    const std::string hex = rawSql(path, "SELECT hex(value) FROM secret");
    QCOMPARE(hex.size(), 64U);
    const std::string key = QByteArray::fromHex(QByteArray::fromStdString(hex)).toStdString();
    QVERIFY(must(readFile(path)).find(key) != std::string::npos);
    must(audit.records().dropKey());
    QVERIFY(must(readFile(path)).find(key) == std::string::npos);
    QVERIFY(failsWith(audit.records().keyedHash("x"), ErrorCode::NotFound, "dropped"));
}

void TestRecords::refusesGapsDoublesAndLateRecords() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    DataSet data;
    data.name = "other";
    must(audit.inputs().putDataSet(data));
    std::vector<Record> records(3);
    for (std::size_t i = 0; i < 3; ++i)
        records[i].ordinal = i;
    records[0].id = "a";
    records[1].id = "b";
    records[2].id = "a";
    QVERIFY(failsWith(audit.records().append("other", records), ErrorCode::Conflict,
                      "records 0 and 2 of 'other'"));
    QCOMPARE(must(audit.records().count("other")), 0U);
    records[2].id = "c";
    records[2].ordinal = 3;
    QVERIFY(failsWith(audit.records().append("other", records), ErrorCode::Internal, "where 2 was due"));
    Record late;
    late.ordinal = 40;
    late.id = "late";
    QVERIFY(failsWith(audit.records().append("private", {&late, 1}), ErrorCode::Conflict, "complete"));
}

void TestRecords::incompleteRecordsCanBeDiscarded() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"), true);
    DataSet data;
    data.name = "other";
    must(audit.inputs().putDataSet(data));
    Record record;
    record.id = "a";
    record.text = "text";
    must(audit.records().append("other", {&record, 1}));
    QVERIFY(!must(audit.records().isComplete("other")));
    must(audit.records().discardIncomplete("other"));
    QCOMPARE(must(audit.records().count("other")), 0U);
    must(audit.records().append("other", {&record, 1}));
    QVERIFY(must(audit.records().isComplete("private")));
    QVERIFY(failsWith(audit.records().discardIncomplete("private"), ErrorCode::Conflict, "stay"));
}

void TestRecords::windowsOfOneTokenizerAreReplacedTogether() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const std::vector<Window> windows = {{0, WindowKind::First, "", 0, 50, 100, -1},
                                         {0, WindowKind::Personal, "iban", 3, 12, 20, 7},
                                         {5, WindowKind::Stride, "", 100, 150, 200, 8}};
    must(audit.records().putWindows("private", windows, "t1"));
    must(audit.records().putWindows("private", {windows.data(), 1}, "t2"));
    must(audit.records().putWindows("private", windows, "t1"));
    const auto stored = must(audit.records().windows("private", "t1"));
    QCOMPARE(stored.size(), 3U);
    QCOMPARE(stored[1].type, std::string("iban"));
    QVERIFY(stored[1].kind == WindowKind::Personal && stored[2].kind == WindowKind::Stride);
    QCOMPARE(stored[1].prefixBegin, 3U);
    QCOMPARE(stored[1].suffixBegin, 12U);
    QCOMPARE(stored[1].suffixEnd, 20U);
    QCOMPARE(stored[1].sequence, 7);
    QCOMPARE(stored[0].sequence, -1);
    QCOMPARE(stored[2].record, 5U);
    QCOMPARE(must(audit.records().windows("private", "t2")).size(), 1U);
    QCOMPARE(must(audit.records().windows("private")).size(), 0U);
}

void TestRecords::manyRecordsAreFast() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    DataSet data;
    data.name = "many";
    must(audit.inputs().putDataSet(data));
    constexpr std::size_t kRecords = 50'000;
    std::vector<Record> records(kRecords);
    for (std::size_t i = 0; i < kRecords; ++i) {
        records[i].ordinal = i;
        records[i].id = "many.jsonl:" + std::to_string(i);
        records[i].path = "many.jsonl";
        records[i].text = std::string(400, static_cast<char>('a' + i % 26));
    }
    const Stopwatch writing;
    must(audit.records().append("many", records));
    const double written = writing.seconds();
    const Stopwatch reading;
    const auto all = must(audit.records().all("many"));
    qInfo("%zu records: written in %.3f s, read in %.3f s", kRecords, written, reading.seconds());
    QCOMPARE(all.size(), kRecords);
    QCOMPARE(all.back().id, std::string("many.jsonl:49999"));
    QVERIFY2(written < 10, "a data set of a million records must not take minutes to store");
}

QTEST_APPLESS_MAIN(TestRecords)
#include "tst_records.moc"
