// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_page.h"

#include "ui/models/words.h"
#include "ui/run/progress_model.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/text_label.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTime>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

constexpr int kLogLines = 5000;

QString auditBeside(const QString& plan) {
    const QFileInfo file(plan);
    return file.path() + u'/' + file.completeBaseName() + u".retort"_s;
}

} // namespace

RunPage::RunPage(AuditSession* auditSession, const QString& engine, QWidget* parent)
    : Page(auditSession, u"runPage"_s, parent), m_engine(engine), m_engineInstalled(!engine.isEmpty()),
      m_jobs(new ProgressModel(this)) {
    auto* column = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    column->setContentsMargins(gap * 3 / 2, gap, gap * 3 / 2, gap);
    column->addWidget(makeLabel(tr("Run"), TextStyle::Title, u"runTitle"_s));
    column->addWidget(makeForm());
    m_state = makeLabel({}, TextStyle::Heading, u"runState"_s);
    column->addWidget(m_state);
    m_bar = new QProgressBar;
    m_bar->setObjectName(u"runProgressBar"_s);
    m_bar->setAccessibleName(tr("Progress of the current job"));
    column->addWidget(m_bar);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"runSplitter"_s);
    splitter->setChildrenCollapsible(false);
    m_view = new TableView(u"jobsTable"_s, tr("Jobs"));
    m_view->setSortingEnabled(false);
    m_view->setModel(m_jobs);
    m_view->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int section = 1; section < ProgressModel::ColumnCount; ++section)
        m_view->setColumnWidth(section, fontMetrics().averageCharWidth() * (section == 2 ? 32 : 18));
    splitter->addWidget(m_view);
    m_log = new QPlainTextEdit;
    m_log->setObjectName(u"runLog"_s);
    m_log->setAccessibleName(tr("Log"));
    m_log->setReadOnly(true);
    m_log->setMaximumBlockCount(kLogLines);
    m_log->setPlaceholderText(tr("What the engine says appears here."));
    splitter->addWidget(m_log);
    column->addWidget(splitter, 1);
    connect(&m_engine, &EngineProcess::progressed, this, &RunPage::showProgress);
    connect(&m_engine, &EngineProcess::logged, this, &RunPage::appendLog);
    connect(&m_engine, &EngineProcess::ended, this, &RunPage::onEnded);
    showState();
}

QWidget* RunPage::makeForm() {
    auto* form = new QWidget;
    form->setObjectName(u"runForm"_s);
    auto* grid = new QGridLayout(form);
    grid->setContentsMargins(0, 0, 0, 0);
    const auto addFile = [&](int row, const QString& label, const QString& name, const QString& hint,
                             auto slot) {
        auto* edit = new QLineEdit;
        edit->setObjectName(name);
        edit->setAccessibleName(QString(label).remove(u'&'));
        edit->setPlaceholderText(hint);
        auto* text = new QLabel(label);
        text->setObjectName(name + u"Label"_s);
        text->setBuddy(edit);
        auto* browse = new QPushButton(tr("Choose…"));
        browse->setObjectName(name + u"Button"_s);
        browse->setAccessibleName(tr("Choose: %1").arg(QString(label).remove(u'&')));
        connect(browse, &QPushButton::clicked, this, slot);
        connect(edit, &QLineEdit::textChanged, this, &RunPage::showState);
        grid->addWidget(text, row, 0);
        grid->addWidget(edit, row, 1);
        grid->addWidget(browse, row, 2);
        return edit;
    };
    m_plan = addFile(0, tr("&Plan:"), u"planEdit"_s, tr("The audit's plan (.toml)"), &RunPage::choosePlan);
    m_audit = addFile(1, tr("&Audit file:"), u"auditEdit"_s, tr("Where the results go (.retort)"),
                      &RunPage::chooseAudit);
    auto* row = new QHBoxLayout;
    m_start = new QPushButton;
    m_start->setObjectName(u"startRunButton"_s);
    m_cancel = new QPushButton(tr("&Cancel the run"));
    m_cancel->setObjectName(u"cancelRunButton"_s);
    m_cancel->setAccessibleName(tr("Cancel the run"));
    row->addWidget(m_start);
    row->addWidget(m_cancel);
    row->addStretch(1);
    grid->addLayout(row, 2, 1);
    connect(m_start, &QPushButton::clicked, this, &RunPage::startRun);
    connect(m_cancel, &QPushButton::clicked, this, &RunPage::cancelRun);
    return form;
}

void RunPage::refresh() {
    const auto summary = session().summary();
    if (isRunning() || !summary)
        return;
    m_jobs->setJobs(summary->jobs);
    if (!summary->hasFindings) {
        m_audit->setText(summary->path);
        m_state->setText(
            tr("This audit has not come to its end. Choose its plan and resume it; nothing is restarted "
               "unasked."));
    }
}

