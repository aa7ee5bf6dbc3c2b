// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The seed floor: (teacher and second baseline) without the first, beside the inherited records.
#include "tests/core/audit/small_audit.h"

#include <QtTest/QTest>

using namespace retort::audit;
using namespace retort::audit::testing;

class TestSeedFloor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void counts_data();
    void counts();
};

void TestSeedFloor::counts_data() {
    QTest::addColumn<QString>("models");
    QTest::addColumn<QString>("seenBy");
    QTest::addColumn<int>("floor"); // -1: none
    QTest::addColumn<QString>("said");
    const QString three =
        QStringLiteral("teacher = {path='t'}\nbaseline = {path='b'}\nstudent = {path='s'}\n");
    const QString second = three + QStringLiteral("baseline_2 = {path='c'}\n");
    const QString usual = QStringLiteral("'teacher', 'baseline', 'student'");
    QTest::newRow("one baseline") << three << usual << -1
                                  << QStringLiteral("One comparison model can't show");
    QTest::newRow("two seeds") << second << usual + QStringLiteral(", 'baseline_2'") << 3
                               << QStringLiteral("gives 3 such records (seed floor)");
    QTest::newRow("the second saw other data")
        << second << usual << -1 << QStringLiteral("One comparison model can't show");
}

// Teacher: 0 .. 19. Baseline: 0 .. 9. Student: 5 .. 14, so 10 .. 14 look inherited. Second baseline: 0 .. 12.
void TestSeedFloor::counts() {
    QFETCH(QString, models);
    QFETCH(QString, seenBy);
    QFETCH(int, floor);
    QFETCH(QString, said);
    const std::string plan = "[models]\n" + models.toStdString() + "[data]\nshared = {path='a', seen_by = [" +
                             seenBy.toStdString() +
                             "], split = 'random'}\n[membership]\nattacks = ['loss']\n";
    SmallSet shared;
    shared.name = "shared";
    SmallAudit audit(plan, {shared});
    audit.putMemorized("teacher", "shared", marked(200, 0, 20));
    audit.putMemorized("baseline", "shared", marked(200, 0, 10));
    audit.putMemorized("student", "shared", marked(200, 5, 15));
    if (audit.plan().model("baseline_2"))
        audit.putMemorized("baseline_2", "shared", marked(200, 0, 13));
    const Findings findings = audit.assess();
    QCOMPARE(findings.overlap.size(), 1U);
    QCOMPARE(findings.overlap[0].inherited, 5U);
    QCOMPARE(findings.overlap[0].seedFloor.has_value(), floor >= 0);
    if (floor >= 0)
        QCOMPARE(*findings.overlap[0].seedFloor, static_cast<std::uint64_t>(floor));
    for (const Verdict& verdict : findings.verdicts) {
        if (verdict.question == "origin")
            QVERIFY2(QString::fromStdString(verdict.sentence).contains(said), verdict.sentence.c_str());
    }
    const auto read = findingsFromJson(toJson(findings));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(read->overlap[0].seedFloor, findings.overlap[0].seedFloor);
}

QTEST_GUILESS_MAIN(TestSeedFloor)
#include "tst_seed_floor.moc"
