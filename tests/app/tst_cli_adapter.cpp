// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A LoRA adapter on a checkpoint, as `score`, `generate` and a plan take it.
#include "tests/app/program.h"

#include <QtTest/QTest>

using retort::test::cli;
using retort::test::Outcome;
using retort::test::readAll;
using retort::test::writeText;

namespace {

const QString kAdapter = QStringLiteral(RETORT_TEST_DATA "/adapters/neox_list");

// Losses of a file of one JSON object a line.
QList<double> losses(const QString& file) {
    QList<double> values;
    for (const QByteArray& line : readAll(file).trimmed().split('\n'))
        values.append(QJsonDocument::fromJson(line)[QStringLiteral("loss")].toDouble());
    return values;
}

} // namespace

class TestCliAdapter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void scores();
    void generates();
    void runs();
    void refusesAnotherBase();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QList<double> score(const QString& name, const QStringList& more);

    QTemporaryDir m_folder;
    QList<double> m_base;
    QList<double> m_merged;
};

void TestCliAdapter::initTestCase() {
    QVERIFY(m_folder.isValid());
    retort::test::copyCheckpoint(QDir(m_folder.path()), QStringLiteral("neox_f32"), QStringLiteral("base"));
    writeText(path(QStringLiteral("data.jsonl")), retort::test::records("entry", 8));
}

QList<double> TestCliAdapter::score(const QString& name, const QStringList& more) {
    const QString out = path(name);
    const Outcome outcome = cli(QStringList{QStringLiteral("score"), QStringLiteral("--model"),
                                            path(QStringLiteral("base")), QStringLiteral("--data"),
                                            path(QStringLiteral("data.jsonl")), QStringLiteral("-o"), out} +
                                more);
    if (outcome.status != 0)
        qWarning("%s", qPrintable(outcome.err));
    return outcome.status == 0 ? losses(out) : QList<double>();
}

void TestCliAdapter::scores() {
    m_base = score(QStringLiteral("base.jsonl"), {});
    m_merged = score(QStringLiteral("merged.jsonl"), {QStringLiteral("--adapter"), kAdapter});
    QCOMPARE(m_base.size(), 8);
    QCOMPARE(m_merged.size(), 8);
    for (qsizetype i = 0; i < m_base.size(); ++i)
        QVERIFY(std::abs(m_base[i] - m_merged[i]) > 1e-3);
}

void TestCliAdapter::generates() {
    const QStringList arguments{QStringLiteral("generate"),
                                QStringLiteral("--model"),
                                path(QStringLiteral("base")),
                                QStringLiteral("--prompt"),
                                QStringLiteral("The entry of the ledger was checked"),
                                QStringLiteral("--json")};
    const Outcome base = cli(arguments);
    const Outcome merged = cli(arguments + QStringList{QStringLiteral("--adapter"), kAdapter});
    QVERIFY2(base.status == 0, qPrintable(base.err));
    QVERIFY2(merged.status == 0, qPrintable(merged.err));
    QVERIFY(base.out != merged.out);
}

// The plan's key gives the same numbers as the option, and the file says which adapter it was.
void TestCliAdapter::runs() {
    const QString plan = path(QStringLiteral("plan.toml"));
    const QString audit = path(QStringLiteral("a.retort"));
    writeText(plan, "[audit]\nplausibility = \"off\"\n[models.baseline]\npath = \"base\"\n"
                    "[models.student]\npath = \"base\"\nadapter = \"" +
                        kAdapter.toUtf8() +
                        "\"\n[data.seen]\npath = \"data.jsonl\"\nseen_by = [\"student\"]\n"
                        "[extraction]\nprefix_tokens = 12\nsuffix_tokens = 4\n");
    const Outcome run = cli({QStringLiteral("run"), plan, QStringLiteral("-o"), audit});
    QVERIFY2(run.status == 0, qPrintable(run.err));
    const QString records = path(QStringLiteral("records.csv"));
    const Outcome exported = cli({QStringLiteral("export"), audit, QStringLiteral("--what"),
                                  QStringLiteral("records"), QStringLiteral("-o"), records});
    QVERIFY2(exported.status == 0, qPrintable(exported.err));
    QList<QByteArray> lines = readAll(records).trimmed().split('\n');
    const QList<QByteArray> header = lines.takeFirst().split(',');
    QCOMPARE(lines.size(), m_base.size());
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QList<QByteArray> cells = lines[i].split(',');
        QVERIFY(std::abs(cells[header.indexOf("baseline_loss")].toDouble() - m_base[i]) < 1e-6);
        QVERIFY(std::abs(cells[header.indexOf("student_loss")].toDouble() - m_merged[i]) < 1e-6);
    }
}

void TestCliAdapter::refusesAnotherBase() {
    retort::test::copyCheckpoint(QDir(m_folder.path()), QStringLiteral("qwen3_f32"), QStringLiteral("other"));
    const Outcome outcome =
        cli({QStringLiteral("score"), QStringLiteral("--model"), path(QStringLiteral("other")),
             QStringLiteral("--adapter"), kAdapter, QStringLiteral("--data"),
             path(QStringLiteral("data.jsonl")), QStringLiteral("-o"), path(QStringLiteral("none.jsonl"))});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.err.contains(QStringLiteral("neox_list")), qPrintable(outcome.err));
    QVERIFY(!QFile::exists(path(QStringLiteral("none.jsonl"))));
}

QTEST_GUILESS_MAIN(TestCliAdapter)
#include "tst_cli_adapter.moc"
