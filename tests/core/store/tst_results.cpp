// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/audit_fixture.h"

#include <limits>

using namespace retort;
using namespace retort::store;
using namespace retort::store::testing;

class TestResults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void columnsComeBack();
    void absentValuesAreOneBitPattern();
    void curvesComeBack();
    void findingsAreReplaced();
    void changedValuesAreFound_data();
    void changedValuesAreFound();
};

void TestResults::columnsComeBack() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> loss = {1.5, nan, -0.0, std::numeric_limits<double>::infinity(), 1e-300};
    must(audit.results().putColumn("private", "teacher", "loss", std::vector<double>{9}));
    must(audit.results().putColumn("private", "teacher", "loss", loss));
    must(audit.results().putColumn("private", "", "zlib", std::vector<double>{1, 2}));
    must(audit.results().putColumn("private", "", "zlib", std::vector<double>{3, 4}));
    must(audit.results().putColumn("private", "student", "empty", {}));
    const auto stored = must(audit.results().column("private", "teacher", "loss")).value();
    QVERIFY(sameBits(stored, loss));
    QCOMPARE(must(audit.results().column("private", "", "zlib")).value(), (std::vector<double>{3, 4}));
    QVERIFY(must(audit.results().column("private", "student", "empty"))->empty());
    QVERIFY(!must(audit.results().column("private", "student", "loss")));
    const auto names = must(audit.results().columns());
    QCOMPARE(names.size(), 3U);
    QCOMPARE(names[0].model + "/" + names[0].name, std::string("/zlib"));
    QCOMPARE(names[2].model + "/" + names[2].name, std::string("teacher/loss"));
    QVERIFY(failsWith(audit.results().putColumn("private", "nobody", "loss", loss), ErrorCode::NotFound,
                      "'nobody'"));
}

void TestResults::absentValuesAreOneBitPattern() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const std::vector<double> one = {std::nan("1")};
    const std::vector<double> two = {-std::nan("7")};
    must(audit.results().putColumn("private", "teacher", "a", one));
    must(audit.results().putColumn("private", "teacher", "b", two));
    QVERIFY(sameBits(*must(audit.results().column("private", "teacher", "a")),
                     *must(audit.results().column("private", "teacher", "b"))));
}

void TestResults::curvesComeBack() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    const std::vector<std::uint32_t> falsePositives = {0, 0, 1, 4'000'000'000};
    const std::vector<std::uint32_t> truePositives = {0, 3, 3, 9};
    must(audit.results().putCurve("student/private/loss", falsePositives, truePositives));
    const auto curve = must(audit.results().curve("student/private/loss")).value();
    QCOMPARE(curve.falsePositives, falsePositives);
    QCOMPARE(curve.truePositives, truePositives);
    QVERIFY(!must(audit.results().curve("none")));
    QCOMPARE(must(audit.results().curves()), std::vector<std::string>{"student/private/loss"});
    QVERIFY_EXCEPTION_THROWN((void)audit.results().putCurve("x", falsePositives, {}), std::invalid_argument);
}

void TestResults::findingsAreReplaced() {
    const Folder folder;
    const AuditFile audit = smallAudit(folder.file("a.retort"));
    QVERIFY(!must(audit.results().findings()));
    must(audit.results().putFindings("h1", "{}"));
    must(audit.results().putFindings("h2", R"({"a":1})"));
    const auto findings = must(audit.results().findings()).value();
    QCOMPARE(findings.inputsHash, std::string("h2"));
    QCOMPARE(findings.json, std::string(R"({"a":1})"));
}

void TestResults::changedValuesAreFound_data() {
    QTest::addColumn<QString>("change");
    QTest::newRow("column") << QString("UPDATE record_column SET data = (SELECT data FROM record_column "
                                       "WHERE name = 'other') WHERE name = 'loss'");
    QTest::newRow("column length") << QString("UPDATE record_column SET rows = -1");
    QTest::newRow("curve") << QString("UPDATE curve SET points = 4611686018427387905");
    QTest::newRow("curve data") << QString("UPDATE curve SET data = zeroblob(8)");
    QTest::newRow("findings") << QString("UPDATE findings SET json = '{\"leaks\":0}'");
}

void TestResults::changedValuesAreFound() {
    QFETCH(QString, change);
    const Folder folder;
    const auto path = folder.file("a.retort");
    {
        AuditFile audit = smallAudit(path);
        must(audit.results().putColumn("private", "teacher", "loss", std::vector<double>{1, 2}));
        must(audit.results().putColumn("private", "teacher", "other", std::vector<double>{1, 3}));
        must(audit.results().putCurve("c", std::vector<std::uint32_t>{1}, std::vector<std::uint32_t>{2}));
        must(audit.results().putFindings("h", R"({"leaks":1})"));
        must(audit.finish());
    }
    rawSql(path, change.toStdString());
    const AuditFile audit = must(AuditFile::openReadOnly(path));
    const bool found = failsWith(audit.results().column("private", "teacher", "loss"),
                                 ErrorCode::InvalidInput, "private teacher") ||
                       failsWith(audit.results().curve("c"), ErrorCode::InvalidInput, "curve c") ||
                       failsWith(audit.results().findings(), ErrorCode::InvalidInput, "findings");
    QVERIFY(found);
}

QTEST_APPLESS_MAIN(TestResults)
#include "tst_results.moc"
