// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/audit_fixture.h"

#include <QProcess>
#include <QStandardPaths>

#include <sys/wait.h>
#include <unistd.h>

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

namespace {

// An audit with something in every table, anchored and finished.
std::filesystem::path finishedAudit(const Folder& folder, const char* name = "a.retort") {
    const auto path = folder.file(name);
    AuditFile audit = smallAudit(path, true);
    must(audit.events().append(kStartEvent, {{"run", 1}}));
    for (std::uint32_t number = 0; number < 4; ++number)
        must(audit.chunks().putChunk(kKey, number, number * 10, sampleTable(10, 20, number)));
    must(audit.records().putWindows("private", std::vector<Window>{{0, WindowKind::First, "", 0, 5, 10, -1}},
                                    "t"));
    must(audit.results().putColumn("private", "teacher", "loss", std::vector<double>(40, 2.5)));
    must(audit.results().putCurve("c", std::vector<std::uint32_t>{1}, std::vector<std::uint32_t>{2}));
    must(audit.results().putFindings("h", "{}"));
    must(audit.verification().anchor());
    must(audit.events().append("end", {{"outcome", "done"}}));
    must(audit.finish());
    return path;
}

} // namespace

class TestVerification : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eventHashIsTheDocumentedOne();
    void chainLinksEveryEvent();
    void brokenLinksAreNamed_data();
    void brokenLinksAreNamed();
    void eventsOfManyProcessesFormOneChain();
    void untouchedAuditIsIntact();
    void anyChangedValueIsFound_data();
    void anyChangedValueIsFound();
    void unfinishedRunIsNotAnchored();
    void equalRunsAgree();
    void strangersCanReadTheFile();
};

void TestVerification::eventHashIsTheDocumentedOne() {
    Event event;
    event.sequence = 7;
    event.time = "2026-01-31T12:34:56.789Z";
    event.kind = "note";
    event.previous = std::string(64, '0');
    event.payload = R"({"a":1})";
    // printf 'retort-event-1\n7\n2026-01-31T12:34:56.789Z\nnote\n%064d\n{"a":1}' 0 | sha256sum
    QCOMPARE(eventHash(event),
             std::string("a815ef0fe055680d4a632aa26a7aab4d763d10ea3f8fcb32790bdae20647537f"));
}

void TestVerification::chainLinksEveryEvent() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    must(audit.events().append("note", {{"text", "one"}}));
    const std::string seal = must(audit.events().seal());
    must(audit.events().append("report", {{"seal", seal}}));
    const auto events = must(audit.events().all());
    QCOMPARE(events.size(), 3U);
    QCOMPARE(events[0].kind, std::string("created"));
    QCOMPARE(events[0].previous, std::string(64, '0'));
    QCOMPARE(events[2].previous, seal);
    QVERIFY(must(audit.events().seal()) != seal);
    QVERIFY(must(audit.events().contains(seal)));
    QVERIFY(!must(audit.events().contains(std::string(64, '0'))));
    QVERIFY(audit.events().verifyChain());
}

void TestVerification::brokenLinksAreNamed_data() {
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("message");
    QTest::newRow("payload") << "UPDATE event SET payload = '{\"run\":2}' WHERE sequence = 2"
                             << "event 2: its content";
    QTest::newRow("time") << "UPDATE event SET time = '2020-01-01T00:00:00.000Z' WHERE sequence = 3"
                          << "event 3: its content";
    QTest::newRow("removed") << "DELETE FROM event WHERE sequence = 2"
                             << "event 2: it is missing";
    QTest::newRow("hash") << "UPDATE event SET hash = previous WHERE sequence = 1"
                          << "event 1: its content";
    QTest::newRow("previous") << "UPDATE event SET previous = hash WHERE sequence = 3"
                              << "event 3: it doesn't follow";
    QTest::newRow("all gone") << "DELETE FROM event"
                              << "is empty";
}

void TestVerification::brokenLinksAreNamed() {
    QFETCH(QString, change);
    QFETCH(QString, message);
    const Folder folder;
    const auto path = finishedAudit(folder);
    rawSql(path, change.toStdString());
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto status = audit.events().verifyChain();
    QVERIFY2(failsWith(status, ErrorCode::Gate, message.toStdString()), messageOf(status).c_str());
    const auto report = must(audit.verification().verify());
    QVERIFY(!report.intact);
    QVERIFY(report.problems.front().find(message.toStdString()) != std::string::npos);
}

