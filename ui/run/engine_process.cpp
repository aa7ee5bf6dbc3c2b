// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/engine_process.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

constexpr qsizetype kLongestLine = 1 << 20;
constexpr int kKillAfterMs = 5000;
constexpr int kLastMomentMs = 1000;
constexpr int kNamedUnreadableLines = 3;

} // namespace

QString findEngine() {
    const QDir here(QCoreApplication::applicationDirPath());
    for (const QString& place :
         {u"retort-engine"_s, u"../libexec/retort/retort-engine"_s, u"../lib/retort/retort-engine"_s}) {
        const QFileInfo candidate(here.filePath(place));
        if (candidate.isExecutable() && candidate.isFile())
            return candidate.canonicalFilePath();
    }
    return {};
}

EngineProcess::EngineProcess(const QString& engine, QObject* parent) : QObject(parent), m_engine(engine) {
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.terminate();
        QTimer::singleShot(kKillAfterMs, &m_process, &QProcess::kill);
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &EngineProcess::readProgress);
    connect(&m_process, &QProcess::readyReadStandardError, this, &EngineProcess::readErrors);
    connect(&m_process, &QProcess::finished, this, &EngineProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onFailedToStart();
    });
}

EngineProcess::~EngineProcess() {
    m_ended = true;
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    // The end of its input tells the engine to stop at a safe point; it gets a moment for that.
    m_process.closeWriteChannel();
    m_process.terminate();
    if (!m_process.waitForFinished(kLastMomentMs)) {
        m_process.kill();
        m_process.waitForFinished(kLastMomentMs);
    }
}

void EngineProcess::start(const RunRequest& request) {
    m_buffer.clear();
    m_errorBuffer.clear();
    m_lastError.clear();
    m_unreadableLines = 0;
    m_cancelling = false;
    m_ended = false;
    QStringList arguments{u"run"_s, request.plan, u"-o"_s, request.audit, u"--progress-fd"_s, u"1"_s};
    if (request.resume)
        arguments << u"--resume"_s;
    // A crashed window must not leave an engine behind that holds the memory and the audit.
    const pid_t parent = ::getpid();
    m_process.setChildProcessModifier([parent] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(1);
    });
    m_process.start(m_engine, arguments);
}

void EngineProcess::cancel() {
    if (!isRunning() || m_cancelling)
        return;
    m_cancelling = true;
    m_process.write(QByteArray::fromStdString(jobs::commandLine(jobs::Command::Cancel)) + '\n');
    m_patience.start(m_patienceMs);
}

bool EngineProcess::isRunning() const {
    return m_process.state() != QProcess::NotRunning;
}

void EngineProcess::readProgress() {
    m_buffer += m_process.readAllStandardOutput();
    qsizetype end = 0;
    while ((end = m_buffer.indexOf('\n')) >= 0) {
        const QByteArray line = m_buffer.left(end);
        m_buffer.remove(0, end + 1);
        if (!line.trimmed().isEmpty())
            handleLine(line);
    }
    if (m_buffer.size() > kLongestLine) {
        m_buffer.clear();
        Q_EMIT logged(tr("The engine wrote a line without end; it was left out."), true);
    }
}

void EngineProcess::handleLine(const QByteArray& line) {
    const Result<jobs::EngineEvent> event =
        jobs::parseProgressLine(std::string_view(line.constData(), static_cast<std::size_t>(line.size())));
    if (!event) {
        ++m_unreadableLines;
        if (m_unreadableLines <= kNamedUnreadableLines)
            Q_EMIT logged(
                tr("A line of the engine could not be understood: %1").arg(QString::fromUtf8(line.left(200))),
                true);
        return;
    }
    if (const auto* progress = std::get_if<jobs::ProgressEvent>(&*event)) {
        Q_EMIT progressed(*progress);
    } else if (const auto* log = std::get_if<jobs::LogEvent>(&*event)) {
        Q_EMIT logged(QString::fromStdString(log->message), log->level == "warning");
    } else if (const auto* error = std::get_if<jobs::ErrorEvent>(&*event)) {
        m_lastError = QString::fromStdString(error->message);
        Q_EMIT logged(m_lastError, true);
    }
}

void EngineProcess::readErrors() {
    m_errorBuffer += m_process.readAllStandardError();
    qsizetype end = 0;
    while ((end = m_errorBuffer.indexOf('\n')) >= 0) {
        const QString line = QString::fromUtf8(m_errorBuffer.left(std::min<qsizetype>(end, 2000)));
        m_errorBuffer.remove(0, end + 1);
        if (!line.trimmed().isEmpty())
            Q_EMIT logged(line, false);
    }
    if (m_errorBuffer.size() > kLongestLine)
        m_errorBuffer.clear();
}

void EngineProcess::onFinished(int exitCode, QProcess::ExitStatus status) {
    readProgress();
    m_errorBuffer += '\n';
    readErrors();
    if (m_unreadableLines > kNamedUnreadableLines)
        Q_EMIT logged(tr("%n more line(s) of the engine could not be understood.", nullptr,
                         m_unreadableLines - kNamedUnreadableLines),
                      true);
    if (status == QProcess::NormalExit && exitCode == 0)
        finish(Outcome::Done, tr("The audit is finished."));
    else if (m_cancelling || (status == QProcess::NormalExit && exitCode == 4))
        finish(Outcome::Cancelled, tr("The run was cancelled. What was done is kept; it can be resumed."));
    else
        finish(Outcome::Failed, failureText(exitCode, status));
}

QString EngineProcess::failureText(int exitCode, QProcess::ExitStatus status) const {
    if (status == QProcess::CrashExit)
        return tr(
            "The engine ended unexpectedly. What was done is kept; resume the run, and if it happens again, "
            "read the log for the record it was at.");
    if (!m_lastError.isEmpty())
        return m_lastError;
    if (exitCode == 2)
        return tr("The engine refused the plan; its log says why.");
    return tr("The engine stopped with exit status %1; its log says why.").arg(exitCode);
}

void EngineProcess::onFailedToStart() {
    finish(Outcome::Failed, tr("%1 could not be started: %2.").arg(m_engine, m_process.errorString()));
}

void EngineProcess::finish(Outcome outcome, const QString& message) {
    m_patience.stop();
    if (m_ended)
        return;
    m_ended = true;
    Q_EMIT ended(outcome, message);
}

} // namespace retort::ui
