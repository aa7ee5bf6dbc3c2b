// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"
#include "ui/run/engine_process.h"

#include <QSignalSpy>
#include <QtTest>

#include <csignal>

using namespace retort;
using namespace retort::test;
using namespace retort::ui;

namespace {

// Follows one run to its end.
struct Watcher {
    explicit Watcher(EngineProcess& engine) {
        QObject::connect(&engine, &EngineProcess::progressed, &engine,
                         [this](const jobs::ProgressEvent& event) { progress.push_back(event); });
        QObject::connect(
            &engine, &EngineProcess::logged, &engine,
            [this](const QString& line, bool isProblem) { (isProblem ? problems : log) << line; });
        QObject::connect(&engine, &EngineProcess::ended, &engine,
                         [this](EngineProcess::Outcome how, const QString& text) {
                             ++ends;
                             outcome = how;
                             message = text;
                         });
    }
    std::vector<jobs::ProgressEvent> progress;
    QStringList log;
    QStringList problems;
    int ends = 0;
    EngineProcess::Outcome outcome = EngineProcess::Outcome::Done;
    QString message;
};

bool isAlive(qint64 pid) {
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray stat = file.readAll();
    return !stat.mid(stat.lastIndexOf(')')).startsWith(") Z"); // a zombie is dead
}

} // namespace

class TestEngineProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsARun();
    void passesTheArguments();
    void explainsFailures_data();
    void explainsFailures();
    void survivesGarbage();
    void cancelIsFollowed();
    void whoIgnoresCancelIsEnded();
    void missingEngineIsExplained();
    void childDiesWithItsOwner();
    void childDiesWithTheProgram();

private:
    QTemporaryDir m_folder;
    const RunRequest m_request{QStringLiteral("plan.toml"), QStringLiteral("audit.retort"), false};
};

void TestEngineProcess::followsARun() {
    EngineProcess engine(writeFakeEngine(m_folder.path(), kGoodEngine));
    Watcher watcher(engine);
    engine.start(m_request);
    QTRY_COMPARE(watcher.ends, 1);
    QCOMPARE(watcher.outcome, EngineProcess::Outcome::Done);
    QCOMPARE(watcher.progress.size(), 2U);
    QCOMPARE(watcher.progress[0].done, 5U);
    QVERIFY(watcher.log.contains(QStringLiteral("two models")));
    QVERIFY(watcher.log.contains(QStringLiteral("a library speaks")));
    QVERIFY(watcher.problems.isEmpty());
    engine.start(m_request); // the same object runs again
    QTRY_COMPARE(watcher.ends, 2);
}

void TestEngineProcess::passesTheArguments() {
    EngineProcess engine(writeFakeEngine(m_folder.path(), "echo \"$@\" >&2\n"));
    Watcher watcher(engine);
    engine.start({QStringLiteral("my plan.toml"), QStringLiteral("out.retort"), true});
    QTRY_COMPARE(watcher.ends, 1);
    QCOMPARE(watcher.log.value(0), QStringLiteral("run my plan.toml -o out.retort --progress-fd 1 --resume"));
}

void TestEngineProcess::explainsFailures_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words");
    QTest::newRow("says why")
        << QByteArray("echo '{\"event\":\"error\",\"code\":\"invalid_input\",\"message\":\"plan.toml: no "
                      "models\"}'; exit 1\n")
        << QStringLiteral("plan.toml: no models");
    QTest::newRow("silent") << QByteArray("exit 3\n") << QStringLiteral("exit status 3");
    QTest::newRow("usage") << QByteArray("exit 2\n") << QStringLiteral("refused the plan");
    QTest::newRow("crash") << QByteArray("kill -SEGV $$\n") << QStringLiteral("ended unexpectedly");
}

void TestEngineProcess::explainsFailures() {
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    EngineProcess engine(writeFakeEngine(m_folder.path(), body));
    Watcher watcher(engine);
    engine.start(m_request);
    QTRY_COMPARE(watcher.ends, 1);
    QCOMPARE(watcher.outcome, EngineProcess::Outcome::Failed);
    QVERIFY2(watcher.message.contains(words), qPrintable(watcher.message));
}

