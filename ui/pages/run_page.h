// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs a plan with the engine as child process: jobs, progress, time left, log, cancel; shows the result when
// done.
#pragma once

#include "ui/pages/page.h"
#include "ui/run/engine_process.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace retort::ui {

class ProgressModel;
class TableView;

class RunPage : public Page {
    Q_OBJECT

public:
    // engine: the program to run, empty if it is not installed.
    RunPage(AuditSession* session, const QString& engine, QWidget* parent = nullptr);
    void refresh() override;

    void setPlan(const QString& path);
    void setAudit(const QString& path);
    [[nodiscard]] bool isRunning() const;

public Q_SLOTS:
    void choosePlan();
    void startRun();
    void cancelRun();

Q_SIGNALS:
    // The run came to its end and this file holds the result.
    void auditFinished(const QString& path);
    void runningChanged(bool running);

private:
    [[nodiscard]] QWidget* makeForm();
    void chooseAudit();
    void showState();
    void showProgress(const jobs::ProgressEvent& progress);
    void appendLog(const QString& line, bool isProblem);
    void onEnded(EngineProcess::Outcome outcome, const QString& message);

    EngineProcess m_engine;
    bool m_engineInstalled;
    QString m_runningAudit;
    ProgressModel* m_jobs;
    QLineEdit* m_plan = nullptr;
    QLineEdit* m_audit = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_state = nullptr;
    QProgressBar* m_bar = nullptr;
    QPlainTextEdit* m_log = nullptr;
    TableView* m_view = nullptr;
};

} // namespace retort::ui
