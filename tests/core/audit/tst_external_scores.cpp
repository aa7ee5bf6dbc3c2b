// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/derive.h"
#include "core/audit/external_scores.h"
#include "core/base/files.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>

using namespace retort;
using namespace retort::audit;

namespace {

template <class T>
T must(Result<T> result) {
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

void must(const Status& status) {
    if (!status)
        qFatal("%s", status.error().message.c_str());
}

} // namespace

// An audit of a student with two sets it saw, `first` (ids a, b, c; c excluded where asked) and `second` (ids
// a, d), and the held-out set `other` (ids x, y).
class TestExternalScores : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    store::AuditFile audit(bool excluded) {
        const QString path = m_folder.filePath(QStringLiteral("audit%1.retort").arg(++m_count));
        store::AuditFile file = must(store::AuditFile::create(path.toStdString(), {"plan", false}));
        store::Model model;
        model.name = model.role = "student";
        must(file.inputs().putModel(model));
        const std::vector<std::pair<std::string, std::vector<std::string>>> sets = {
            {"first", {"a", "b", "c"}}, {"second", {"a", "d"}}, {"other", {"x", "y"}}};
        for (const auto& [name, ids] : sets) {
            store::DataSet data;
            data.name = name;
            data.split = "random";
            must(file.inputs().putDataSet(data));
            std::vector<store::Record> records;
            for (const std::string& id : ids) {
                store::Record record;
                record.ordinal = record.cluster = records.size();
                record.id = id;
                record.text = name + id;
                if (excluded && id == "c")
                    record.excluded = "empty";
                records.push_back(std::move(record));
            }
            must(file.records().append(name, records));
            must(file.records().complete(name));
        }
        return file;
    }

    Plan plan(const char* content, const std::string& keys) {
        const QString path = m_folder.filePath(QStringLiteral("scores%1").arg(m_count));
        must(writeFile(path.toStdString(), content));
        return must(parsePlan("[models.student]\npath='m'\n[data.first]\npath='p'\nseen_by=['student']\n"
                              "[data.second]\npath='q'\nseen_by=['student']\n[data.other]\npath='r'\n"
                              "[[membership.scores]]\nname='tool'\nmodel='student'\npath='" +
                                  path.toStdString() + "'\n" + keys,
                              "plan.toml"));
    }

private Q_SLOTS:
    void matchesById() {
        store::AuditFile file = audit(true);
        const Plan made =
            plan("id,member,score\nfirst:a,1,1\nb,1,2\nd,1,\nx,0,4\nnobody,1,5\na,1,6\nb2,0,7\n", "");
        AuditView view(file, made);
        Findings findings;
        must(importScores(file, view, findings));
        const auto first = must(view.column("first", "student", attackColumn("tool")));
        QCOMPARE((*first)[0], 1.0);
        QCOMPARE((*first)[1], 2.0);
        QVERIFY(std::isnan((*first)[2]));
        // "a" alone could be either set's.
        const auto second = must(view.column("second", "student", attackColumn("tool")));
        QVERIFY(std::isnan((*second)[0]) && std::isnan((*second)[1]));
        QCOMPARE((*must(view.column("other", "student", attackColumn("tool"))))[0], 4.0);
        QCOMPARE(findings.warnings.size(), std::size_t{2});
        QVERIFY(findings.warnings[0].find("3 imported scores") != std::string::npos);
        QVERIFY(findings.warnings[0].find("nobody, a, b2") != std::string::npos);
        // a and d of the second set, y; c is excluded anyway.
        QVERIFY(findings.warnings[1].find("3 records") != std::string::npos);
    }

    void matchesByOrder() {
        const char* fastMia = "label,loss,zlib\n1,1,10\n0,2,20\n1,3,30\n1,4,40\n0,5,50\n";
        store::AuditFile file = audit(false);
        const Plan made = plan(fastMia, "data=['first']\nmatch='order'\nattack='zlib'\n");
        AuditView view(file, made);
        Findings findings;
        must(importScores(file, view, findings));
        QCOMPARE(*must(view.column("first", "student", attackColumn("tool"))),
                 (std::vector<double>{10, 30, 40}));
        QCOMPARE(*must(view.column("other", "student", attackColumn("tool"))), (std::vector<double>{20, 50}));
        QVERIFY(must(view.column("second", "student", attackColumn("tool"))) == nullptr);
        QVERIFY(findings.warnings.empty());
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("keys");
        QTest::addColumn<bool>("excluded");
        QTest::addColumn<QByteArray>("said");
        const QByteArray one = "label,loss\n1,1\n1,2\n1,3\n0,1\n0,2\n";
        QTest::newRow("no ids") << one << QByteArray("data=['first']\n") << false
                                << QByteArray("match = \"order\"");
        QTest::newRow("other numbers") << one << QByteArray("match='order'\n") << false
                                       << QByteArray("3 members and 2 non-members, the audit 5 and 2");
        QTest::newRow("excluded record") << one << QByteArray("data=['first']\nmatch='order'\n") << true
                                         << QByteArray("of which 1 are excluded");
        QTest::newRow("which attack")
            << QByteArray("label,loss,zlib\n1,1,1\n0,1,1\n") << QByteArray("match='order'\n") << false
            << QByteArray("holds the attacks loss, zlib");
        QTest::newRow("broken") << QByteArray("id,member,score\na,2,1\n") << QByteArray() << false
                                << QByteArray(":2: member");
    }
    void refuses() {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, keys);
        QFETCH(bool, excluded);
        QFETCH(QByteArray, said);
        store::AuditFile file = audit(excluded);
        const Plan made = plan(content.constData(), keys.toStdString());
        AuditView view(file, made);
        Findings findings;
        const Status status = importScores(file, view, findings);
        QVERIFY(!status);
        QVERIFY2(status.error().message.find(said.toStdString()) != std::string::npos,
                 status.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestExternalScores)
#include "tst_external_scores.moc"
