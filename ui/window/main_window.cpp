// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include "ui/models/words.h"
#include "ui/pages/membership_page.h"
#include "ui/pages/memorization_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/records_page.h"
#include "ui/pages/run_page.h"
#include "ui/pages/scatter_page.h"
#include "ui/pages/start_page.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/appearance.h"
#include "ui/window/navigation.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>
#include <QWhatsThis>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {

MainWindow::MainWindow(const WindowOptions& options)
    : m_settings(options.settingsFile), m_session(new AuditSession(this)), m_actions(new Actions(this)),
      m_messages(new MessageBar), m_navigation(new Navigation), m_stack(new QStackedWidget),
      m_demo(options.demoAudit) {
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    applyAppearance(static_cast<Appearance>(m_settings.value(settings::kAppearance)));
    makePages(options);
    makeCentre();
    makeFileMenu();
    makeViewMenu();
    makeHelpMenu();
    m_status = new QLabel;
    m_status->setObjectName(u"statusLabel"_s);
    m_status->setTextFormat(Qt::PlainText);
    statusBar()->setObjectName(u"statusBar"_s);
    statusBar()->addPermanentWidget(m_status);
    connectSession();
    connectRun();
    m_start->setInstallation(options.demoAudit, !options.engine.isEmpty());
    m_start->setRecent(m_settings.recent());
    showAudit();
    restoreLayout();
    showPage(PageId::Start);
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages(const WindowOptions& options) {
    m_start = new StartPage(m_session);
    m_run = new RunPage(m_session, options.engine);
    m_pages = {{PageId::Start, m_start},
               {PageId::Run, m_run},
               {PageId::Overview, new OverviewPage(m_session)},
               {PageId::Records, new RecordsPage(m_session)},
               {PageId::Memorization, new MemorizationPage(m_session)},
               {PageId::Scatter, new ScatterPage(m_session)},
               {PageId::Membership, new MembershipPage(m_session)}};
    for (const auto& [id, page] : m_pages) {
        m_stack->addWidget(page);
        connect(page, &Page::targetRequested, this, &MainWindow::goTo);
        connect(page, &Page::noticePosted, this,
                [this](const QString& text) { m_messages->post(MessageKind::Information, text); });
        connect(page, &Page::problemPosted, this,
                [this](const QString& text) { m_messages->post(MessageKind::Problem, text); });
    }
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseAudit);
    connect(m_start, &StartPage::fileRequested, this, &MainWindow::openAudit);
    connect(m_start, &StartPage::runRequested, this, [this] {
        showPage(PageId::Run);
        m_run->choosePlan();
    });
}

void MainWindow::makeCentre() {
    m_stack->setObjectName(u"pages"_s);
    m_navigation->addPage(PageId::Start, tr("Start"));
    m_navigation->addPage(PageId::Run, tr("Run"));
    m_navigation->addHeading(tr("Audit"));
    m_navigation->addPage(PageId::Overview, tr("Overview"));
    m_navigation->addPage(PageId::Records, tr("Records"));
    m_navigation->addHeading(tr("Analysis"));
    m_navigation->addPage(PageId::Memorization, tr("Memorization"));
    m_navigation->addPage(PageId::Scatter, tr("Scatter"));
    m_navigation->addPage(PageId::Membership, tr("Membership"));
    connect(m_navigation, &Navigation::pageSelected, this, &MainWindow::showPage);
    auto* right = new QWidget;
    right->setObjectName(u"pageArea"_s);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(m_stack, 1);
    auto* centre = new QWidget;
    centre->setObjectName(u"centre"_s);
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(right, 1);
    setCentralWidget(centre);
}

QAction* MainWindow::addAction(QMenu& menu, const QString& id, const ActionWords& words) {
    QAction* action = m_actions->add(id, words);
    menu.addAction(action);
    return action;
}

