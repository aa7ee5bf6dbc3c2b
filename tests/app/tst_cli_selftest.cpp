// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The self-test by the command line: alone, kept in an audit file, and before a run.
#include "tests/app/program.h"

#include <QtTest/QTest>

using retort::test::cli;
using retort::test::Outcome;
using retort::test::readAll;
using retort::test::writeText;

class TestCliSelftest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void passesAndIsKept();
    void refusesAChangedFile();
    void standsBeforeARun();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString writePlan(const QString& name, const QByteArray& audit) const;

    QTemporaryDir m_folder;
    QString m_audit;
};

namespace {

QJsonObject findingsOf(const QString& audit) {
    return QJsonDocument::fromJson(cli({QStringLiteral("show"), audit, QStringLiteral("--json")}).out)
        .object();
}

// Ids and outcomes of the controls.
QStringList outcomesOf(const QJsonObject& selftest) {
    QStringList outcomes;
    for (const QJsonValue& control : selftest[QStringLiteral("controls")].toArray())
        outcomes << control[QStringLiteral("id")].toString() + QLatin1Char(' ') +
                        control[QStringLiteral("outcome")].toString();
    return outcomes;
}

const QStringList kAllPassed = {QStringLiteral("exact_extraction passed"),
                                QStringLiteral("exact_probability passed"),
                                QStringLiteral("planted_extraction passed"),
                                QStringLiteral("planted_membership passed"), QStringLiteral("clean passed")};

} // namespace

QString TestCliSelftest::writePlan(const QString& name, const QByteArray& audit) const {
    writeText(path(name), "[audit]\nplausibility = \"off\"\n" + audit +
                              "[models.student]\npath = \"student\"\n[data.seen]\npath = \"seen.jsonl\"\n"
                              "seen_by = [\"student\"]\n[data.held]\npath = \"held.jsonl\"\n"
                              "[extraction]\nprefix_tokens = 12\nsuffix_tokens = 2\n");
    return path(name);
}

void TestCliSelftest::initTestCase() {
    retort::test::copyCheckpoint(QDir(m_folder.path()), QStringLiteral("qwen3_f32"),
                                 QStringLiteral("student"));
    writeText(path(QStringLiteral("seen.jsonl")), retort::test::records("seen", 40));
    writeText(path(QStringLiteral("held.jsonl")), retort::test::records("held", 40));
    m_audit = path(QStringLiteral("a.retort"));
    const Outcome outcome = cli(
        {QStringLiteral("run"), writePlan(QStringLiteral("plan.toml"), {}), QStringLiteral("-o"), m_audit});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    const QJsonObject findings = findingsOf(m_audit);
    QVERIFY(findings[QStringLiteral("selftest")].isNull());
    QCOMPARE(findings[QStringLiteral("claims")].toArray().size(), 15);
    for (const QJsonValue& curve : findings[QStringLiteral("specification_curve")].toArray())
        QVERIFY(curve[QStringLiteral("of")].toInt() >= 4);
    QCOMPARE(findings[QStringLiteral("specification_curve")].toArray().size(), 2);
}

void TestCliSelftest::passesAndIsKept() {
    const QString copy = path(QStringLiteral("kept.retort"));
    QVERIFY(QFile::copy(m_audit, copy));
    const Outcome outcome = cli({QStringLiteral("selftest"), QStringLiteral("--json"), copy});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    const QJsonObject said = QJsonDocument::fromJson(outcome.out).object();
    QCOMPARE(outcomesOf(said), kAllPassed);
    QCOMPARE(said[QStringLiteral("error_rate")].toDouble(), 0.01);
    QJsonObject findings = findingsOf(copy);
    QCOMPARE(findings[QStringLiteral("selftest")].toObject(), said);
    QCOMPARE(cli({QStringLiteral("verify"), copy}).status, 0);
    // Nothing else has changed.
    QJsonObject before = findingsOf(m_audit);
    for (QJsonObject* document : {&before, &findings}) {
        document->remove(QStringLiteral("selftest"));
        document->remove(QStringLiteral("volatile"));
    }
    QCOMPARE(findings, before);
}

void TestCliSelftest::refusesAChangedFile() {
    const QString copy = path(QStringLiteral("changed.retort"));
    QByteArray content = readAll(m_audit);
    const auto place = content.indexOf("\"verdict\":\"");
    QVERIFY(place > 0);
    content[place + 11] = 'X';
    writeText(copy, content);
    const Outcome outcome = cli({QStringLiteral("selftest"), copy});
    QCOMPARE(outcome.status, 3);
    QVERIFY2(outcome.err.contains(QStringLiteral("changed.retort")), qPrintable(outcome.err));
    QCOMPARE(cli({QStringLiteral("verify"), copy}).status, 3);
}

void TestCliSelftest::standsBeforeARun() {
    const QString audit = path(QStringLiteral("before.retort"));
    const Outcome outcome =
        cli({QStringLiteral("run"), writePlan(QStringLiteral("before.toml"), "selftest = true\n"),
             QStringLiteral("-o"), audit});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    QCOMPARE(outcomesOf(findingsOf(audit)[QStringLiteral("selftest")].toObject()), kAllPassed);
    QCOMPARE(cli({QStringLiteral("verify"), audit}).status, 0);
    const QString text = QString::fromUtf8(cli({QStringLiteral("show"), audit}).out);
    QVERIFY(text.contains(QStringLiteral("self-test, clean (passed)")));
}

QTEST_GUILESS_MAIN(TestCliSelftest)
#include "tst_cli_selftest.moc"
