// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// compare, from the command line.
#include "tests/app/program.h"
#include "tests/core/audit/compared_audit.h"

#include <QtTest/QTest>

using retort::audit::testing::SideAudit;
using retort::audit::testing::SideSpec;
using retort::test::cli;
using retort::test::Outcome;

class TestCliCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void endsWith_data();
    void endsWith();
    void jsonOfWorse();
    void refuses_data();
    void refuses();

private:
    std::unique_ptr<SideAudit> m_sides[3];
    QString m_paths[3]; // unchanged, worse, not finished
};

void TestCliCompare::initTestCase() {
    SideSpec spec;
    spec.plan = "[membership]\nattacks = ['loss']\n";
    spec.memorized = {0, 5};
    m_sides[0] = std::make_unique<SideAudit>(spec);
    spec.memorized = {0, 25};
    m_sides[1] = std::make_unique<SideAudit>(spec);
    m_sides[2] = std::make_unique<SideAudit>(spec);
    m_paths[0] = QString::fromStdString(m_sides[0]->store());
    m_paths[1] = QString::fromStdString(m_sides[1]->store());
    m_paths[2] = QString::fromStdString(m_sides[2]->audit().file().path().string());
}

void TestCliCompare::endsWith_data() {
    QTest::addColumn<int>("earlier");
    QTest::addColumn<int>("later");
    QTest::addColumn<QString>("tolerance");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("said");
    QTest::newRow("the same") << 0 << 0 << QStringLiteral("0") << 0 << QStringLiteral("the same in both");
    QTest::newRow("worse") << 0 << 1 << QStringLiteral("0") << 3 << QStringLiteral("it was 2.5 %");
    QTest::newRow("tolerated") << 0 << 1 << QStringLiteral("0.2") << 0 << QStringLiteral("20 gained");
    QTest::newRow("better") << 1 << 0 << QStringLiteral("0") << 0 << QStringLiteral("20 lost");
}

void TestCliCompare::endsWith() {
    QFETCH(int, earlier);
    QFETCH(int, later);
    QFETCH(QString, tolerance);
    QFETCH(int, status);
    QFETCH(QString, said);
    const Outcome outcome = cli({QStringLiteral("compare"), m_paths[earlier], m_paths[later],
                                 QStringLiteral("--tolerance"), tolerance});
    QVERIFY2(outcome.status == status, qPrintable(outcome.err + QString::fromUtf8(outcome.out)));
    QVERIFY2(QString::fromUtf8(outcome.out).contains(said), outcome.out.constData());
    QCOMPARE(outcome.err.isEmpty(), status == 0);
    if (status == 3)
        QVERIFY2(outcome.err.contains(QStringLiteral("12.5 %")), qPrintable(outcome.err));
}

void TestCliCompare::jsonOfWorse() {
    const Outcome outcome =
        cli({QStringLiteral("compare"), m_paths[0], m_paths[0], m_paths[1], QStringLiteral("--json")});
    QCOMPARE(outcome.status, 3);
    const QJsonObject document = QJsonDocument::fromJson(outcome.out).object();
    QVERIFY(document[QStringLiteral("worse")].toBool());
    QCOMPARE(document[QStringLiteral("tests")].toInt(), 4);
    const QJsonArray later = document[QStringLiteral("later")].toArray();
    QCOMPARE(later.size(), 2);
    QCOMPARE(later[0].toObject()[QStringLiteral("worse")].toArray().size(), 0);
    QCOMPARE(later[1].toObject()[QStringLiteral("worse")].toArray().size(), 1);
    QCOMPARE(later[1].toObject()[QStringLiteral("file")].toString(), m_paths[1]);
}

void TestCliCompare::refuses_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("said");
    const QString first = QStringLiteral("0");
    QTest::newRow("one audit") << QStringList{first} << 2 << QStringLiteral("two audits");
    QTest::newRow("no findings") << QStringList{first, QStringLiteral("2")} << 1
                                 << QStringLiteral("no findings");
    QTest::newRow("no such file") << QStringList{first, QStringLiteral("/no/such.retort")} << 1
                                  << QStringLiteral("/no/such.retort");
    QTest::newRow("tolerance") << QStringList{first, first, QStringLiteral("--tolerance"),
                                              QStringLiteral("2")}
                               << 2 << QStringLiteral("between 0 and 1");
    QTest::newRow("no number") << QStringList{first, first, QStringLiteral("--tolerance"),
                                              QStringLiteral("much")}
                               << 2 << QStringLiteral("tolerance");
}

void TestCliCompare::refuses() {
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QString, said);
    QStringList all{QStringLiteral("compare")};
    bool isValue = false; // of an option
    for (const QString& argument : arguments) {
        bool number = false;
        const int side = argument.toInt(&number);
        all.append(number && !isValue ? m_paths[side] : argument);
        isValue = argument.startsWith(QStringLiteral("--"));
    }
    const Outcome outcome = cli(all);
    QCOMPARE(outcome.status, status);
    QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
}

QTEST_GUILESS_MAIN(TestCliCompare)
#include "tst_cli_compare.moc"