void MainWindow::makeFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    connect(addAction(*file, u"openAction"_s,
                      {tr("&Open an audit…"), QKeySequence::Open, tr("Opens an audit file (.retort)."),
                       tr("Shows the findings of a finished audit, or how far an unfinished one is.")}),
            &QAction::triggered, this, &MainWindow::chooseAudit);
    connect(addAction(*file, u"reloadAction"_s,
                      {tr("&Reload"), QKeySequence(u"Ctrl+R"_s), tr("Reads the open audit file again."),
                       tr("For an audit that a run on the command line is still working on.")}),
            &QAction::triggered, m_session, &AuditSession::reload);
    connect(addAction(*file, u"closeAuditAction"_s,
                      {tr("&Close the audit"), QKeySequence(u"Ctrl+W"_s), tr("Closes the open audit."),
                       tr("The window stays; nothing in the audit file changes.")}),
            &QAction::triggered, m_session, &AuditSession::close);
    file->addSeparator();
    connect(
        addAction(*file, u"runAction"_s,
                  {tr("R&un a plan…"), QKeySequence(u"Ctrl+N"_s), tr("Chooses a plan and runs its audit."),
                   tr("The engine works in a process of its own; the window can be used meanwhile.")}),
        &QAction::triggered, this, [this] {
            showPage(PageId::Run);
            m_run->choosePlan();
        });
    connect(addAction(*file, u"exportReportAction"_s,
                      {tr("&Export the report as PDF…"), QKeySequence(u"Ctrl+P"_s),
                       tr("Writes the open audit's report as a PDF file."),
                       tr("The report a compliance department can file: findings, uncertainty, evidence.")}),
            &QAction::triggered, this, &MainWindow::exportReport);
    file->addSeparator();
    connect(addAction(*file, u"quitAction"_s,
                      {tr("&Quit"), QKeySequence::Quit, tr("Closes the window."),
                       tr("Asks first when a run is in progress.")}),
            &QAction::triggered, this, &QWidget::close);
}

void MainWindow::makeViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    static constexpr std::array kPages{PageId::Start,     PageId::Run,          PageId::Overview,
                                       PageId::Records,   PageId::Memorization, PageId::Scatter,
                                       PageId::Membership};
    const std::array names{tr("Start"),        tr("Run"),     tr("Overview"),  tr("Records"),
                           tr("Memorization"), tr("Scatter"), tr("Membership")};
    for (std::size_t i = 0; i < kPages.size(); ++i) {
        const int number = static_cast<int>(i) + 1;
        connect(addAction(*view, u"page%1Action"_s.arg(number),
                          {u"&%1  %2"_s.arg(number).arg(names[i]), QKeySequence(u"Ctrl+%1"_s.arg(number)),
                           tr("Shows the page %1.").arg(names[i]), tr("Shows the page %1.").arg(names[i])}),
                &QAction::triggered, this, [this, i] { showPage(kPages[i]); });
    }
    view->addSeparator();
    auto* group = new QActionGroup(this);
    const auto addScheme = [&](const QString& id, const QString& text, const QString& tip,
                               Appearance appearance) {
        QAction* action = addAction(*view, id, {text, {}, tip, tip});
        action->setCheckable(true);
        action->setChecked(m_settings.value(settings::kAppearance) == static_cast<int>(appearance));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, appearance] { setAppearance(appearance); });
    };
    addScheme(u"systemSchemeAction"_s, tr("As the &system"), tr("Light or dark as the system is."),
              Appearance::System);
    addScheme(u"lightSchemeAction"_s, tr("&Light"), tr("Dark text on a light ground."), Appearance::Light);
    addScheme(u"darkSchemeAction"_s, tr("&Dark"), tr("Light text on a dark ground."), Appearance::Dark);
}

void MainWindow::makeHelpMenu() {
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    connect(addAction(*help, u"whatsThisAction"_s,
                      {tr("What's &this?"), QKeySequence(u"Shift+F1"_s), tr("Explains what you click next."),
                       tr("Explains what you click next.")}),
            &QAction::triggered, this, [] { QWhatsThis::enterWhatsThisMode(); });
    connect(addAction(*help, u"aboutAction"_s,
                      {tr("&About Retort"),
                       {},
                       tr("Version, licence and what the program never does."),
                       tr("Version, licence and what the program never does.")}),
            &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::connectSession() {
    connect(m_session, &AuditSession::auditChanged, this, [this] {
        for (const auto& [id, page] : m_pages)
            page->refresh();
        showAudit();
    });
    connect(m_session, &AuditSession::failed, this,
            [this](const QString& text) { m_messages->post(MessageKind::Problem, text); });
    connect(m_session, &AuditSession::loadingChanged, this, [this](bool loading) {
        if (loading)
            statusBar()->showMessage(tr("Reading the audit file…"));
        else
            statusBar()->clearMessage();
    });
}

void MainWindow::connectRun() {
    connect(m_run, &RunPage::auditFinished, this, [this](const QString& path) {
        m_messages->post(MessageKind::Information, tr("The audit is finished: %1.").arg(path));
        openAudit(path);
    });
}

void MainWindow::openAudit(const QString& path) {
    const QFileInfo file(path);
    m_settings.setValue(settings::kLastFolder, file.absolutePath());
    // Shown as soon as it is read; a file that can't be read leaves everything as it was.
    connect(
        m_session, &AuditSession::auditChanged, this,
        [this, absolute = file.absoluteFilePath()] {
            const auto summary = m_session->summary();
            if (!summary || summary->path != absolute)
                return;
            m_settings.addRecent(absolute);
            m_start->setRecent(m_settings.recent());
            if (m_current == PageId::Start || m_current == PageId::Run)
                showPage(summary->hasFindings ? PageId::Overview : PageId::Run);
        },
        Qt::SingleShotConnection);
    m_session->open(file.absoluteFilePath());
}

void MainWindow::setRunPlan(const QString& plan) {
    m_run->setPlan(plan);
}

void MainWindow::showPage(PageId id) {
    m_current = id;
    m_stack->setCurrentWidget(m_pages.at(id));
    m_navigation->select(id);
}

void MainWindow::goTo(const Target& target) {
    m_pages.at(target.page)->goTo(target);
    showPage(target.page);
}

void MainWindow::chooseAudit() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open an audit"), m_settings.value(settings::kLastFolder),
                                     tr("Audit files (*.retort);;All files (*)"));
    if (!path.isEmpty())
        openAudit(path);
}

