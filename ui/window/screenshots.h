// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of every page with an audit open, for the documentation and for looking at.
#pragma once

#include <QObject>
#include <QSize>
#include <QString>

namespace retort::ui {

class MainWindow;

// Opens the audit, visits every page in light and dark, and writes NN-page-scheme.png into the folder.
// finished() is sent once, with one sentence if something failed.
class Screenshots : public QObject {
    Q_OBJECT

public:
    Screenshots(MainWindow& window, const QString& audit, const QString& folder, QSize size = {1440, 900});
    void start();
    // How long a page may load in the background before its picture is taken.
    void setSettleTime(int milliseconds) { m_settleMs = milliseconds; }

Q_SIGNALS:
    void finished(const QString& problem);

private:
    void openAudit();
    void next();
    void take();

    MainWindow& m_window;
    QString m_audit;
    QString m_folder;
    QSize m_size;
    int m_settleMs = 900;
    int m_step = 0;
    bool m_done = false;
};

} // namespace retort::ui