void TestVerification::eventsOfManyProcessesFormOneChain() {
    const Folder folder;
    const auto path = folder.file("a.retort");
    smallAudit(path);
    constexpr int kProcesses = 4;
    constexpr int kEvents = 10;
    std::vector<pid_t> children;
    for (int i = 0; i < kProcesses; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto audit = AuditFile::openForRun(path);
            bool well = audit.has_value();
            for (int n = 0; well && n < kEvents; ++n)
                well = audit->events().append("note", {{"process", i}}).has_value();
            ::_exit(well ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
    }
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    QCOMPARE(must(audit.events().all()).size(), 1U + kProcesses * kEvents);
    const auto chain = audit.events().verifyChain();
    QVERIFY2(chain.has_value(), messageOf(chain).c_str());
}

void TestVerification::untouchedAuditIsIntact() {
    const Folder folder;
    const auto path = finishedAudit(folder);
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto report = must(audit.verification().verify());
    QVERIFY2(report.intact, report.problems.empty() ? "" : report.problems.front().c_str());
    QVERIFY(report.anchored);
    QCOMPARE(report.seal, must(audit.events().seal()));
}

void TestVerification::anyChangedValueIsFound_data() {
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("where");
    QTest::newRow("plan") << "UPDATE plan SET text = text || ' '"
                          << "the plan was changed";
    QTest::newRow("plan and hash") << "UPDATE plan SET text = 'a', hash = 'b'"
                                   << "plan";
    QTest::newRow("model") << "UPDATE model SET fingerprint = 'x' WHERE id = 2"
                           << "models";
    QTest::newRow("data set") << "UPDATE data_set SET seen_by = '[]'"
                              << "data_sets";
    QTest::newRow("record") << "UPDATE record SET repeats = 64 WHERE ordinal = 5"
                            << "data / private / records";
    QTest::newRow("excluded") << "UPDATE record SET excluded = 'empty' WHERE ordinal = 5"
                              << "private / records";
    QTest::newRow("text") << "UPDATE record_text SET text = 'x' WHERE ordinal = 5"
                          << "private / texts";
    QTest::newRow("text hash") << "UPDATE record SET text_hash = zeroblob(32)"
                               << "private / texts";
    QTest::newRow("window") << "UPDATE extraction_window SET suffix_end = 11"
                            << "private / windows";
    QTest::newRow("window gone") << "DELETE FROM extraction_window"
                                 << "private / windows";
    QTest::newRow("chunk hash") << "UPDATE chunk SET sha256 = zeroblob(32) WHERE number = 2"
                                << "teacher on private (record)";
    QTest::newRow("chunk gone") << "DELETE FROM chunk WHERE number = 2"
                                << "results / ";
    QTest::newRow("identity") << "UPDATE result_set SET identity = '{}'"
                              << "results / ";
    QTest::newRow("column") << "UPDATE record_column SET name = 'entropy'"
                            << "columns";
    QTest::newRow("column data") << "UPDATE record_column SET data = zeroblob(20)"
                                 << "private teacher loss";
    QTest::newRow("curve") << "DELETE FROM curve"
                           << "curves";
    QTest::newRow("findings") << "UPDATE findings SET inputs_hash = 'x'"
                              << "findings";
    QTest::newRow("findings json") << "UPDATE findings SET json = '[]'"
                                   << "findings were changed";
}

void TestVerification::anyChangedValueIsFound() {
    QFETCH(QString, change);
    QFETCH(QString, where);
    const Folder folder;
    const auto path = finishedAudit(folder);
    rawSql(path, "PRAGMA foreign_keys = ON; " + change.toStdString());
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto report = must(audit.verification().verify());
    QVERIFY(!report.intact);
    bool named = false;
    for (const std::string& problem : report.problems)
        named = named || problem.find(where.toStdString()) != std::string::npos;
    QVERIFY2(named, report.problems.front().c_str());
}

void TestVerification::unfinishedRunIsNotAnchored() {
    const Folder folder;
    const auto path = finishedAudit(folder);
    const AuditFile audit = must(AuditFile::openForRun(path));
    must(audit.events().append(kStartEvent, {{"run", 2}}));
    must(audit.results().putFindings("h2", "{}"));
    auto report = must(audit.verification().verify());
    QVERIFY(report.intact && !report.anchored);
    must(audit.verification().anchor());
    report = must(audit.verification().verify());
    QVERIFY(report.intact && report.anchored);
}

void TestVerification::equalRunsAgree() {
    const Folder folder;
    const auto first = finishedAudit(folder, "a.retort");
    const auto second = finishedAudit(folder, "b.retort");
    Json a = must(must(AuditFile::openReadOnly(first)).verification().contentDigests());
    Json b = must(must(AuditFile::openReadOnly(second)).verification().contentDigests());
    QVERIFY(a != b);
    a["data"]["private"].erase("texts");
    b["data"]["private"].erase("texts");
    QCOMPARE(toJsonLine(a), toJsonLine(b));
}

void TestVerification::strangersCanReadTheFile() {
    if (QStandardPaths::findExecutable("python3").isEmpty())
        QSKIP("no python3 here");
    const Folder folder;
    const auto path = finishedAudit(folder);
    const auto read = [&](int expectedStatus) {
        QProcess reader;
        reader.start("python3", {QString(RETORT_SOURCE_DIR "/docs/formats/read_audit_file.py"),
                                 QString::fromStdString(path.string())});
        reader.waitForFinished();
        const QByteArray errors = reader.readAllStandardError();
        if (reader.exitCode() != expectedStatus)
            qWarning("%s", errors.constData());
        return std::pair(reader.exitCode(), reader.readAllStandardOutput().toStdString());
    };
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const auto [status, text] = read(0);
    QCOMPARE(status, 0);
    const Json summary = must(parseJson(text, "reader"));
    const auto table = must(audit.chunks().loadTable(kKey));
    double sum = 0;
    for (const float value : table.logProbability)
        sum += static_cast<double>(value);
    QCOMPARE(summary["seal"].get<std::string>(), must(audit.events().seal()));
    QCOMPARE(summary["records"]["private"].get<int>(), 40);
    QCOMPARE(summary["tokens"].get<std::size_t>(), table.tokens());
    QVERIFY(std::abs(summary["log_probability"].get<double>() - sum) < 1e-9 * std::abs(sum));

    rawSql(path,
           "UPDATE chunk_part SET data = (SELECT data FROM chunk_part WHERE name = 'margin' AND number = 0) "
           "WHERE name = 'entropy' AND number = 1");
    QCOMPARE(read(1).first, 1);
}

QTEST_GUILESS_MAIN(TestVerification)
#include "tst_verification.moc"
