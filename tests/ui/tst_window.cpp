// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/synthetic_audit.h"
#include "tests/ui/fake_engine.h"
#include "ui/models/words.h"
#include "ui/pages/overview_parts.h"
#include "ui/plots/roc_plot.h"
#include "ui/plots/scatter_plot.h"
#include "ui/plots/venn_plot.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/table_view.h"
#include "ui/window/main_window.h"
#include "ui/window/screenshots.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace retort;
using namespace retort::test;
using namespace retort::ui;

class TestWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void emptyPagesSayWhatToDo();
    void openingShowsTheVerdicts();
    void everyPageShowsTheAudit();
    void vennClickFiltersTheRecords();
    void scatterClickSelectsTheRecord();
    void searchFiltersAfterAPause();
    void refusedPointsSayWhy();
    void failuresStayInTheBar();
    void runShowsProgressAndResult();
    void runCanBeCancelled();
    void withoutEngineTheViewerWorks();
    void widgetsHaveNames();
    void actionsAreDocumented();
    void tablesCopyAsTsv();
    void recentAndLayoutAreRemembered();
    void screenshotsAreTaken();

private:
    template <class T>
    T* child(const char* name) const {
        return m_window->findChild<T*>(QString::fromLatin1(name));
    }
    void open();
    void membershipTabsFollowTheFindings();
    void look(PageId page, const char* selector);
    void makeWindow(const QString& engine = {});

    QTemporaryDir m_folder;
    QString m_audit;
    audit::Findings m_findings;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindow::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    m_audit = m_folder.filePath(QStringLiteral("window.retort"));
    auto written =
        writeSyntheticAudit(m_audit.toStdString(),
                            {.privateRecords = 240, .sharedRecords = 120, .heldOutRecords = 300, .seed = 7});
    QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
    m_findings = *written;
}

void TestWindow::makeWindow(const QString& engine) {
    m_window = std::make_unique<MainWindow>(
        WindowOptions{m_folder.filePath(QStringLiteral("settings.ini")), engine, m_audit});
    m_window->resize(1280, 860);
    m_window->show();
}

void TestWindow::init() {
    makeWindow();
}

void TestWindow::cleanup() {
    m_window.reset();
}

void TestWindow::open() {
    QSignalSpy changed(&m_window->session(), &AuditSession::auditChanged);
    m_window->openAudit(m_audit);
    QTRY_COMPARE(changed.count(), 1);
}

// Goes to a page and chooses the data set `private` there.
void TestWindow::look(PageId page, const char* selector) {
    m_window->showPage(page);
    auto* data = child<QComboBox>(selector);
    data->setCurrentIndex(data->findData(QStringLiteral("private")));
}

void TestWindow::emptyPagesSayWhatToDo() {
    QCOMPARE(m_window->currentPage(), PageId::Start);
    for (const char* name :
         {"overviewEmpty", "memorizationEmpty", "scatterEmpty", "membershipEmpty", "recordsCount"}) {
        QVERIFY2(child<QLabel>(name) != nullptr, name);
        QVERIFY2(child<QLabel>(name)->text().contains(QStringLiteral("Start page")) ||
                     child<QLabel>(name)->text().contains(QStringLiteral("Go to Start")) ||
                     child<QLabel>(name)->text().contains(QStringLiteral("held-out data")),
                 qPrintable(child<QLabel>(name)->text()));
    }
}

void TestWindow::openingShowsTheVerdicts() {
    open();
    QCOMPARE(m_window->currentPage(), PageId::Overview);
    for (const audit::Verdict& verdict : m_findings.verdicts) {
        const auto* sentence = m_window->findChild<QLabel*>(
            QStringLiteral("verdict_%1Sentence").arg(QString::fromStdString(verdict.question)));
        QVERIFY(sentence != nullptr);
        QCOMPARE(sentence->text(), QString::fromStdString(verdict.sentence));
    }
    std::uint64_t out = 0;
    std::uint64_t tested = 0;
    for (const audit::ExtractionFinding& finding : m_findings.extraction) {
        if (finding.model != "student" || finding.window != "personal" || finding.data == "held_out")
            continue;
        for (const audit::CountOf& type : finding.byType) {
            out += type.memorized;
            tested += type.records;
        }
    }
    QCOMPARE(child<QLabel>("personalFigure")->text(), QStringLiteral("%1 of %2").arg(out).arg(tested));
    QVERIFY(m_window->windowTitle().contains(QStringLiteral("Support assistant v2")));
}

