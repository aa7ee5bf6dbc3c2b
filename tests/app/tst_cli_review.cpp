// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people do with a finished audit on the command line: review, redact, erase.
#include "tests/app/program.h"
#include "tests/tools/synthetic_audit.h"

#include <QTest>

using namespace retort;
using namespace retort::test;

class TestCliReview : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void twoPersonsSignAndDecide();
    void mistakesAreAnswered_data();
    void mistakesAreAnswered();
    void redactedCopyIsVerified();
    void erasureIsShown();

private:
    Outcome review(const QStringList& arguments, const QByteArray& input = {}) const {
        return cli(QStringList{QStringLiteral("review"), m_audit} + arguments, input);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_audit;
};

void TestCliReview::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_audit = m_folder->filePath(QStringLiteral("a.retort"));
    QVERIFY(writeSyntheticAudit(m_audit.toStdString(), {20, 20, 40}).has_value());
}

void TestCliReview::twoPersonsSignAndDecide() {
    const auto note = review({"needs-work", "--by", "B", "--about", "verdict/origin", "--text", "-"},
                             "No second baseline.\n");
    QCOMPARE(note.status, 0);
    QVERIFY(note.out.contains("No second baseline."));
    QCOMPARE(review({"sign", "--by", "A", "--role", "auditor"}).status, 0);
    QCOMPARE(review({"sign", "--by", "B", "--role", "reviewer"}).status, 0);
    QVERIFY(review({"approve", "--by", "C"}).err.contains(QStringLiteral("verdict/origin")));
    QCOMPARE(review({"accept", "--by", "B", "--about", "verdict/origin"}).status, 0);
    QCOMPARE(review({"approve", "--by", "C", "--text", "-"}, "Filter it.").status, 0);
    QCOMPARE(review({"lock", "--by", "C"}).status, 0);
    const auto listed = QJsonDocument::fromJson(review({"list", "--json"}).out).object();
    QCOMPARE(listed["decision"]["outcome"].toString(), QStringLiteral("approved_with_conditions"));
    QCOMPARE(listed["decision"]["text"].toString(), QStringLiteral("Filter it."));
    QCOMPARE(listed["lock"]["by"].toString(), QStringLiteral("C"));
    QCOMPARE(cli({"verify", m_audit}).status, 0);
}

void TestCliReview::mistakesAreAnswered_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown action") << QStringList{"frobnicate"} << 2 << "needs-work";
    QTest::newRow("no name") << QStringList{"lock"} << 2 << "needs the name";
    QTest::newRow("unknown finding") << QStringList{"accept", "--by", "B", "--about", "verdict/x"} << 2
                                     << "verdict/extraction";
    QTest::newRow("no sign-off") << QStringList{"refuse", "--by", "B"} << 1 << "auditor's sign-off";
    QTest::newRow("no such text file")
        << QStringList{"note", "--by", "B", "--text", "/nowhere"} << 1 << "/nowhere";
}

void TestCliReview::mistakesAreAnswered() {
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QString, message);
    const auto outcome = review(arguments);
    QCOMPARE(outcome.status, status);
    QVERIFY2((outcome.err + QString::fromUtf8(outcome.out)).contains(message), qPrintable(outcome.err));
}

void TestCliReview::redactedCopyIsVerified() {
    const QString copy = m_folder->filePath(QStringLiteral("copy.retort"));
    QCOMPARE(cli({"redact", m_audit, "-o", copy}).status, 0);
    QCOMPARE(cli({"verify", copy}).status, 0);
    QVERIFY(cli({"show", copy}).out.startsWith("Copy of "));
    const auto again = cli({"redact", m_audit, "-o", copy});
    QCOMPARE(again.status, 1);
    QVERIFY(again.err.contains(QStringLiteral("exists already")));
    const QString table = m_folder->filePath(QStringLiteral("r.csv"));
    QCOMPARE(cli({"export", copy, "--what", "records", "-o", table}).status, 0);
    QCOMPARE(csv(table).first()["id"], QStringLiteral("record 0"));
}

void TestCliReview::erasureIsShown() {
    const QString table = m_folder->filePath(QStringLiteral("r.csv"));
    QCOMPARE(cli({"export", m_audit, "--what", "records", "-o", table}).status, 0);
    const QString id = csv(table).first()["id"];
    const QStringList erase{"erase", m_audit, "--data", csv(table).first()["data"], "--by", "B"};
    const auto unknown = cli(erase, "nobody\n");
    QCOMPARE(unknown.status, 1);
    QVERIFY(unknown.err.contains(QStringLiteral("nothing was erased")));
    QCOMPARE(cli(erase, id.toUtf8() + "\n").status, 0);
    QCOMPARE(cli({"verify", m_audit}).status, 0);
    QVERIFY(cli({"show", m_audit}).out.startsWith("Erased from this file on "));
    QVERIFY(!readAll(m_audit).contains(id.toUtf8()));
    QCOMPARE(cli({"export", m_audit, "--what", "records", "-o", table}).status, 0);
    QCOMPARE(csv(table).first()["excluded"], QStringLiteral("erased on request"));
}

QTEST_GUILESS_MAIN(TestCliReview)
#include "tst_cli_review.moc"
