// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// subject, from the command line.
#include "core/audit/review.h"
#include "tests/app/program.h"
#include "tests/core/audit/subject_audit.h"

#include <QtTest/QTest>

#include <memory>

using retort::audit::testing::must;
using retort::audit::testing::SubjectAudit;
using retort::test::cli;
using retort::test::Outcome;
using retort::test::readAll;
using retort::test::writeText;

namespace {

const QByteArray kMarker = "Quillfeather";

} // namespace

class TestCliSubject : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsFromStdin();
    void findsFromFile();
    void nothingFound();
    void writesExtract_data();
    void writesExtract();
    void reveals();
    void refuses_data();
    void refuses();
    void marksNothing();

private:
    Outcome subject(const QStringList& more, const QByteArray& input) const {
        return cli(QStringList{QStringLiteral("subject"), m_path} + more, input);
    }
    qsizetype reveals(const QString& path) const {
        const auto audit = must(retort::store::AuditFile::openReadOnly(path.toStdString()));
        return static_cast<qsizetype>(must(retort::audit::readReview(audit)).reveals.size());
    }

    std::unique_ptr<SubjectAudit> m_audit;
    QString m_path;
};

void TestCliSubject::init() {
    m_audit = std::make_unique<SubjectAudit>(false);
    m_path = QString::fromStdString(m_audit->path());
}

void TestCliSubject::findsFromStdin() {
    const Outcome outcome = subject({}, "Anna M\xC3\xBCller\n");
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.err.isEmpty(), qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains("private, p1"), outcome.out.constData());
    QVERIFY(outcome.out.contains("term 1 in text (order)"));
    QVERIFY(outcome.out.contains("lives here"));
    QVERIFY2(!outcome.out.contains("M\xC3\xBCller"), outcome.out.constData());
    QCOMPARE(reveals(m_path), 0);
}

void TestCliSubject::findsFromFile() {
    const QString query = m_audit->file(QStringLiteral("query.txt"));
    writeText(query, "Carla Diez\n");
    const QStringList options{QStringLiteral("--query"), query, QStringLiteral("--json")};
    const auto records = [](const Outcome& outcome) {
        return QJsonDocument::fromJson(outcome.out).object()[QStringLiteral("records")].toArray();
    };
    const Outcome exact = subject(options, {});
    QCOMPARE(exact.status, 0);
    QCOMPARE(records(exact).size(), 0);
    const Outcome near = subject(options + QStringList{QStringLiteral("--fuzzy")}, {});
    QCOMPARE(near.status, 0);
    QCOMPARE(records(near).size(), 1);
    QCOMPARE(records(near)[0].toObject()[QStringLiteral("id")].toString(), QStringLiteral("p2"));
}

void TestCliSubject::nothingFound() {
    const Outcome outcome = subject({}, kMarker + "\n");
    QCOMPARE(outcome.status, 0);
    QVERIFY2(outcome.out.startsWith("Nothing was found"), outcome.out.constData());
    QVERIFY(!outcome.out.contains(kMarker));
}

void TestCliSubject::writesExtract_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("JSON") << QStringLiteral("extract.json");
    QTest::newRow("text") << QStringLiteral("extract.txt");
}

void TestCliSubject::writesExtract() {
    QFETCH(QString, name);
    const QString target = m_audit->file(name);
    const Outcome outcome = subject({QStringLiteral("-o"), target}, "anna@example.org\n");
    QCOMPARE(outcome.status, 0);
    QVERIFY(!outcome.out.contains("p0"));
    QVERIFY2(outcome.out.contains("terms: 2."), outcome.out.constData());
    const QByteArray extract = readAll(target);
    QVERIFY(extract.contains("p0") && extract.contains("lives here"));
    QVERIFY(!extract.contains("anna@example.org"));
    QCOMPARE(QFile::permissions(target) & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    QCOMPARE(QJsonDocument::fromJson(extract).isObject(), name.endsWith(QStringLiteral(".json")));
}

void TestCliSubject::reveals() {
    const QByteArray query = "anna@example.org\n";
    const Outcome outcome = subject({QStringLiteral("--reveal"), QStringLiteral("access request 12"),
                                     QStringLiteral("--by"), QStringLiteral("R. Reviewer")},
                                    query);
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    QVERIFY(outcome.out.contains("writes to anna@example.org."));
    QCOMPARE(reveals(m_path), 2);
    const auto audit = must(retort::store::AuditFile::openReadOnly(m_audit->path()));
    const retort::audit::Review review = must(retort::audit::readReview(audit));
    QCOMPARE(review.reveals.front().by, std::string("R. Reviewer"));
    QCOMPARE(review.reveals.front().about, std::string("record:private/0"));
    QCOMPARE(*review.reveals.front().text, std::string("access request 12"));
    QVERIFY(!readAll(m_path).contains("anna@example.org"));
}

void TestCliSubject::refuses_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("said");
    const QByteArray name = kMarker + "\n";
    QTest::newRow("empty query") << QStringList() << QByteArray("\n") << 2
                                 << QStringLiteral("query is empty");
    QTest::newRow("not UTF-8") << QStringList() << QByteArray(kMarker + "\xFF\n") << 1
                               << QStringLiteral("stdin: not UTF-8");
    QTest::newRow("reveal without a name") << QStringList{QStringLiteral("--reveal"), QStringLiteral("why")}
                                           << name << 2 << QStringLiteral("--by NAME");
    QTest::newRow("extension") << QStringList{QStringLiteral("-o"), QStringLiteral("x.pdf")} << name << 2
                               << QStringLiteral("x.pdf");
    QTest::newRow("no query file") << QStringList{QStringLiteral("--query"), QStringLiteral("/no/such")}
                                   << QByteArray() << 1 << QStringLiteral("/no/such");
    QTest::newRow("no folder to write to")
        << QStringList{QStringLiteral("-o"), QStringLiteral("/no/such/x.json")} << name << 1
        << QStringLiteral("/no/such");
    QTest::newRow("name on the command line")
        << QStringList{QStringLiteral("Anna")} << QByteArray() << 2 << QStringLiteral("Anna");
}

void TestCliSubject::refuses() {
    QFETCH(QStringList, options);
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    QFETCH(QString, said);
    const Outcome outcome = subject(options, query);
    QCOMPARE(outcome.status, status);
    QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
    QVERIFY(!outcome.err.contains(QString::fromUtf8(kMarker)));
    QCOMPARE(cli({QStringLiteral("subject"), QStringLiteral("/no/such.retort")}, kMarker).status, 1);
}

// Not even with --reveal does the query stay in the file.
void TestCliSubject::marksNothing() {
    const QByteArray query = kMarker + "\nAnna M\xC3\xBCller\n";
    QCOMPARE(subject({}, query).status, 0);
    QCOMPARE(subject({QStringLiteral("--reveal"), QStringLiteral("why"), QStringLiteral("--by"),
                      QStringLiteral("R")},
                     query)
                 .status,
             0);
    QVERIFY(reveals(m_path) > 0);
    for (const QString& name : QDir(QFileInfo(m_path).path()).entryList(QDir::Files)) {
        const QByteArray content = readAll(m_audit->file(name));
        QVERIFY2(!content.contains(kMarker), qPrintable(name));
        if (name.startsWith(QStringLiteral("a.retort")))
            QVERIFY2(!content.contains("M\xC3\xBCller"), qPrintable(name));
    }
}

QTEST_GUILESS_MAIN(TestCliSubject)
#include "tst_cli_subject.moc"