void TestWindow::everyPageShowsTheAudit() {
    open();
    look(PageId::Memorization, "memorizationDataSelector");
    auto* venn = child<VennPlot>("vennPlot");
    QVERIFY(venn->isVisible());
    QCOMPARE(venn->data().counts[5], m_findings.overlap.front().inherited);
    QCOMPARE(child<TableView>("extractionTable")->model()->rowCount(),
             static_cast<int>(m_findings.extraction.size()));
    QCOMPARE(child<TableView>("repeatsTable")->model()->rowCount(), 4);
    look(PageId::Scatter, "scatterDataSelector");
    auto* scatter = child<ScatterPlot>("scatterPlot");
    QTRY_COMPARE(scatter->data().x.size(), 240U);
    QVERIFY(scatter->data().yLog);
    m_window->showPage(PageId::Membership);
    QTRY_VERIFY(child<RocPlot>("rocPlot")->caption().contains(QStringLiteral("against 298 held out")));
    QCOMPARE(child<TableView>("membershipTable")->model()->rowCount(),
             static_cast<int>(m_findings.membership.size()));
    membershipTabsFollowTheFindings();
    m_window->showPage(PageId::Records);
    QTRY_COMPARE(child<TableView>("recordsTable")->model()->rowCount(), 240);
    QVERIFY(child<QLabel>("recordText")->text().contains(QStringLiteral("kept by reference")));
}

void TestWindow::membershipTabsFollowTheFindings() {
    look(PageId::Membership, "membershipDataSelector");
    const auto chosenGroups =
        std::ranges::find_if(m_findings.membershipGroups, [](const audit::GroupFinding& finding) {
            return finding.model == "student" && finding.data == "private";
        });
    QVERIFY(chosenGroups != m_findings.membershipGroups.end());
    QCOMPARE(child<TableView>("groupsTable")->model()->rowCount(),
             static_cast<int>(chosenGroups->evaluation.groups.size()));
    QCOMPARE(child<QLabel>("groupsNote")->text(),
             QString::fromStdString(audit::suppressedSentence(*chosenGroups)));
    std::size_t attacks = 0;
    for (const audit::BestOfFinding& finding : m_findings.bestOf)
        attacks += finding.attacks.size();
    QCOMPARE(child<TableView>("bestOfTable")->model()->rowCount(), static_cast<int>(attacks));
    QCOMPARE(child<TableView>("agreementTable")->model()->rowCount(),
             static_cast<int>(m_findings.agreement.size()));
    auto* model = child<QComboBox>("membershipModelSelector");
    model->setCurrentIndex(model->findData(QStringLiteral("baseline"))); // private was kept from it
    QCOMPARE(child<TableView>("groupsTable")->model()->rowCount(), 0);
    QVERIFY(child<QLabel>("groupsNote")->text().contains(QStringLiteral("not evaluated by group")));
}

void TestWindow::vennClickFiltersTheRecords() {
    open();
    look(PageId::Memorization, "memorizationDataSelector");
    Q_EMIT child<VennPlot>("vennPlot")->regionActivated(5);
    QCOMPARE(m_window->currentPage(), PageId::Records);
    QTRY_COMPARE(child<TableView>("recordsTable")->model()->rowCount(),
                 static_cast<int>(m_findings.overlap.front().inherited));
}

void TestWindow::scatterClickSelectsTheRecord() {
    open();
    look(PageId::Scatter, "scatterDataSelector");
    QTRY_COMPARE(child<ScatterPlot>("scatterPlot")->data().x.size(), 240U);
    Q_EMIT child<ScatterPlot>("scatterPlot")->recordActivated(123);
    QCOMPARE(m_window->currentPage(), PageId::Records);
    QTRY_COMPARE(child<QLabel>("recordTitle")->text(), QStringLiteral("private-00124"));
}

void TestWindow::searchFiltersAfterAPause() {
    open();
    m_window->showPage(PageId::Records);
    auto* table = child<TableView>("recordsTable");
    QTRY_COMPARE(table->model()->rowCount(), 240);
    QTest::keyClicks(child<QLineEdit>("recordsSearch"), QStringLiteral("00013"));
    QTRY_COMPARE(table->model()->rowCount(), 1);
    child<QLineEdit>("recordsSearch")->setText(QStringLiteral("no such record"));
    QTRY_COMPARE(table->model()->rowCount(), 0);
}

void TestWindow::refusedPointsSayWhy() {
    open();
    const QAbstractItemModel* model = child<TableView>("membershipTable")->model();
    // 300 held-out records can not bound a rate of 0.1 %.
    QCOMPARE(model->index(0, 6).data().toString(), QStringLiteral("refused"));
    QVERIFY(model->index(0, 6).data(Qt::ToolTipRole).toString().contains(QStringLiteral("1,000")));
}

void TestWindow::failuresStayInTheBar() {
    m_window->openAudit(m_folder.filePath(QStringLiteral("missing.retort")));
    QTRY_COMPARE(m_window->messages().messages().size(), 1);
    QVERIFY(m_window->messages().messages().front().contains(QStringLiteral("missing.retort")));
    QTest::mouseClick(child<QPushButton>("closeMessageButton"), Qt::LeftButton);
    QTRY_COMPARE(m_window->messages().messages().size(), 0);
}

