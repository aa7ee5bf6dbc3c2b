// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/audit_fixture.h"

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

class TestRemarks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textsStandBesideTheirEvents();
    void emptyTextLeavesNone();
    void changesAreFound_data();
    void changesAreFound();
    void erasedOnesAreNamed();
    void canBeAddedDuringARun();
};

namespace {

std::filesystem::path remarkedAudit(const Folder& folder) {
    const auto path = folder.file("a.retort");
    AuditFile audit = smallAudit(path);
    must(audit.verification().anchor());
    must(audit.finish());
    must(must(AuditFile::openToAmend(path)).remarks().append("note", {{"by", "A"}}, "Ask Erika Musterfrau"));
    return path;
}

} // namespace

void TestRemarks::textsStandBesideTheirEvents() {
    const Folder folder;
    const auto path = remarkedAudit(folder);
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto events = must(audit.events().all());
    const auto remarks = must(audit.remarks().all());
    QCOMPARE(remarks.size(), std::size_t{1});
    QCOMPARE(remarks.at(events.back().sequence), std::string("Ask Erika Musterfrau"));
    QVERIFY(events.back().payload.find("Erika") == std::string::npos);
    const auto report = must(audit.verification().verify());
    QVERIFY(report.intact && report.anchored);
}

void TestRemarks::emptyTextLeavesNone() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    const AuditFile audit = smallAudit(path);
    must(audit.remarks().append("lock", {{"by", "A"}}, ""));
    QVERIFY(must(audit.remarks().all()).empty());
    QVERIFY(must(audit.events().all()).back().payload.find(kRemarkKey) == std::string::npos);
    must(audit.remarks().verify());
}

void TestRemarks::changesAreFound_data() {
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("message");
    QTest::newRow("text") << "UPDATE remark SET text = 'x'"
                          << "is not what was hashed";
    QTest::newRow("salt") << "UPDATE remark SET salt = zeroblob(16)"
                          << "is not what was hashed";
    QTest::newRow("gone") << "DELETE FROM remark"
                          << "is missing, and no event";
    QTest::newRow("added") << "INSERT INTO remark VALUES (1, zeroblob(16), 'x')"
                           << "event 1 was added without one";
}

void TestRemarks::changesAreFound() {
    QFETCH(QString, change);
    QFETCH(QString, message);
    const Folder folder;
    const auto path = remarkedAudit(folder);
    rawSql(path, change.toStdString());
    const auto report = must(must(AuditFile::openReadOnly(path)).verification().verify());
    QVERIFY(!report.intact);
    QVERIFY2(report.problems.front().find(message.toStdString()) != std::string::npos,
             report.problems.front().c_str());
}

void TestRemarks::erasedOnesAreNamed() {
    const Folder folder;
    const auto path = remarkedAudit(folder);
    const AuditFile audit = must(AuditFile::openToAmend(path));
    const std::uint64_t sequence = must(audit.events().all()).back().sequence;
    must(audit.events().append(kErasureEvent, {{"remarks", {sequence}}}));
    rawSql(path, "DELETE FROM remark");
    const auto report = must(audit.verification().verify());
    QVERIFY2(report.intact, report.problems.empty() ? "" : report.problems.front().c_str());
}

void TestRemarks::canBeAddedDuringARun() {
    const Folder folder;
    const auto path = remarkedAudit(folder);
    const AuditFile run = must(AuditFile::openForRun(path));
    must(run.events().append(kStartEvent, {{"run", 2}}));
    must(must(AuditFile::openToAmend(path)).remarks().append("note", {{"by", "B"}}, "during the run"));
    must(run.results().putFindings("h2", "{}"));
    must(run.events().verifyChain());
    QCOMPARE(must(run.remarks().all()).size(), std::size_t{2});
    QVERIFY(std::filesystem::exists(path.string() + "-wal"));
}

QTEST_GUILESS_MAIN(TestRemarks)
#include "tst_remarks.moc"
