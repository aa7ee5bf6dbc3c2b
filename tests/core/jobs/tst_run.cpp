// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_list.h"
#include "core/jobs/run_control.h"
#include "core/jobs/run_lease.h"
#include "core/store/connection.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>

using namespace retort;
using namespace retort::jobs;

namespace {

store::AuditFile newAudit(const QTemporaryDir& folder) {
    auto audit = store::AuditFile::create(folder.filePath("a.retort").toStdString(), {"plan", false});
    if (!audit)
        qFatal("%s", audit.error().message.c_str());
    return std::move(*audit);
}

// A child that runs `work` and is killed when the object goes, after it has told that it is ready.
template <class F>
pid_t startChild(F work) {
    std::array<int, 2> ready = {-1, -1};
    if (::pipe(ready.data()) != 0)
        return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const bool well = work();
        [[maybe_unused]] const auto written = ::write(ready[1], well ? "y" : "n", 1);
        for (;;)
            ::pause();
    }
    char answer = 'n';
    [[maybe_unused]] const auto size = ::read(ready[0], &answer, 1);
    ::close(ready[0]);
    ::close(ready[1]);
    return answer == 'y' ? child : -1;
}

void killChild(pid_t child) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

// The other end of a RunControl's input.
class Commands {
public:
    Commands() {
        if (::pipe(m_ends.data()) != 0)
            qFatal("no pipe");
    }
    ~Commands() {
        end();
        ::close(m_ends[0]);
    }
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;

    int reader() const { return m_ends[0]; }
    void send(std::string text) const {
        [[maybe_unused]] const auto written = ::write(m_ends[1], text.data(), text.size());
    }
    void end() {
        if (m_ends[1] >= 0)
            ::close(m_ends[1]);
        m_ends[1] = -1;
    }

private:
    std::array<int, 2> m_ends = {-1, -1};
};

} // namespace

class TestRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void secondRunIsRefused();
    void leaseDiesWithItsProcess();
    void leaseCleansUp();
    void jobsGoThroughTheirStates();
    void deadJobsAreInterrupted();
    void cancelPauseAndResume();
    void pausedRunCanBeCancelled();
    void endOfInputCancelsOnRequestOnly();
    void detachedRunOutlivesItsInput();
    void signalsCancel();
    void strangeInputChangesNothing();
};

void TestRun::secondRunIsRefused() {
    const QTemporaryDir folder;
    const std::filesystem::path audit = folder.filePath("a.retort").toStdString();
    QVERIFY(!RunLease::isHeld(audit));
    const pid_t child = startChild([&] {
        static auto lease = RunLease::acquire(audit);
        return lease.has_value();
    });
    QVERIFY(child > 0);
    QVERIFY(RunLease::isHeld(audit));
    const auto second = RunLease::acquire(audit);
    QVERIFY(!second && second.error().code == ErrorCode::Conflict);
    QVERIFY2(second.error().message.find("process " + std::to_string(child)) != std::string::npos,
             second.error().message.c_str());
    killChild(child);
    QVERIFY(!RunLease::acquire(folder.filePath("no/such/folder/a.retort").toStdString()));
}

void TestRun::leaseDiesWithItsProcess() {
    const QTemporaryDir folder;
    const std::filesystem::path audit = folder.filePath("a.retort").toStdString();
    const pid_t child = startChild([&] {
        static auto lease = RunLease::acquire(audit);
        return lease.has_value();
    });
    QVERIFY(child > 0);
    killChild(child);
    QVERIFY(!RunLease::isHeld(audit));
    QVERIFY(RunLease::acquire(audit));
}

void TestRun::leaseCleansUp() {
    const QTemporaryDir folder;
    const std::filesystem::path audit = folder.filePath("a.retort").toStdString();
    {
        auto lease = *RunLease::acquire(audit);
        QVERIFY(std::filesystem::exists(audit.string() + ".lock"));
        const RunLease moved = std::move(lease);
        QVERIFY(RunLease::isHeld(audit));
    }
    QVERIFY(!std::filesystem::exists(audit.string() + ".lock"));
}

void TestRun::jobsGoThroughTheirStates() {
    const QTemporaryDir folder;
    auto audit = newAudit(folder);
    const JobList jobs = *JobList::open(audit);
    const Job score = *jobs.ensure(JobKind::Score, "teacher", "private", 400, "records");
    const Job derive = *jobs.ensure(JobKind::Derive, "", "", 3, "steps");
    QVERIFY(score.state == JobState::Queued && score.started.empty());
    QVERIFY(jobs.start(score.id) && jobs.progress(score.id, 100));
    Job now = jobs.all()->front();
    QVERIFY(now.state == JobState::Running && now.done == 100 && now.total == 400 && !now.started.empty());
    QVERIFY(jobs.end(score.id, JobState::Failed, "out of memory"));
    now = jobs.all()->front();
    QVERIFY(now.state == JobState::Failed && now.done == 100 && now.message == "out of memory");
    QVERIFY(!now.ended.empty());

    // Again in a resumed run: the same row, what was done stays done.
    const Job again = *jobs.ensure(JobKind::Score, "teacher", "private", 400, "records");
    QVERIFY(again.id == score.id && again.state == JobState::Queued && again.done == 100 &&
            again.message.empty());
    QVERIFY(jobs.end(again.id, JobState::Done));
    QCOMPARE(jobs.all()->front().done, 400U);
    QVERIFY(jobs.ensure(JobKind::Score, "teacher", "private", 400, "records")->state == JobState::Done);
    QCOMPARE(jobs.all()->size(), 2U);
    QCOMPARE(jobs.all()->back().id, derive.id);
    QCOMPARE(std::string(jobKindName(derive.kind)), std::string("derive"));
}

