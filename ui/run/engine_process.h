// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An audit run in a child process: starts the engine, reads its JSON lines, asks it to stop. GUI thread only:
// the child dies with the thread that started it.
#pragma once

#include "core/jobs/protocol.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>

namespace retort::ui {

// Where retort-engine lies: beside this program, or in ../libexec/retort; empty if it is not installed.
[[nodiscard]] QString findEngine();

struct RunRequest {
    QString plan;
    QString audit;
    bool resume = false;
};

class EngineProcess : public QObject {
    Q_OBJECT

public:
    enum class Outcome { Done, Failed, Cancelled };

    // engine: the program to start; tests give a script.
    explicit EngineProcess(const QString& engine, QObject* parent = nullptr);
    ~EngineProcess() override;

    void start(const RunRequest& request);
    // Asks the engine to stop at the next safe point; what is done stays and can be resumed. Ends it with
    // SIGTERM after patienceMs and with SIGKILL 5 s later.
    void cancel();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] bool isCancelling() const { return m_cancelling; }
    // How long a child may take to follow a cancel before it is ended.
    void setPatience(int milliseconds) { m_patienceMs = milliseconds; }

Q_SIGNALS:
    void progressed(const retort::jobs::ProgressEvent& progress);
    // A line for the log; problems are what the engine reported as an error or what could not be understood.
    void logged(const QString& line, bool isProblem);
    // Once per start, after everything else. message: one sentence for people.
    void ended(retort::ui::EngineProcess::Outcome outcome, const QString& message);

private:
    void readProgress();
    void readErrors();
    void handleLine(const QByteArray& line);
    void finish(Outcome outcome, const QString& message);
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void onFailedToStart();
    [[nodiscard]] QString failureText(int exitCode, QProcess::ExitStatus status) const;

    QString m_engine;
    QProcess m_process;
    QTimer m_patience;
    QByteArray m_buffer;
    QByteArray m_errorBuffer;
    QString m_lastError;
    int m_patienceMs = 15'000;
    int m_unreadableLines = 0;
    bool m_cancelling = false;
    bool m_ended = true;
};

} // namespace retort::ui
