// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files of older formats, stored as the SQL that makes them (tests/data/store/format-N.sql).
#include "core/store/schema.h"
#include "tests/core/store/audit_fixture.h"

#include <fstream>
#include <iterator>

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

class TestMigrations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void olderFileIsReadAsItIs_data() { versions(); }
    void olderFileIsReadAsItIs();
    void olderFileIsBroughtUpToDate_data() { versions(); }
    void olderFileIsBroughtUpToDate();
    void everyOlderFormatIsStored();

private:
    static void versions() {
        QTest::addColumn<int>("version");
        for (std::uint32_t version = 1; version < kSchemaVersion; ++version)
            QTest::addRow("format %u", version) << static_cast<int>(version);
    }
};

namespace {

std::filesystem::path sqlOf(int version) {
    return std::filesystem::path(RETORT_TEST_DATA "/store") / fmt::format("format-{}.sql", version);
}

std::filesystem::path olderFile(const Folder& folder, int version) {
    std::ifstream file(sqlOf(version));
    const std::string sql(std::istreambuf_iterator<char>(file), {});
    const auto path = folder.file("older.retort");
    rawSql(path,
           fmt::format("PRAGMA page_size = 16384; PRAGMA application_id = {}; PRAGMA user_version = {};",
                       kApplicationId, version) +
               sql);
    return path;
}

} // namespace

void TestMigrations::olderFileIsReadAsItIs() {
    QFETCH(int, version);
    const Folder folder;
    const auto path = olderFile(folder, version);
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto report = must(audit.verification().verify());
    QVERIFY2(report.intact, report.problems.empty() ? "" : report.problems.front().c_str());
    QVERIFY(report.anchored);
    QVERIFY(must(audit.remarks().all()).empty());
    QCOMPARE(rawSql(path, "PRAGMA user_version"), std::to_string(version));
}

void TestMigrations::olderFileIsBroughtUpToDate() {
    QFETCH(int, version);
    const Folder folder;
    const auto path = olderFile(folder, version);
    const std::string seal = must(must(AuditFile::openReadOnly(path)).events().seal());
    {
        const AuditFile audit = must(AuditFile::openToAmend(path));
        QVERIFY(must(audit.events().contains(seal)));
        must(audit.remarks().append("note", {{"by", "A"}}, "after the migration"));
    }
    QCOMPARE(rawSql(path, "PRAGMA user_version"), std::to_string(kSchemaVersion));
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto report = must(audit.verification().verify());
    QVERIFY2(report.intact, report.problems.empty() ? "" : report.problems.front().c_str());
    QVERIFY(report.anchored);
    QCOMPARE(must(audit.records().all("private")).size(), std::size_t{40});
    QCOMPARE(must(audit.chunks().loadTable(kKey)).lengths.size(), std::size_t{40});
}

void TestMigrations::everyOlderFormatIsStored() {
    for (std::uint32_t version = 1; version < kSchemaVersion; ++version)
        QVERIFY(std::filesystem::exists(sqlOf(static_cast<int>(version))));
}

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
