// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window: navigation at the left, the pages, messages above them. It wires its parts and computes
// nothing.
#pragma once

#include "ui/models/audit_session.h"
#include "ui/pages/page.h"
#include "ui/window/actions.h"
#include "ui/window/settings.h"

#include <QMainWindow>

#include <map>

class QLabel;
class QStackedWidget;

namespace retort::ui {

class MessageBar;
class Navigation;
class RunPage;
class StartPage;

struct WindowOptions {
    QString settingsFile; // empty: the user's own
    QString engine;       // empty: not installed
    QString demoAudit;    // empty: not there
};

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(const WindowOptions& options);
    ~MainWindow() override;

    void openAudit(const QString& path);
    void setRunPlan(const QString& plan);
    void showPage(PageId page);
    [[nodiscard]] PageId currentPage() const { return m_current; }
    [[nodiscard]] Page* page(PageId id) const { return m_pages.at(id); }
    [[nodiscard]] const AuditSession& session() const { return *m_session; }
    [[nodiscard]] MessageBar& messages() const { return *m_messages; }
    [[nodiscard]] const Actions& actions() const { return *m_actions; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makePages(const WindowOptions& options);
    void makeCentre();
    void makeFileMenu();
    void makeViewMenu();
    void makeHelpMenu();
    QAction* addAction(class QMenu& menu, const QString& id, const ActionWords& words);
    void connectSession();
    void connectRun();
    void goTo(const Target& target);
    void chooseAudit();
    void exportReport();
    void setAppearance(Appearance appearance);
    void showAudit();
    void showAbout();
    void restoreLayout();
    void saveLayout();

    Settings m_settings;
    AuditSession* m_session;
    Actions* m_actions;
    MessageBar* m_messages;
    Navigation* m_navigation;
    QStackedWidget* m_stack;
    QLabel* m_status = nullptr;
    StartPage* m_start = nullptr;
    RunPage* m_run = nullptr;
    std::map<PageId, Page*> m_pages;
    PageId m_current = PageId::Start;
    QString m_demo;
};

} // namespace retort::ui
