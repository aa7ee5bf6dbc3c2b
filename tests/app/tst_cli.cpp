// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verbs that need no engine, and what a user reads after a mistake.
#include "tests/app/program.h"

#include <QtTest/QTest>

using retort::test::cli;
using retort::test::Outcome;
using retort::test::writeText;

class TestCli : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void usage_data();
    void usage();
    void inspectDescribes();
    void inspectRefuses_data();
    void inspectRefuses();
    void tokenizesLines();
    void planRefused_data();
    void planRefused();
    void checkCounts();
    void statistics();
    void oneRecordIsNoRecords();
    void statisticsRefused();
    void notAnAudit();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    QString plan(const QByteArray& more = {}) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_model;
};

void TestCli::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_model = retort::test::copyCheckpoint(QDir(m_folder->path()), QStringLiteral("qwen3_f32"),
                                           QStringLiteral("m"));
}

QString TestCli::plan(const QByteArray& more) const {
    writeText(path(QStringLiteral("a.jsonl")), retort::test::records("seen", 30));
    writeText(path(QStringLiteral("b.jsonl")), retort::test::records("other", 40));
    const QString file = path(QStringLiteral("plan.toml"));
    writeText(file, "[models.student]\npath = \"m\"\n[data.a]\npath = \"a.jsonl\"\nseen_by = [\"student\"]\n"
                    "[data.b]\npath = \"b.jsonl\"\nseen_by = []\n" +
                        more);
    return file;
}

void TestCli::usage_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::newRow("nothing") << QStringList() << 2;
    QTest::newRow("unknown verb") << QStringList{QStringLiteral("frobnicate")} << 2;
    QTest::newRow("unknown option") << QStringList{QStringLiteral("show"), QStringLiteral("--wrong")} << 2;
    QTest::newRow("help") << QStringList{QStringLiteral("--help")} << 0;
    QTest::newRow("version") << QStringList{QStringLiteral("--version")} << 0;
}

void TestCli::usage() {
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QCOMPARE(cli(arguments).status, status);
}

void TestCli::inspectDescribes() {
    const Outcome outcome = cli({QStringLiteral("inspect"), m_model, QStringLiteral("--json")});
    QCOMPARE(outcome.status, 0);
    const QJsonObject document = QJsonDocument::fromJson(outcome.out).object();
    QCOMPARE(document[QStringLiteral("model_type")].toString(), QStringLiteral("qwen3"));
    QVERIFY(document[QStringLiteral("usable")].toBool());
}

void TestCli::inspectRefuses_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("said");
    QTest::newRow("model type") << QStringLiteral("config.json") << QByteArray("\"qwen3\"")
                                << QByteArray("\"mamba\"") << QStringLiteral("mamba");
    QTest::newRow("contradiction") << QStringLiteral("config.json") << QByteArray("\"vocab_size\": 320")
                                   << QByteArray("\"vocab_size\": 330") << QStringLiteral("embed_tokens");
    QTest::newRow("missing tensor") << QStringLiteral("model.safetensors") << QByteArray("model.norm.weight")
                                    << QByteArray("model.nose.weight") << QStringLiteral("model.norm.weight");
    QTest::newRow("tokenizer") << QStringLiteral("tokenizer.json") << QByteArray("\"BPE\"")
                               << QByteArray("\"Unigram\"") << QStringLiteral("Unigram");
}

void TestCli::inspectRefuses() {
    QFETCH(QString, file);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, said);
    const QString target = m_model + QLatin1Char('/') + file;
    QByteArray content = retort::test::readAll(target);
    QVERIFY2(content.contains(from), "the fixture has changed");
    writeText(target, content.replace(from, to));
    const Outcome outcome = cli({QStringLiteral("inspect"), m_model});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(m_model), qPrintable(outcome.err));
}

void TestCli::tokenizesLines() {
    const Outcome outcome =
        cli({QStringLiteral("tokenize"), QStringLiteral("--model"), m_model, QStringLiteral("--json")},
            "ab\r\n\nc d\n");
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.out,
             QByteArray("{\"ids\":[97,98],\"pieces\":[\"a\",\"b\"]}\n{\"ids\":[],\"pieces\":[]}\n"
                        "{\"ids\":[99,32,100],\"pieces\":[\"c\",\"\xC4\xA0\",\"d\"]}\n"));
    const Outcome whole = cli({QStringLiteral("tokenize"), QStringLiteral("--model"), m_model,
                               QStringLiteral("--json"), QStringLiteral("--whole")},
                              "a\nb");
    QCOMPARE(whole.out, QByteArray("{\"ids\":[97,10,98],\"pieces\":[\"a\",\"\xC4\x8A\",\"b\"]}\n"));
}

