// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/progress_writer.h"
#include "core/jobs/protocol.h"
#include "core/jobs/rate.h"

#include <QTest>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

using namespace retort;
using namespace retort::jobs;

namespace {

// A pipe whose read end gives everything that was written so far.
class Pipe {
public:
    Pipe() {
        if (::pipe2(m_ends.data(), O_NONBLOCK | O_CLOEXEC) != 0)
            qFatal("no pipe");
    }
    ~Pipe() {
        closeReader();
        ::close(m_ends[1]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int writer() const { return m_ends[1]; }
    int reader() const { return m_ends[0]; }
    void closeReader() {
        if (m_ends[0] >= 0)
            ::close(m_ends[0]);
        m_ends[0] = -1;
    }
    std::string text() const {
        std::string all;
        std::array<char, 4096> bytes{};
        for (ssize_t size = 0; (size = ::read(m_ends[0], bytes.data(), bytes.size())) > 0;)
            all.append(bytes.data(), static_cast<std::size_t>(size));
        return all;
    }

private:
    std::array<int, 2> m_ends = {-1, -1};
};

} // namespace

class TestProtocol : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesAreTheDocumentedOnes();
    void linesComeBack();
    void garbageIsAnError_data();
    void garbageIsAnError();
    void unknownKeysAreIgnored();
    void commandsComeBack();
    void rateOfSteadyWorkIsItsPace();
    void rateFollowsAChangeOfPace();
    void resumedWorkDoesNotCount();
    void writerTellsOnADescriptor();
    void writerLimitsItsLines();
    void plainLinesAndBar();
    void lostReaderIsNoError();
    void descriptorMustBeOpen();
};

void TestProtocol::linesAreTheDocumentedOnes() {
    QCOMPARE(engineLine(ProgressEvent{"score teacher private", 512, 4000, "records", 81.54321, 42.7}),
             std::string(R"({"event":"progress","job":"score teacher private","done":512,"total":4000,)"
                         R"("unit":"records","per_second":81.543,"seconds_left":42.7})"));
    QCOMPARE(engineLine(ProgressEvent{"derive", 0, 0, "steps", std::nullopt, std::nullopt}),
             std::string(R"({"event":"progress","job":"derive","done":0,"total":null,)"
                         R"("unit":"steps","per_second":null,"seconds_left":null})"));
    QCOMPARE(engineLine(LogEvent{"info", "two\nlines \"quoted\""}),
             std::string(R"({"event":"log","level":"info","message":"two\nlines \"quoted\""})"));
    QCOMPARE(engineLine(ErrorEvent{"invalid_input", "a.json: no"}),
             std::string(R"({"event":"error","code":"invalid_input","message":"a.json: no"})"));
    QCOMPARE(engineLine(FinishedEvent{"cancelled", 4}),
             std::string(R"({"event":"finished","state":"cancelled","exit_status":4})"));
    QVERIFY(engineLine(LogEvent{"info", "\xff"}).find("\xEF\xBF\xBD") != std::string::npos);
}

void TestProtocol::linesComeBack() {
    const auto progress = std::get<ProgressEvent>(
        *parseProgressLine(engineLine(ProgressEvent{"j", 5, 10, "records", 2.5, 2.0})));
    QCOMPARE(progress.job, std::string("j"));
    QCOMPARE(progress.done, 5U);
    QCOMPARE(progress.total, 10U);
    QCOMPARE(progress.unit, std::string("records"));
    QCOMPARE(progress.perSecond.value(), 2.5);
    QCOMPARE(progress.secondsLeft.value(), 2.0);
    const auto unknown = std::get<ProgressEvent>(*parseProgressLine(engineLine(ProgressEvent{})));
    QVERIFY(unknown.total == 0 && !unknown.perSecond && !unknown.secondsLeft);
    QCOMPARE(std::get<LogEvent>(*parseProgressLine(engineLine(LogEvent{"warning", "w"}))).level,
             std::string("warning"));
    QCOMPARE(std::get<ErrorEvent>(*parseProgressLine(engineLine(ErrorEvent{"io", "m"}))).code,
             std::string("io"));
    QCOMPARE(std::get<FinishedEvent>(*parseProgressLine(engineLine(FinishedEvent{"failed", 1}))).exitStatus,
             1);
}

void TestProtocol::garbageIsAnError_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("Segmentation fault");
    QTest::newRow("cut") << QByteArray(R"({"event":"progress","done":5)");
    QTest::newRow("array") << QByteArray("[1,2]");
    QTest::newRow("unknown event") << QByteArray(R"({"event":"dance"})");
    QTest::newRow("event is a number") << QByteArray(R"({"event":5})");
    QTest::newRow("no event") << QByteArray("{}");
    QTest::newRow("bad utf-8") << QByteArray("{\"event\":\"\xff\"}");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("long") << "{\"event\":\"log\",\"message\":\"" + QByteArray(2'000'000, 'x') + "\"}";
    QTest::newRow("exit status") << QByteArray(R"({"event":"finished","exit_status":1e300})");
}

