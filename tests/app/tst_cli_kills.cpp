// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs killed with SIGKILL at random moments, from start-up to the last event, over and over: what finishes
// in the end is the audit that an uninterrupted run gives.
#include "core/base/philox.h"
#include "tests/app/program.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>
#include <QtTest/QTest>

#include <csignal>

using retort::Philox;
using retort::test::cli;
using retort::test::Outcome;
using retort::test::readAll;
using retort::test::writeText;

class TestCliKills : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsComeToTheSameEnd_data();
    void runsComeToTheSameEnd();
    void reportsAreWholeOrAbsent();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QByteArray exported(const QString& audit, const QString& what) const;
    // Starts the program and kills it after so many milliseconds; whether it was still at work then.
    static bool killAfter(const QString& name, const QStringList& arguments, qint64 milliseconds);

    // Of each row.
    static constexpr int kKills = 20;
    static constexpr int kRows = 10;
    QTemporaryDir m_folder;
    QString m_plan;
    QString m_audit;
    qint64 m_wholeRun = 0;
};

namespace {

const QStringList kExports{QStringLiteral("records"), QStringLiteral("tokens"), QStringLiteral("roc"),
                           QStringLiteral("regions"), QStringLiteral("findings")};

QByteArray findingsOf(const QString& audit) {
    QJsonObject document =
        QJsonDocument::fromJson(cli({QStringLiteral("show"), audit, QStringLiteral("--json")}).out).object();
    document.remove(QStringLiteral("volatile"));
    return QJsonDocument(document).toJson();
}

} // namespace

bool TestCliKills::killAfter(const QString& name, const QStringList& arguments, qint64 milliseconds) {
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(retort::test::program(name), arguments);
    if (!process.waitForStarted())
        return false;
    const bool ended = process.waitForFinished(static_cast<int>(milliseconds));
    if (!ended)
        process.kill();
    process.waitForFinished();
    return !ended;
}

QByteArray TestCliKills::exported(const QString& audit, const QString& what) const {
    const QString file = path(QStringLiteral("export.csv"));
    if (cli({QStringLiteral("export"), audit, QStringLiteral("--what"), what, QStringLiteral("-o"), file})
            .status != 0)
        return "failed";
    return readAll(file);
}

void TestCliKills::initTestCase() {
    const QDir folder(m_folder.path());
    retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_f32"), QStringLiteral("teacher"));
    retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_tied_bf16"), QStringLiteral("student"));
    writeText(path(QStringLiteral("private.jsonl")), retort::test::records("private", 150));
    writeText(path(QStringLiteral("held.jsonl")), retort::test::records("held", 300));
    m_plan = path(QStringLiteral("plan.toml"));
    writeText(m_plan, R"([audit]
title = "Kills"
plausibility = "off"
[models.teacher]
path = "teacher"
[models.student]
path = "student"
[data.private]
path = "private.jsonl"
seen_by = ["teacher", "student"]
split = "random"
[data.held]
path = "held.jsonl"
[extraction]
prefix_tokens = 12
suffix_tokens = 2
windows = ["first", "personal"]
[membership]
attacks = ["loss", "zlib", "lowercase"]
)");
    m_audit = path(QStringLiteral("whole.retort"));
    QElapsedTimer timer;
    timer.start();
    const Outcome outcome = cli({QStringLiteral("run"), m_plan, QStringLiteral("-o"), m_audit});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    m_wholeRun = timer.elapsed();
}

void TestCliKills::runsComeToTheSameEnd_data() {
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= kRows; ++seed)
        QTest::addRow("seed %d", static_cast<int>(seed)) << seed;
}

void TestCliKills::runsComeToTheSameEnd() {
    QFETCH(quint64, seed);
    const QByteArray findings = findingsOf(m_audit);
    QHash<QString, QByteArray> exports;
    for (const QString& what : kExports)
        exports.insert(what, exported(m_audit, what));
    Philox random(seed);
    int kills = 0;
    int audits = 0;
    while (kills < kKills) {
        const QString audit = path(QStringLiteral("killed%1.retort").arg(audits++));
        bool ended = false;
        while (!ended) {
            QStringList arguments{QStringLiteral("run"), m_plan, QStringLiteral("-o"), audit};
            if (QFile::exists(audit))
                arguments.append(QStringLiteral("--resume"));
            const auto moment = static_cast<qint64>(1.2 * random.uniform() * static_cast<double>(m_wholeRun));
            if (killAfter(QStringLiteral("retort-cli"), arguments, moment)) {
                ++kills;
                continue;
            }
            const Outcome last = cli({QStringLiteral("verify"), audit});
            if (last.status == 3 || !QFile::exists(audit))
                continue;
            QVERIFY2(last.status == 0, qPrintable(last.err));
            ended = true;
        }
        QCOMPARE(findingsOf(audit), findings);
        for (const QString& what : kExports)
            QVERIFY2(exported(audit, what) == exports[what], qPrintable(what));
        QVERIFY(!QFile::exists(audit + QStringLiteral("-wal")));
        QFile::remove(audit);
    }
    qInfo("%d kills over %d audits of %lld ms", kills, audits, static_cast<long long>(m_wholeRun));
}

void TestCliKills::reportsAreWholeOrAbsent() {
    if (!QFile::exists(retort::test::program(QStringLiteral("retort"))))
        QSKIP("the window is not built here");
    const QString report = path(QStringLiteral("report.pdf"));
    const QStringList arguments{QStringLiteral("report"), m_audit, QStringLiteral("-o"), report};
    QElapsedTimer timer;
    timer.start();
    const Outcome whole = cli(arguments);
    QVERIFY2(whole.status == 0, qPrintable(whole.err));
    const qint64 duration = timer.elapsed();
    Philox random(7);
    for (int i = 0; i < 30; ++i) {
        QFile::remove(report);
        killAfter(QStringLiteral("retort-cli"), arguments,
                  static_cast<qint64>(random.uniform() * static_cast<double>(duration)));
        if (QFile::exists(report))
            QVERIFY(readAll(report).trimmed().endsWith("%%EOF"));
        QCOMPARE(cli({QStringLiteral("verify"), m_audit}).status, 0);
    }
}

int main(int argc, char** argv) {
    // Milliseconds; by itself Qt Test ends a test function with all its rows after five minutes.
    qputenv("QTEST_FUNCTION_TIMEOUT", "2700000");
    QCoreApplication application(argc, argv);
    TestCliKills test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli_kills.moc"