void TestWindow::runShowsProgressAndResult() {
    const QString result = m_folder.filePath(QStringLiteral("result.retort"));
    QFile::remove(result);
    makeWindow(writeFakeEngine(m_folder.path(), "cp '" + m_audit.toUtf8() + "' \"$4\"\n" + kGoodEngine));
    const QString plan = m_folder.filePath(QStringLiteral("plan.toml"));
    QFile file(plan);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_window->showPage(PageId::Run);
    m_window->setRunPlan(plan);
    child<QLineEdit>("auditEdit")->setText(result);
    QTest::mouseClick(child<QPushButton>("startRunButton"), Qt::LeftButton);
    QTRY_COMPARE(m_window->currentPage(), PageId::Overview);
    QVERIFY(m_window->messages().messages().front().contains(QStringLiteral("finished")));
    QCOMPARE(m_window->session().summary()->path, result);
}

void TestWindow::runCanBeCancelled() {
    makeWindow(writeFakeEngine(m_folder.path(), kCancellableEngine));
    const QString plan = m_folder.filePath(QStringLiteral("plan.toml"));
    QFile file(plan);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_window->showPage(PageId::Run);
    m_window->setRunPlan(plan);
    child<QLineEdit>("auditEdit")->setText(m_folder.filePath(QStringLiteral("cancelled.retort")));
    QTest::mouseClick(child<QPushButton>("startRunButton"), Qt::LeftButton);
    auto* jobs = child<TableView>("jobsTable");
    QTRY_COMPARE(jobs->model()->rowCount(), 1);
    QTest::mouseClick(child<QPushButton>("cancelRunButton"), Qt::LeftButton);
    QVERIFY(child<QLabel>("runState")->text().contains(QStringLiteral("Cancelling")));
    QTRY_COMPARE(jobs->model()->index(0, 1).data().toString(), QStringLiteral("Cancelled"));
    QVERIFY(child<QLabel>("runState")->text().contains(QStringLiteral("can be resumed")));
}

void TestWindow::withoutEngineTheViewerWorks() {
    m_window->showPage(PageId::Run);
    QVERIFY(child<QLabel>("runState")->text().contains(QStringLiteral("not installed")));
    QVERIFY(!child<QPushButton>("startRunButton")->isEnabled());
    QVERIFY(child<QLabel>("engineLabel")->text().contains(QStringLiteral("not installed")));
    QTest::mouseClick(child<QPushButton>("demoButton"), Qt::LeftButton);
    QTRY_VERIFY(m_window->session().summary() != nullptr);
}

void TestWindow::widgetsHaveNames() {
    open();
    for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
        const QString type = QString::fromLatin1(widget->metaObject()->className());
        // Parts that Qt makes inside its own widgets are not ours to name.
        const bool ours = type.startsWith(QStringLiteral("retort::")) ||
                          qobject_cast<const QComboBox*>(widget) || qobject_cast<const QPushButton*>(widget);
        if (ours && !type.contains(QStringLiteral("Private")))
            QVERIFY2(!widget->objectName().isEmpty(), qPrintable(type));
        if (qobject_cast<const QComboBox*>(widget) || qobject_cast<const QPushButton*>(widget) ||
            qobject_cast<const TableView*>(widget) || qobject_cast<const PlotWidget*>(widget))
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
}

void TestWindow::actionsAreDocumented() {
    QSet<QString> shortcuts;
    for (const QAction* action : m_window->actions().all()) {
        QVERIFY2(!action->statusTip().isEmpty() && !action->whatsThis().isEmpty(),
                 qPrintable(action->objectName()));
        if (!action->shortcut().isEmpty()) {
            QVERIFY2(!shortcuts.contains(action->shortcut().toString()), qPrintable(action->objectName()));
            shortcuts.insert(action->shortcut().toString());
        }
    }
    QVERIFY(shortcuts.size() >= 10);
}

void TestWindow::tablesCopyAsTsv() {
    open();
    const auto* table = child<TableView>("repeatsTable");
    const QStringList lines = table->asTsv(false).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 5);
    QCOMPARE(lines.front().split(QLatin1Char('\t')).size(), 6);
    QVERIFY(table->asCsv().startsWith("Repeats,Records,"));
}

void TestWindow::recentAndLayoutAreRemembered() {
    open();
    m_window->resize(1111, 777);
    m_window->close();
    makeWindow();
    auto* recent = m_window->findChild<QAbstractItemView*>(QStringLiteral("recentList"));
    QVERIFY(recent->model()->rowCount() >= 1);
    QVERIFY(recent->model()->index(0, 0).data().toString().contains(QStringLiteral("window.retort")));
}

void TestWindow::screenshotsAreTaken() {
    const QString folder = m_folder.filePath(QStringLiteral("shots"));
    Screenshots shots(*m_window, m_audit, folder, {1000, 700});
    shots.setSettleTime(20);
    QSignalSpy finished(&shots, &Screenshots::finished);
    shots.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30'000);
    QCOMPARE(finished[0][0].toString(), QString());
    QCOMPARE(QDir(folder).entryList({QStringLiteral("*.png")}).size(), 22);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
