// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why membership was not tested: each reason where it is the true one.
#include "core/audit/assess_parts.h"

#include <QtTest/QTest>

using namespace retort::audit;

class TestVerdictMembership : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reasons_data();
    void reasons();
};

void TestVerdictMembership::reasons_data() {
    QTest::addColumn<QString>("sets");
    QTest::addColumn<QString>("more");
    QTest::addColumn<bool>("apart"); // a result that needs more than the release's access
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const char* sets, const char* more, bool apart, const char* said) {
        QTest::newRow(name) << QString::fromLatin1(sets) << QString::fromLatin1(more) << apart
                            << QString::fromLatin1(said);
    };
    const char* own = "seen = {path='a', seen_by=['student']}\nheld = {path='b'}\n";
    row("nothing held out", "seen = {path='a', seen_by=['student']}\n", "", false,
        "no data set that nobody was trained on");
    row("no attack", own, "[membership]\nattacks = []\n", false, "names no membership attack");
    row("no set of the student", "held = {path='b'}\n", "", false, "is not among the data sets");
    row("beyond access", own, "[release]\naccess = 'text'\n", true, "more than this release gives");
    row("no result", own, "", false, "the primary attack loss gave no result");
    row("no reference", own, "[audit]\nprimary_attack = 'reference'\n", false,
        "the primary attack reference gave no result");
}

void TestVerdictMembership::reasons() {
    QFETCH(QString, sets);
    QFETCH(QString, more);
    QFETCH(bool, apart);
    QFETCH(QString, said);
    const auto plan = parsePlan(
        "[models.student]\npath='s'\n[data]\n" + sets.toStdString() + more.toStdString(), "plan.toml");
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    Findings findings;
    if (apart) {
        MembershipFinding finding;
        finding.model = "student";
        finding.kind = "direct";
        finding.beyondAccess = true;
        findings.membership.push_back(finding);
    }
    const Verdict verdict = membershipVerdict(*plan, findings, "membership", "direct");
    QCOMPARE(verdict.verdict, std::string("not tested"));
    QVERIFY2(QString::fromStdString(verdict.sentence).contains(said), verdict.sentence.c_str());
}

QTEST_APPLESS_MAIN(TestVerdictMembership)
#include "tst_verdict_membership.moc"