void TestProtocol::garbageIsAnError() {
    QFETCH(QByteArray, line);
    const auto parsed = parseProgressLine(line.toStdString());
    QVERIFY(!parsed);
    QVERIFY(parsed.error().code == ErrorCode::InvalidInput);
}

void TestProtocol::unknownKeysAreIgnored() {
    const auto parsed =
        parseProgressLine(R"({"event":"progress","new":[1],"done":-3,"total":"many","job":7})");
    QVERIFY(parsed);
    const auto progress = std::get<ProgressEvent>(*parsed);
    QVERIFY(progress.done == 0 && progress.total == 0 && progress.job.empty());
}

void TestProtocol::commandsComeBack() {
    for (const Command command : {Command::Cancel, Command::Pause, Command::Resume, Command::Detach})
        QVERIFY(*parseCommandLine(commandLine(command)) == command);
    QCOMPARE(commandLine(Command::Cancel), std::string(R"({"command":"cancel"})"));
    QVERIFY(*parseCommandLine("pause\r") == Command::Pause);
    QVERIFY(!parseCommandLine("explode"));
    QVERIFY(!parseCommandLine("{\"command\":null}"));
    QVERIFY(!parseCommandLine(""));
}

void TestProtocol::rateOfSteadyWorkIsItsPace() {
    RateEstimator rate;
    QVERIFY(!rate.perSecond() && !rate.secondsLeft(100));
    for (int i = 1; i <= 50; ++i)
        rate.add(static_cast<std::uint64_t>(i) * 8, i * 0.5);
    QVERIFY(std::abs(*rate.perSecond() - 16) < 1e-9);
    QVERIFY(std::abs(*rate.secondsLeft(560) - 10) < 1e-9);
    QCOMPARE(*rate.secondsLeft(100), 0.0);
    QVERIFY(!rate.secondsLeft(0));
    rate.add(3, 30);
    rate.add(401, 25);
    QVERIFY(std::abs(*rate.perSecond() - 16) < 1e-9);
}

void TestProtocol::rateFollowsAChangeOfPace() {
    RateEstimator rate;
    std::uint64_t done = 0;
    double time = 0;
    for (int i = 0; i < 100; ++i)
        rate.add(done += 10, time += 1);
    // After one half-life (20 s) at 5 a second the mean lies half-way.
    for (int i = 0; i < 20; ++i)
        rate.add(done += 5, time += 1);
    QVERIFY(std::abs(*rate.perSecond() - 7.5) < 0.1);
    for (int i = 0; i < 200; ++i)
        rate.add(done += 5, time += 1);
    QVERIFY(std::abs(*rate.perSecond() - 5) < 0.01);
}

void TestProtocol::resumedWorkDoesNotCount() {
    RateEstimator rate(1'000'000, 50);
    rate.add(1'000'010, 60);
    QVERIFY(std::abs(*rate.perSecond() - 1) < 1e-12);
}

