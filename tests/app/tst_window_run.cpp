// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window starts a run of a plan with the real engine and shows the result when it is done.
#include "tests/app/program.h"
#include "ui/models/audit_session.h"
#include "ui/window/main_window.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest/QTest>

using namespace retort;

class TestWindowRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheResultOfARun();
    void saysWhatIsWrongWithAPlan();

private:
    template <class Widget>
    Widget* child(const ui::MainWindow& window, const char* name) {
        return window.findChild<Widget*>(QLatin1String(name));
    }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    ui::WindowOptions options() const {
        return {path("settings.ini"), test::program(QStringLiteral("retort-engine")), {}};
    }
    QTemporaryDir m_folder;
};

void TestWindowRun::showsTheResultOfARun() {
    test::copyCheckpoint(QDir(m_folder.path()), QStringLiteral("qwen3_f32"), QStringLiteral("student"));
    test::writeText(path("seen.jsonl"), test::records("seen", 40));
    test::writeText(path("held.jsonl"), test::records("held", 60));
    test::writeText(
        path("plan.toml"),
        "[audit]\ntitle = \"From the window\"\nplausibility = \"off\"\n[models.student]\npath = \"student\"\n"
        "[data.seen]\npath = \"seen.jsonl\"\nseen_by = [\"student\"]\n"
        "[data.held]\npath = \"held.jsonl\"\n"
        "[extraction]\nprefix_tokens = 12\nsuffix_tokens = 4\n");
    ui::MainWindow window(options());
    window.show();
    window.showPage(ui::PageId::Run);
    window.setRunPlan(path("plan.toml"));
    child<QLineEdit>(window, "auditEdit")->setText(path("result.retort"));
    QTest::mouseClick(child<QPushButton>(window, "startRunButton"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.currentPage(), ui::PageId::Overview, 60'000);
    QVERIFY(window.session().summary() != nullptr);
    QCOMPARE(QString::fromStdString(window.session().summary()->findings.audit.title),
             QStringLiteral("From the window"));
}

void TestWindowRun::saysWhatIsWrongWithAPlan() {
    test::writeText(path("wrong.toml"), "[modles]\n");
    ui::MainWindow window(options());
    window.show();
    window.showPage(ui::PageId::Run);
    window.setRunPlan(path("wrong.toml"));
    child<QLineEdit>(window, "auditEdit")->setText(path("wrong.retort"));
    QTest::mouseClick(child<QPushButton>(window, "startRunButton"), Qt::LeftButton);
    const auto* state = child<QLabel>(window, "runState");
    QTRY_VERIFY_WITH_TIMEOUT(state->text().contains(QStringLiteral("modles")), 60'000);
    QVERIFY(!QFile::exists(path("wrong.retort")));
}

QTEST_MAIN(TestWindowRun)
#include "tst_window_run.moc"