void TestRun::deadJobsAreInterrupted() {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("a.retort").toStdString();
    newAudit(folder);
    const pid_t child = startChild([&] {
        static auto lease = RunLease::acquire(path);
        static auto audit = store::AuditFile::openForRun(path);
        const auto jobs = JobList::open(*audit);
        const auto job = jobs->ensure(JobKind::Score, "student", "private", 10, "records");
        return lease && job && jobs->start(job->id);
    });
    QVERIFY(child > 0);
    const auto reader = *store::AuditFile::openReadOnly(path);
    QVERIFY(listJobs(reader)->front().state == JobState::Running);
    killChild(child);
    QVERIFY(listJobs(reader)->front().state == JobState::Interrupted);
    auto audit = *store::AuditFile::openForRun(path);
    const JobList jobs = *JobList::open(audit);
    QVERIFY(jobs.all()->front().state == JobState::Interrupted);
    QVERIFY(!jobs.all()->front().ended.empty());
}

void TestRun::cancelPauseAndResume() {
    Commands commands;
    RunControl control({commands.reader(), false, false});
    QVERIFY(control.checkpoint());
    commands.send("{\"command\":\"pause\"}\n");
    QTRY_VERIFY(control.paused());
    std::atomic<bool> passed = false;
    std::jthread worker([&] { passed = control.checkpoint().has_value(); });
    commands.send("{\"command\":\"res");
    QVERIFY(!passed);
    commands.send("ume\"}\n");
    QTRY_VERIFY(passed);
    QVERIFY(!control.token().stop_requested());
    commands.send("cancel\n");
    QTRY_VERIFY(control.token().stop_requested());
    const auto status = control.checkpoint();
    QVERIFY(!status && status.error().code == ErrorCode::Cancelled);
}

void TestRun::pausedRunCanBeCancelled() {
    Commands commands;
    RunControl control({commands.reader(), false, false});
    commands.send("pause\n");
    QTRY_VERIFY(control.paused());
    std::atomic<bool> cancelled = false;
    std::jthread worker([&] { cancelled = !control.checkpoint(); });
    control.cancel();
    QTRY_VERIFY(cancelled);
}

void TestRun::endOfInputCancelsOnRequestOnly() {
    {
        Commands commands;
        RunControl control({commands.reader(), false, false});
        commands.send("pause\n");
        commands.end();
        QTRY_VERIFY(control.paused());
        QVERIFY(!control.token().stop_requested());
    }
    Commands commands;
    const RunControl control({commands.reader(), true, false});
    QVERIFY(!control.token().stop_requested());
    commands.end();
    QTRY_VERIFY(control.token().stop_requested());
}

void TestRun::detachedRunOutlivesItsInput() {
    Commands commands;
    RunControl control({commands.reader(), true, false});
    const auto previous = std::signal(SIGHUP, SIG_DFL);
    ::prctl(PR_SET_PDEATHSIG, SIGCONT);
    commands.send("pause\n{\"command\":\"detach\"}\nresume\n");
    commands.end();
    QTRY_VERIFY((void(control.checkpoint()), control.detached()));
    int signal = -1;
    ::prctl(PR_GET_PDEATHSIG, &signal);
    QCOMPARE(signal, 0);
    QVERIFY(std::signal(SIGHUP, previous) == SIG_IGN);
    QVERIFY(!control.token().stop_requested());
    QVERIFY(control.checkpoint());
}

void TestRun::signalsCancel() {
    for (const int signal : {SIGINT, SIGTERM}) {
        Commands commands;
        RunControl control({commands.reader(), false, true});
        ::kill(::getpid(), signal);
        QTRY_VERIFY(control.token().stop_requested());
        QVERIFY(!control.checkpoint());
    }
    // The second one ends the process as usual.
    const pid_t child = ::fork();
    if (child == 0) {
        const RunControl control({-1, false, true});
        ::kill(::getpid(), SIGTERM);
        ::kill(::getpid(), SIGTERM);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

void TestRun::strangeInputChangesNothing() {
    Commands commands;
    RunControl control({commands.reader(), false, false});
    commands.send("\n\nexplode\n{\"command\":5}\n" + std::string(20'000, 'x') + "\n[[[[\n");
    commands.send("pause\n");
    QTRY_VERIFY(control.paused());
    QVERIFY(!control.token().stop_requested());
}

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