// Typesetting takes seconds, so a second instance of this program does it without a window.
void MainWindow::exportReport() {
    const auto summary = m_session->summary();
    if (!summary)
        return;
    const QFileInfo audit(summary->path);
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export the report"), audit.path() + u'/' + audit.completeBaseName() + u".pdf"_s,
        tr("PDF (*.pdf)"));
    if (path.isEmpty())
        return;
    auto* writer = new QProcess(this);
    statusBar()->showMessage(tr("Writing the report…"));
    connect(writer, &QProcess::finished, this, [this, writer, path](int exitCode) {
        statusBar()->clearMessage();
        if (exitCode == 0)
            m_messages->post(MessageKind::Information, tr("The report is written: %1.").arg(path));
        else
            m_messages->post(MessageKind::Problem,
                             QString::fromUtf8(writer->readAllStandardError()).trimmed().right(2000));
        writer->deleteLater();
    });
    connect(writer, &QProcess::errorOccurred, this, [this, writer](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            m_messages->post(MessageKind::Problem, writer->errorString());
    });
    writer->start(QCoreApplication::applicationFilePath(), {u"report"_s, summary->path, u"-o"_s, path});
}

void MainWindow::setAppearance(Appearance appearance) {
    m_settings.setValue(settings::kAppearance, static_cast<int>(appearance));
    applyAppearance(appearance);
}

void MainWindow::showAudit() {
    const auto summary = m_session->summary();
    for (const QString& id : {u"reloadAction"_s, u"closeAuditAction"_s})
        m_actions->find(id)->setEnabled(summary != nullptr);
    m_actions->find(u"exportReportAction"_s)->setEnabled(summary && summary->hasFindings);
    if (!summary) {
        setWindowTitle(tr("Retort"));
        m_status->setText(tr("No audit is open"));
        return;
    }
    const QString name = summary->findings.audit.title.empty() ? QFileInfo(summary->path).fileName()
                                                               : plainText(summary->findings.audit.title);
    setWindowTitle(tr("%1 — Retort").arg(name));
    m_status->setText(summary->path);
}

void MainWindow::showAbout() {
    QMessageBox::about(this, tr("About Retort"),
                       tr("Retort %1 audits what a distilled language model gives away of its training "
                          "data.\n\nIt has no network code "
                          "and sends no telemetry. Licence: GPL-3.0-or-later, with an additional permission "
                          "for the numerical libraries "
                          "that the engine uses.")
                           .arg(QCoreApplication::applicationVersion()));
}

void MainWindow::restoreLayout() {
    // restoreGeometry() moves a window whose screen is gone onto one that is there.
    if (!restoreGeometry(m_settings.value(settings::kGeometry)))
        resize(1280, 860);
    restoreState(m_settings.value(settings::kWindowState));
    for (QSplitter* splitter : findChildren<QSplitter*>())
        splitter->restoreState(m_settings.widgetState(splitter->objectName()));
}

void MainWindow::saveLayout() {
    m_settings.setValue(settings::kGeometry, saveGeometry());
    m_settings.setValue(settings::kWindowState, saveState());
    for (const QSplitter* splitter : findChildren<QSplitter*>())
        m_settings.setWidgetState(splitter->objectName(), splitter->saveState());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_run->isRunning()) {
        const auto answer = QMessageBox::question(
            this, tr("A run is in progress"),
            tr("Stop the run and close the window? What was done is kept and can be resumed."),
            QMessageBox::Yes | QMessageBox::No, QMessageBox::No);
        if (answer != QMessageBox::Yes) {
            event->ignore();
            return;
        }
    }
    saveLayout();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QString path = event->mimeData()->urls().value(0).toLocalFile();
    if (path.endsWith(u".toml"_s)) {
        setRunPlan(path);
        showPage(PageId::Run);
    } else if (!path.isEmpty()) {
        openAudit(path);
    }
}

} // namespace retort::ui