void TestCli::planRefused_data() {
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown key") << QByteArray("[compute]\nthreats = 2\n") << 2
                                 << QStringLiteral("plan.toml:10");
    QTest::newRow("unknown table") << QByteArray("[computer]\n") << 2 << QStringLiteral("computer");
    QTest::newRow("wrong type") << QByteArray("[extraction]\nprefix_tokens = \"many\"\n") << 2
                                << QStringLiteral("prefix_tokens");
    QTest::newRow("not TOML") << QByteArray("[audit\n") << 2 << QStringLiteral("TOML");
    QTest::newRow("unknown model") << QByteArray("[data.c]\npath = \"a.jsonl\"\nseen_by = [\"teacher\"]\n")
                                   << 2 << QStringLiteral("teacher");
    QTest::newRow("no such file") << QByteArray("[data.c]\npath = \"none.jsonl\"\n") << 1
                                  << QStringLiteral("none.jsonl");
    QTest::newRow("no such scores")
        << QByteArray("[[membership.scores]]\nname = \"x\"\npath = \"gone.csv\"\nmodel = \"student\"\n") << 1
        << QStringLiteral("gone.csv");
    QTest::newRow("too long for the model")
        << QByteArray("[extraction]\nmax_tokens = 4000\n") << 2 << QStringLiteral("max_tokens");
}

void TestCli::planRefused() {
    QFETCH(QByteArray, more);
    QFETCH(int, status);
    QFETCH(QString, said);
    const Outcome outcome = cli({QStringLiteral("check"), plan(more)});
    QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
    QCOMPARE(outcome.status, status);
}

void TestCli::checkCounts() {
    const QString file = plan("[extraction]\nprefix_tokens = 10\nsuffix_tokens = 10\n");
    const Outcome outcome = cli({QStringLiteral("check"), file, QStringLiteral("--json")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    const QJsonObject document = QJsonDocument::fromJson(outcome.out).object();
    const QJsonArray data = document[QStringLiteral("data")].toArray();
    QCOMPARE(data.size(), 2);
    QCOMPARE(data[0][QStringLiteral("records")].toInt(), 30);
    QCOMPARE(data[0][QStringLiteral("scored")].toInt(), 30);
    QCOMPARE(data[0][QStringLiteral("windows")][QStringLiteral("first")].toInt(), 30);
    QVERIFY(data[0][QStringLiteral("power")][QStringLiteral("smallest_detectable_auc")].toDouble() > 0.5);
}

void TestCli::statistics() {
    const QString file = path(QStringLiteral("s.csv"));
    writeText(file, "id,member,score\na,1,3\nb,1,1\nc,0,2\nd,0,0\n");
    const Outcome outcome = cli({QStringLiteral("stats"), file, QStringLiteral("--json"),
                                 QStringLiteral("--fpr"), QStringLiteral("0.5,0.1")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    const QJsonObject document = QJsonDocument::fromJson(outcome.out).object();
    QCOMPARE(document[QStringLiteral("auc")].toDouble(), 0.75);
    const QJsonArray points = document[QStringLiteral("operating_points")].toArray();
    QCOMPARE(points[0][QStringLiteral("status")].toString(), QStringLiteral("exploratory"));
    QCOMPARE(points[0][QStringLiteral("true_positives")].toInt(), 2);
    QCOMPARE(points[1][QStringLiteral("status")].toString(), QStringLiteral("refused"));
}

void TestCli::oneRecordIsNoRecords() {
    const QString file = path(QStringLiteral("s.csv"));
    writeText(file, "id,member,score,group\na,1,3,x\nb,0,1,x\nc,1,2,y\n");
    const Outcome outcome =
        cli({QStringLiteral("stats"), file, QStringLiteral("--group-least"), QStringLiteral("1")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    QVERIFY2(outcome.out.contains("not shown: 1 with 1 record;"), outcome.out.constData());
}

void TestCli::statisticsRefused() {
    const QString file = path(QStringLiteral("s.csv"));
    writeText(file, "id,member,score\na,1,3\nb,maybe,1\n");
    const Outcome outcome = cli({QStringLiteral("stats"), file});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.err.contains(QStringLiteral("3")) && outcome.err.contains(file),
             qPrintable(outcome.err));
}

void TestCli::notAnAudit() {
    const QString file = path(QStringLiteral("x.retort"));
    writeText(file, "not a database");
    for (const QString& verb : {QStringLiteral("show"), QStringLiteral("verify")}) {
        const Outcome outcome = cli({verb, file});
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.err.contains(file), qPrintable(outcome.err));
    }
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