void TestProtocol::writerTellsOnADescriptor() {
    const Pipe pipe;
    auto writer = *ProgressWriter::open(pipe.writer());
    writer.begin("score", 2, "records");
    writer.progress(2);
    writer.log("half way");
    writer.error({ErrorCode::Io, "the disk is full"});
    writer.finished(1);
    const QStringList lines = QString::fromStdString(pipe.text()).split('\n');
    QCOMPARE(lines.size(), 6);
    QCOMPARE(lines[0], QString(R"({"event":"progress","job":"score","done":0,"total":2,"unit":"records",)"
                               R"("per_second":null,"seconds_left":null})"));
    const auto last = std::get<ProgressEvent>(*parseProgressLine(lines[1].toStdString()));
    QVERIFY(last.done == 2 && last.perSecond && last.secondsLeft == 0.0);
    QCOMPARE(lines[2], QString(R"({"event":"log","level":"info","message":"half way"})"));
    QCOMPARE(lines[3], QString(R"({"event":"error","code":"io","message":"the disk is full"})"));
    QCOMPARE(lines[4], QString(R"({"event":"finished","state":"failed","exit_status":1})"));
}

void TestProtocol::writerLimitsItsLines() {
    const Pipe pipe;
    {
        ProgressWriter writer(pipe.writer(), ProgressWriter::Style::JsonLines);
        writer.begin("score", 100'000, "records");
        for (std::uint64_t i = 1; i <= 50'000; ++i)
            writer.progress(i);
    }
    const QStringList lines = QString::fromStdString(pipe.text()).trimmed().split('\n');
    QVERIFY2(lines.size() < 20, qPrintable(QString::number(lines.size())));
    // What was not told for lack of time is told at the end.
    QCOMPARE(std::get<ProgressEvent>(*parseProgressLine(lines.last().toStdString())).done, 50'000U);
}

void TestProtocol::plainLinesAndBar() {
    const Pipe pipe;
    {
        ProgressWriter writer(pipe.writer(), ProgressWriter::Style::PlainLines);
        writer.begin("score", 1000, "records", 100);
        for (std::uint64_t i = 101; i <= 1000; ++i)
            writer.progress(i);
        writer.log("careful", "warning");
        writer.finished(0);
    }
    const QStringList lines = QString::fromStdString(pipe.text()).split('\n');
    QCOMPARE(lines[0], QString("score: 100 of 1000 records"));
    QVERIFY(lines[1].startsWith(QLatin1String("score: 200 of 1000 records, ")));
    QCOMPARE(lines.size(), 12);
    QCOMPARE(lines[10], QString("warning: careful"));
    {
        ProgressWriter writer(pipe.writer(), ProgressWriter::Style::Bar);
        writer.begin("score", 4, "records");
        writer.progress(4);
        writer.log("note");
        writer.finished(0);
    }
    const QString bar = QString::fromStdString(pipe.text());
    QVERIFY(bar.startsWith(QLatin1String("\r\x1b[K[........................]   0% score: 0 of 4 records")));
    QVERIFY(bar.contains(QLatin1String("[########################] 100% score: 4 of 4 records")));
    QVERIFY(bar.endsWith(QLatin1String("\r\x1b[Knote\n")));
}

void TestProtocol::lostReaderIsNoError() {
    Pipe pipe;
    ProgressWriter writer(pipe.writer(), ProgressWriter::Style::JsonLines);
    pipe.closeReader();
    writer.begin("score", 2, "records");
    writer.finished(0);
}

void TestProtocol::descriptorMustBeOpen() {
    const Pipe pipe;
    const auto readEnd = ProgressWriter::open(pipe.reader());
    QVERIFY(!readEnd && readEnd.error().code == ErrorCode::Usage);
    QVERIFY(!ProgressWriter::open(987));
    QVERIFY(!ProgressWriter::open(-1));
}

QTEST_APPLESS_MAIN(TestProtocol)
#include "tst_protocol.moc"