void TestEngineProcess::survivesGarbage() {
    EngineProcess engine(writeFakeEngine(
        m_folder.path(),
        "printf 'garbage\\n{\"event\":\"unknown\"}\\n\\001\\377\\n{]\\n[1]\\n{\"event\":\"log\",\"level\":"
        "\"info\",\"message\":\"still here\"}\\nno line end'\nexit 0\n"));
    Watcher watcher(engine);
    engine.start(m_request);
    QTRY_COMPARE(watcher.ends, 1);
    QCOMPARE(watcher.outcome, EngineProcess::Outcome::Done);
    QVERIFY(watcher.log.contains(QStringLiteral("still here")));
    QCOMPARE(watcher.problems.size(), 4); // three named, the rest counted
}

void TestEngineProcess::cancelIsFollowed() {
    EngineProcess engine(writeFakeEngine(m_folder.path(), kCancellableEngine));
    Watcher watcher(engine);
    engine.start(m_request);
    QTRY_COMPARE(watcher.progress.size(), 1U);
    engine.cancel();
    QVERIFY(engine.isCancelling());
    QTRY_COMPARE(watcher.ends, 1);
    QCOMPARE(watcher.outcome, EngineProcess::Outcome::Cancelled);
}

void TestEngineProcess::whoIgnoresCancelIsEnded() {
    EngineProcess engine(writeFakeEngine(m_folder.path(), kStubbornEngine));
    engine.setPatience(50);
    Watcher watcher(engine);
    engine.start(m_request);
    QTRY_COMPARE(watcher.progress.size(), 1U);
    engine.cancel();
    QTRY_COMPARE(watcher.ends, 1);
    QCOMPARE(watcher.outcome, EngineProcess::Outcome::Cancelled);
    QVERIFY(!engine.isRunning());
}

void TestEngineProcess::missingEngineIsExplained() {
    EngineProcess engine(QStringLiteral("/nowhere/retort-engine"));
    Watcher watcher(engine);
    engine.start(m_request);
    QTRY_COMPARE(watcher.ends, 1);
    QCOMPARE(watcher.outcome, EngineProcess::Outcome::Failed);
    QVERIFY(watcher.message.contains(QStringLiteral("/nowhere/retort-engine")));
}

void TestEngineProcess::childDiesWithItsOwner() {
    qint64 pid = 0;
    {
        EngineProcess engine(writeFakeEngine(m_folder.path(), "echo $$ >&2\n" + kDeafEngine));
        Watcher watcher(engine);
        engine.start(m_request);
        QTRY_VERIFY(!watcher.log.isEmpty());
        pid = watcher.log.front().toLongLong();
        QVERIFY(isAlive(pid));
    }
    QTRY_VERIFY(!isAlive(pid));
}

void TestEngineProcess::childDiesWithTheProgram() {
    // This program again, as the parent that is killed: it starts a deaf engine and waits.
    const QString engine =
        writeFakeEngine(m_folder.path(), "echo $$ > " + m_folder.path().toUtf8() + "/pid\n" + kDeafEngine);
    QProcess parent;
    parent.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--own-an-engine"), engine});
    const QString pidPath = m_folder.filePath(QStringLiteral("pid"));
    QTRY_VERIFY(QFileInfo(pidPath).size() > 1);
    QFile file(pidPath);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const qint64 pid = file.readAll().trimmed().toLongLong();
    QVERIFY(isAlive(pid));
    parent.kill();
    QVERIFY(parent.waitForFinished());
    QTRY_VERIFY(!isAlive(pid));
}

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--own-an-engine") {
        EngineProcess engine(QString::fromLocal8Bit(argv[2]));
        engine.start({QStringLiteral("plan.toml"), QStringLiteral("audit.retort"), false});
        return QCoreApplication::exec();
    }
    TestEngineProcess test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_engine_process.moc"