void RunPage::setPlan(const QString& path) {
    m_plan->setText(path);
    if (m_audit->text().isEmpty())
        m_audit->setText(auditBeside(path));
}

void RunPage::setAudit(const QString& path) {
    m_audit->setText(path);
}

bool RunPage::isRunning() const {
    return m_engine.isRunning();
}

void RunPage::choosePlan() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Choose a plan"), QFileInfo(m_plan->text()).path(), tr("Audit plans (*.toml)"));
    if (!path.isEmpty())
        setPlan(path);
}

void RunPage::chooseAudit() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Audit file"), m_audit->text(), tr("Audit files (*.retort)"),
                                     nullptr, QFileDialog::DontConfirmOverwrite);
    if (!path.isEmpty())
        m_audit->setText(path);
}

void RunPage::startRun() {
    const RunRequest request{m_plan->text(), m_audit->text(), QFileInfo::exists(m_audit->text())};
    if (!m_engineInstalled || isRunning())
        return;
    if (!QFileInfo(request.plan).isFile()) {
        Q_EMIT problemPosted(tr("%1 is not a file: choose the audit's plan.").arg(request.plan));
        return;
    }
    m_runningAudit = request.audit;
    m_jobs->clear();
    m_log->clear();
    m_bar->setRange(0, 0);
    m_engine.start(request);
    showState();
    m_state->setText(tr("Starting…"));
    Q_EMIT runningChanged(true);
}

void RunPage::cancelRun() {
    m_engine.cancel();
    showState();
    m_state->setText(tr("Cancelling: the engine finishes the chunk it is at, so that nothing done is lost."));
}

void RunPage::showState() {
    const bool running = isRunning();
    const bool exists = QFileInfo::exists(m_audit->text());
    m_start->setText(exists ? tr("Re&sume the run") : tr("&Start the run"));
    m_start->setAccessibleName(exists ? tr("Resume the run") : tr("Start the run"));
    m_start->setEnabled(m_engineInstalled && !running && !m_plan->text().isEmpty() &&
                        !m_audit->text().isEmpty());
    m_cancel->setEnabled(running && !m_engine.isCancelling());
    m_plan->setEnabled(!running);
    m_audit->setEnabled(!running);
    m_bar->setVisible(running);
    if (!m_engineInstalled)
        m_state->setText(
            tr("The engine (retort-engine) is not installed beside this program, so no audit can be run "
               "here. Finished audits can be opened, read and reported as usual."));
    else if (!running && m_state->text().isEmpty())
        m_state->setText(tr("Choose a plan and where the results go."));
}

void RunPage::showProgress(const jobs::ProgressEvent& progress) {
    m_jobs->update(progress);
    if (progress.total > 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(static_cast<int>(1000.0 * static_cast<double>(progress.done) /
                                         static_cast<double>(progress.total)));
    } else {
        m_bar->setRange(0, 0);
    }
    if (m_engine.isCancelling())
        return;
    QString text = progress.total > 0 ? tr("%1: %2 of %3 %4")
                                            .arg(plainText(progress.job), countText(progress.done),
                                                 countText(progress.total), plainText(progress.unit))
                                      : tr("%1: %2 %3")
                                            .arg(plainText(progress.job), countText(progress.done),
                                                 plainText(progress.unit));
    if (progress.perSecond)
        text += tr(", %1 a second").arg(numberText(*progress.perSecond, *progress.perSecond < 10 ? 1 : 0));
    if (progress.secondsLeft)
        text += tr(", %1 left for this job").arg(durationText(*progress.secondsLeft));
    m_state->setText(text);
}

void RunPage::appendLog(const QString& line, bool isProblem) {
    const QString time = QTime::currentTime().toString(u"HH:mm:ss"_s);
    m_log->appendPlainText(isProblem ? tr("%1  Problem: %2").arg(time, line) : u"%1  %2"_s.arg(time, line));
}

void RunPage::onEnded(EngineProcess::Outcome outcome, const QString& message) {
    m_jobs->end(outcome == EngineProcess::Outcome::Done        ? jobs::JobState::Done
                : outcome == EngineProcess::Outcome::Cancelled ? jobs::JobState::Cancelled
                                                               : jobs::JobState::Failed);
    showState();
    m_state->setText(message);
    appendLog(message, outcome == EngineProcess::Outcome::Failed);
    Q_EMIT runningChanged(false);
    if (outcome == EngineProcess::Outcome::Done)
        Q_EMIT auditFinished(m_runningAudit);
    else if (outcome == EngineProcess::Outcome::Failed)
        Q_EMIT problemPosted(message);
}

} // namespace retort::ui
