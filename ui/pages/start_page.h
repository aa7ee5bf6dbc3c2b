// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the program is, and the ways in: open, recent, run a plan, the demo.
#pragma once

#include "ui/pages/page.h"

#include <QStringList>

class QLabel;
class QListWidget;
class QPushButton;

namespace retort::ui {

class StartPage : public Page {
    Q_OBJECT

public:
    explicit StartPage(AuditSession* session, QWidget* parent = nullptr);
    void refresh() override;
    void setRecent(const QStringList& paths);
    // demo: path of the demo audit, empty if it is not there; engineInstalled: whether audits can be run
    // here.
    void setInstallation(const QString& demo, bool engineInstalled);

Q_SIGNALS:
    void openRequested();
    void fileRequested(const QString& path);
    void runRequested();

private:
    QListWidget* m_recent = nullptr;
    QLabel* m_recentEmpty = nullptr;
    QLabel* m_engine = nullptr;
    QPushButton* m_demo = nullptr;
    QString m_demoPath;
};

} // namespace retort::ui
