// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/core/store/audit_fixture.h"

#include <sys/stat.h>

#include <fstream>

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

class TestAuditFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createsAPrivateFileThatIsKnownForWhatItIs();
    void refusesAPathThatExists();
    void refusesOtherFiles();
    void readsWhatWasStoredAboutTheInputs();
    void resumedRunMayStoreTheSameInputsOnly();
    void readerWritesNothing();
    void finishLeavesOneOrdinaryFile();
    void idleReaderDoesNotHinderFinish();
    void readerSeesTheWorkOfARun();
};

void TestAuditFile::createsAPrivateFileThatIsKnownForWhatItIs() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    const AuditFile audit = smallAudit(path);
    struct stat info = {};
    for (const char* suffix : {"", "-wal", "-shm"}) {
        QCOMPARE(::stat((path.string() + suffix).c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
    }
    QCOMPARE(rawSql(path, "PRAGMA application_id"), std::string("1383363188"));
    QCOMPARE(rawSql(path, "PRAGMA user_version"), std::string("2"));
    QCOMPARE(rawSql(path, "PRAGMA page_size"), std::string("16384"));
    QCOMPARE(rawSql(path, "PRAGMA journal_mode"), std::string("wal"));
    QCOMPARE(rawSql(path, "PRAGMA foreign_key_check"), std::string());
}

void TestAuditFile::refusesAPathThatExists() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    must(writeFile(path, "precious"));
    QVERIFY(failsWith(AuditFile::create(path, {"", false}), ErrorCode::Conflict, "the file exists"));
    QCOMPARE(must(readFile(path)), std::string("precious"));
    QVERIFY(failsWith(AuditFile::create(folder.file("no/such/a.retort"), {"", false}), ErrorCode::Io,
                      "can't be created"));
}

void TestAuditFile::refusesOtherFiles() {
    const Folder folder;
    QVERIFY(failsWith(AuditFile::openReadOnly(folder.file("none")), ErrorCode::NotFound, "no such file"));
    QVERIFY(failsWith(AuditFile::openReadOnly(folder.file(".")), ErrorCode::InvalidInput, "not a file"));
    must(writeFile(folder.file("empty"), ""));
    QVERIFY(failsWith(AuditFile::openForRun(folder.file("empty")), ErrorCode::InvalidInput, "empty"));
    must(writeFile(folder.file("text"), std::string(500, 'x')));
    QVERIFY(failsWith(AuditFile::openReadOnly(folder.file("text")), ErrorCode::InvalidInput,
                      "no SQLite database"));
    rawSql(folder.file("other"), "CREATE TABLE t (x)");
    QVERIFY(failsWith(AuditFile::openReadOnly(folder.file("other")), ErrorCode::InvalidInput,
                      "not one of Retort's"));

    const auto path = folder.file("newer.retort");
    must(smallAudit(path).finish());
    rawSql(path, "PRAGMA user_version = 99");
    QVERIFY(failsWith(AuditFile::openReadOnly(path), ErrorCode::Unsupported, "newer Retort (format 99"));
    QVERIFY(failsWith(AuditFile::openForRun(path), ErrorCode::Unsupported, "update Retort"));

    const auto cut = folder.file("cut.retort");
    must(smallAudit(cut).finish());
    std::filesystem::resize_file(cut, 16384);
    QVERIFY(failsWith(AuditFile::openReadOnly(cut), ErrorCode::InvalidInput, "damaged"));
}

void TestAuditFile::readsWhatWasStoredAboutTheInputs() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    smallAudit(path);
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto plan = must(audit.inputs().plan());
    QCOMPARE(plan.text, std::string("[audit]\ntitle = \"test\"\n"));
    // printf '[audit]\ntitle = "test"\n' | sha256sum
    QCOMPARE(plan.hash, std::string("0b9b81717a8b4977ebd49ce173a0b9bfc4e71063cc68a57d58e19b476b663670"));
    const auto models = must(audit.inputs().models());
    QCOMPARE(models.size(), 2U);
    QCOMPARE(models[1].name, std::string("student"));
    QCOMPARE(models[1].path, std::string("/models/student"));
    QCOMPARE(models[1].parameters, 1'000'000U);
    QCOMPARE(toJsonLine(models[1].info), std::string(R"({"dtype":"F32"})"));
    const auto data = must(audit.inputs().dataSets());
    QCOMPARE(data.size(), 1U);
    QCOMPARE(data[0].seenBy, std::vector<std::string>{"teacher"});
    QCOMPARE(data[0].paths, std::vector<std::string>{"data/private.jsonl"});
    QVERIFY(must(audit.inputs().volatileFacts()).contains("created"));
    QVERIFY(!audit.storesText());
}

void TestAuditFile::resumedRunMayStoreTheSameInputsOnly() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    smallAudit(path);
    const AuditFile audit = must(AuditFile::openForRun(path));
    auto model = must(audit.inputs().models()).front();
    model.path = "/elsewhere";
    must(audit.inputs().putModel(model));
    QCOMPARE(must(audit.inputs().models()).front().path, std::string("/elsewhere"));
    QCOMPARE(must(audit.inputs().models()).size(), 2U);
    model.fingerprint = "other weights";
    QVERIFY(failsWith(audit.inputs().putModel(model), ErrorCode::Conflict, "'teacher'"));
    auto data = must(audit.inputs().dataSets()).front();
    data.seenBy = {"student"};
    QVERIFY(failsWith(audit.inputs().putDataSet(data), ErrorCode::Conflict, "'private'"));
}

void TestAuditFile::readerWritesNothing() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    must(smallAudit(path).finish());
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    QVERIFY(failsWith(audit.inputs().putVolatile("x", "y"), ErrorCode::Io, "for reading only"));
    QVERIFY(failsWith(audit.events().append("note", Json::object()), ErrorCode::Io, "for reading only"));
}

void TestAuditFile::finishLeavesOneOrdinaryFile() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    {
        AuditFile audit = smallAudit(path);
        QVERIFY(std::filesystem::exists(path.string() + "-wal"));
        must(audit.finish());
        QVERIFY(!std::filesystem::exists(path.string() + "-wal"));
        QVERIFY(!std::filesystem::exists(path.string() + "-shm"));
        // Still usable: an event after the run.
        must(audit.events().append("note", {{"text", "n"}}));
    }
    QCOMPARE(rawSql(path, "PRAGMA journal_mode"), std::string("delete"));
    QCOMPARE(rawSql(path, "PRAGMA integrity_check"), std::string("ok"));
    QCOMPARE(must(must(AuditFile::openReadOnly(path)).records().count("private")), 40U);
}

void TestAuditFile::idleReaderDoesNotHinderFinish() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    AuditFile audit = smallAudit(path);
    const AuditFile reader = must(AuditFile::openReadOnly(path));
    QCOMPARE(must(reader.records().count("private")), 40U);
    must(audit.finish());
    QCOMPARE(must(reader.records().count("private")), 40U);
    QVERIFY(!std::filesystem::exists(path.string() + "-wal"));
}

void TestAuditFile::readerSeesTheWorkOfARun() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    const AuditFile audit = smallAudit(path);
    const AuditFile reader = must(AuditFile::openReadOnly(path));
    QCOMPARE(must(reader.chunks().missing(kKey)).size(), 4U);
    must(audit.chunks().putChunk(kKey, 2, 20, sampleTable(10, 5, 1)));
    QCOMPARE(must(reader.chunks().missing(kKey)), (std::vector<std::uint32_t>{0, 1, 3}));
}

QTEST_APPLESS_MAIN(TestAuditFile)
#include "tst_audit_file.moc"
