// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whole audits of small random models by the command line: run, interrupt, resume, show, export, verify,
// score.
#include "tests/app/program.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using retort::test::cli;
using retort::test::Outcome;
using retort::test::readAll;
using retort::test::writeText;

namespace {

QJsonObject findingsOf(const QString& audit) {
    const Outcome outcome = cli({QStringLiteral("show"), audit, QStringLiteral("--json")});
    QJsonObject document = QJsonDocument::fromJson(outcome.out).object();
    document.remove(QStringLiteral("volatile"));
    return document;
}

} // namespace

class TestCliRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void documentedKeys();
    void countsReconcile();
    void regionsAddUp();
    void attacksAreComparedOnTheSameNumbers();
    void exports();
    void verifies();
    void changedFileIsFound();
    void refusesToOverwrite();
    void refusesAnotherPlan();
    void oneCheckpointInTwoRoles();
    void killedAndResumedIsTheSame();
    void cancelledIsResumable();
    void badInputLeavesNothing();
    void scoresFiles();
    void scoresOtherKinds();
    void generates();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    QString m_plan;
    QString m_audit;
};

void TestCliRun::initTestCase() {
    QVERIFY(m_folder.isValid());
    const QDir folder(m_folder.path());
    retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_f32"), QStringLiteral("teacher"));
    retort::test::copyCheckpoint(folder, QStringLiteral("neox_f32"), QStringLiteral("baseline"));
    retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_tied_bf16"), QStringLiteral("student"));
    retort::test::copyCheckpoint(folder, QStringLiteral("neox_sequential_f16"), QStringLiteral("base"));
    writeText(path(QStringLiteral("private.jsonl")), retort::test::records("private", 300) + "not json\n");
    writeText(path(QStringLiteral("shared.jsonl")), retort::test::records("shared", 300));
    writeText(path(QStringLiteral("held.jsonl")), retort::test::records("held", 1100));
    m_plan = path(QStringLiteral("plan.toml"));
    writeText(m_plan, R"([audit]
title = "Test"
plausibility = "off"
[models.teacher]
path = "teacher"
[models.baseline]
path = "baseline"
[models.student]
path = "student"
[models.base]
path = "base"
[data.private]
path = "private.jsonl"
seen_by = ["teacher"]
split = "random"
repeats = "count"
[data.shared]
path = "shared.jsonl"
seen_by = ["teacher", "baseline", "student"]
split = "random"
[data.held]
path = "held.jsonl"
[extraction]
prefix_tokens = 12
suffix_tokens = 2
windows = ["first", "personal"]
)");
    m_audit = path(QStringLiteral("a.retort"));
    const Outcome outcome = cli({QStringLiteral("run"), m_plan, QStringLiteral("-o"), m_audit});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    QVERIFY(!QFile::exists(m_audit + QStringLiteral("-wal")));
}

void TestCliRun::documentedKeys() {
    const QJsonObject document =
        QJsonDocument::fromJson(cli({QStringLiteral("show"), m_audit, QStringLiteral("--json")}).out)
            .object();
    for (const char* key : {"schema", "audit", "models", "data", "extraction", "overlap", "membership",
                            "prediction", "gates", "verdicts", "warnings", "volatile"})
        QVERIFY2(document.contains(QLatin1String(key)), key);
    const QJsonObject membership = document[QStringLiteral("membership")][0].toObject();
    for (const char* key : {"model", "data", "against", "kind", "attack", "members", "nonmembers", "auc",
                            "auc_interval", "operating_points", "nonfinite", "warnings"})
        QVERIFY2(membership.contains(QLatin1String(key)), key);
    const QJsonObject overlap = document[QStringLiteral("overlap")][0].toObject();
    for (const char* key : {"data", "window", "records", "regions", "inherited", "inherited_rate", "easy",
                            "easy_share", "student_only", "reduction"})
        QVERIFY2(overlap.contains(QLatin1String(key)), key);
    QVERIFY(!document[QStringLiteral("volatile")][QStringLiteral("seal")].toString().isEmpty());
}

void TestCliRun::countsReconcile() {
    for (const QJsonValue& value : findingsOf(m_audit)[QStringLiteral("data")].toArray()) {
        const QJsonObject data = value.toObject();
        int excluded = 0;
        for (const QJsonValue& count : data[QStringLiteral("excluded")].toObject())
            excluded += count.toInt();
        QCOMPARE(data[QStringLiteral("records")].toInt(), data[QStringLiteral("scored")].toInt() + excluded);
        QCOMPARE(excluded, data[QStringLiteral("name")].toString() == QStringLiteral("private") ? 1 : 0);
    }
}

// The best of several attacks is chosen among the AUCs that the membership findings show.
void TestCliRun::attacksAreComparedOnTheSameNumbers() {
    const QJsonObject findings = findingsOf(m_audit);
    const QJsonArray membership = findings[QStringLiteral("membership")].toArray();
    const QJsonArray bestOf = findings[QStringLiteral("best_of")].toArray();
    QVERIFY(!bestOf.isEmpty());
    for (const QJsonValue& test : bestOf) {
        const QJsonArray attacks = test[QStringLiteral("attacks")].toArray();
        QVERIFY(attacks.size() > 1);
        for (const QJsonValue& attack : attacks) {
            const bool found =
                std::any_of(membership.begin(), membership.end(), [&](const QJsonValue& other) {
                    return other[QStringLiteral("model")] == test[QStringLiteral("model")] &&
                           other[QStringLiteral("data")] == test[QStringLiteral("data")] &&
                           other[QStringLiteral("attack")] == attack[QStringLiteral("attack")] &&
                           std::abs(other[QStringLiteral("auc")].toDouble() -
                                    attack[QStringLiteral("auc")].toDouble()) < 1e-12;
                });
            QVERIFY(found);
        }
    }
    for (const QJsonValue& agreement : findings[QStringLiteral("agreement")].toArray()) {
        const bool anybody = agreement[QStringLiteral("memorized")].toInt() > 0;
        QCOMPARE(agreement[QStringLiteral("jaccard")].isNull(), !anybody);
    }
}

void TestCliRun::regionsAddUp() {
    const QJsonObject findings = findingsOf(m_audit);
    for (const QJsonValue& value : findings[QStringLiteral("overlap")].toArray()) {
        const QJsonObject overlap = value.toObject();
        const QJsonObject regions = overlap[QStringLiteral("regions")].toObject();
        const int student =
            regions[QStringLiteral("student")].toInt() + regions[QStringLiteral("teacher_student")].toInt() +
            regions[QStringLiteral("baseline_student")].toInt() + regions[QStringLiteral("all")].toInt();
        for (const QJsonValue& other : findings[QStringLiteral("extraction")].toArray()) {
            if (other[QStringLiteral("model")] == QStringLiteral("student") &&
                other[QStringLiteral("data")] == overlap[QStringLiteral("data")] &&
                other[QStringLiteral("window")] == overlap[QStringLiteral("window")])
                QCOMPARE(other[QStringLiteral("memorized")].toInt(), student);
        }
    }
}

void TestCliRun::exports() {
    const auto lines = [&](const char* what, const QString& name) {
        const QString file = path(name);
        const Outcome outcome = cli({QStringLiteral("export"), m_audit, QStringLiteral("--what"),
                                     QString::fromLatin1(what), QStringLiteral("-o"), file});
        if (outcome.status != 0)
            qWarning("%s", qPrintable(outcome.err));
        return readAll(file).count('\n');
    };
    QCOMPARE(lines("records", QStringLiteral("r.csv")), 1 + 301 + 300 + 1100);
    QCOMPARE(lines("records", QStringLiteral("r.jsonl")), 301 + 300 + 1100);
    QVERIFY(lines("tokens", QStringLiteral("t.csv")) > 4 * 1700 * 50);
    QVERIFY(lines("roc", QStringLiteral("roc.csv")) > 50);
    QVERIFY(lines("regions", QStringLiteral("g.csv")) > 1700);
    QVERIFY(lines("findings", QStringLiteral("f.json")) >= 1);
    const QByteArray header = readAll(path(QStringLiteral("r.csv"))).split('\n').first();
    QVERIFY(header.startsWith("data,id,group,cluster,"));
    for (const char* column :
         {"teacher_loss", "student_memorized", "student_attack_loss", "student_attack_reference:base"})
        QVERIFY2(header.split(',').contains(column), column);
    const Outcome refused =
        cli({QStringLiteral("export"), m_audit, QStringLiteral("--what"), QStringLiteral("records"),
             QStringLiteral("-o"), QStringLiteral("/nowhere/r.csv")});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.err.contains(QStringLiteral("/nowhere/r.csv")), qPrintable(refused.err));
}

void TestCliRun::verifies() {
    const Outcome outcome = cli({QStringLiteral("verify"), m_audit, QStringLiteral("--json")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
}

void TestCliRun::changedFileIsFound() {
    const QString copy = path(QStringLiteral("changed.retort"));
    QVERIFY(QFile::copy(m_audit, copy));
    QByteArray content = readAll(copy);
    const auto place = content.indexOf("\"verdict\":\"");
    QVERIFY(place > 0);
    content[place + 11] = 'X';
    writeText(copy, content);
    QCOMPARE(cli({QStringLiteral("verify"), copy}).status, 3);
}

void TestCliRun::refusesToOverwrite() {
    const QByteArray before = readAll(m_audit);
    const Outcome outcome = cli({QStringLiteral("run"), m_plan, QStringLiteral("-o"), m_audit});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.err.contains(QStringLiteral("--resume")), qPrintable(outcome.err));
    QCOMPARE(readAll(m_audit), before);
}

void TestCliRun::refusesAnotherPlan() {
    const QString other = path(QStringLiteral("other.toml"));
    writeText(other, readAll(m_plan) + "\n# another\n");
    const Outcome outcome =
        cli({QStringLiteral("run"), other, QStringLiteral("-o"), m_audit, QStringLiteral("--resume")});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.err.contains(QStringLiteral("another plan")), qPrintable(outcome.err));
    QCOMPARE(cli({QStringLiteral("verify"), m_audit}).status, 0);
}

void TestCliRun::oneCheckpointInTwoRoles() {
    const QString plan = path(QStringLiteral("twice.toml"));
    writeText(plan, R"([audit]
title = "Twice"
plausibility = "off"
[models.student]
path = "student"
[models.base]
path = "student"
[data.shared]
path = "shared.jsonl"
seen_by = ["student"]
[data.held]
path = "held.jsonl"
[extraction]
prefix_tokens = 12
suffix_tokens = 2
)");
    const QString audit = path(QStringLiteral("twice.retort"));
    const Outcome outcome = cli({QStringLiteral("run"), plan, QStringLiteral("-o"), audit});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    const QJsonArray extraction = findingsOf(audit)[QStringLiteral("extraction")].toArray();
    QHash<QString, int> memorized;
    for (const QJsonValue& value : extraction)
        memorized[value[QStringLiteral("model")].toString()] += value[QStringLiteral("memorized")].toInt();
    QCOMPARE(memorized.size(), 2);
    QCOMPARE(memorized[QStringLiteral("base")], memorized[QStringLiteral("student")]);
}

void TestCliRun::killedAndResumedIsTheSame() {
    const QString audit = path(QStringLiteral("killed.retort"));
    QProcess process;
    process.start(retort::test::program(QStringLiteral("retort-cli")),
                  {QStringLiteral("run"), m_plan, QStringLiteral("-o"), audit,
                   QStringLiteral("--progress-fd"), QStringLiteral("1")});
    QByteArray seen;
    // The teacher's last job has begun: something is committed and much is missing.
    while (!seen.contains("score teacher held") && process.waitForReadyRead(60'000))
        seen += process.readAllStandardOutput();
    process.kill();
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    const Outcome unfinished = cli({QStringLiteral("show"), audit});
    QCOMPARE(unfinished.status, 1);
    QVERIFY2(unfinished.err.contains(QStringLiteral("--resume")), qPrintable(unfinished.err));
    const Outcome outcome =
        cli({QStringLiteral("run"), m_plan, QStringLiteral("-o"), audit, QStringLiteral("--resume")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    QCOMPARE(findingsOf(audit), findingsOf(m_audit));
    for (const char* what : {"records", "tokens", "roc", "regions"}) {
        const QString one = path(QStringLiteral("one.csv"));
        const QString two = path(QStringLiteral("two.csv"));
        const QString kind = QString::fromLatin1(what);
        QCOMPARE(cli({QStringLiteral("export"), m_audit, QStringLiteral("--what"), kind, QStringLiteral("-o"),
                      one})
                     .status,
                 0);
        QCOMPARE(
            cli({QStringLiteral("export"), audit, QStringLiteral("--what"), kind, QStringLiteral("-o"), two})
                .status,
            0);
        QVERIFY2(readAll(one) == readAll(two), what);
    }
}

void TestCliRun::cancelledIsResumable() {
    const QString audit = path(QStringLiteral("cancelled.retort"));
    QProcess process;
    process.start(retort::test::program(QStringLiteral("retort-cli")),
                  {QStringLiteral("run"), m_plan, QStringLiteral("-o"), audit,
                   QStringLiteral("--progress-fd"), QStringLiteral("1")});
    QByteArray seen;
    while (!seen.contains("score teacher") && process.waitForReadyRead(60'000))
        seen += process.readAllStandardOutput();
    process.write("{\"command\":\"cancel\"}\n");
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 4);
    seen += process.readAllStandardOutput();
    QVERIFY2(seen.contains("\"state\":\"cancelled\""), seen.constData());
    const Outcome outcome =
        cli({QStringLiteral("run"), m_plan, QStringLiteral("-o"), audit, QStringLiteral("--resume")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    QCOMPARE(findingsOf(audit), findingsOf(m_audit));
}

void TestCliRun::badInputLeavesNothing() {
    const QString plan = path(QStringLiteral("bad.toml"));
    const QString audit = path(QStringLiteral("bad.retort"));
    writeText(path(QStringLiteral("bad.jsonl")),
              retort::test::records("bad", 20) + "{\"id\":\"bad3\",\"text\":\"again\"}\n");
    writeText(
        plan,
        "[models.student]\npath = \"student\"\n[data.a]\npath = \"bad.jsonl\"\nseen_by = [\"student\"]\n");
    const Outcome outcome = cli({QStringLiteral("run"), plan, QStringLiteral("-o"), audit});
    QCOMPARE(outcome.status, 1);
    for (const char* place : {"bad.jsonl:4", "bad.jsonl:21"})
        QVERIFY2(outcome.err.contains(QLatin1String(place)), qPrintable(outcome.err));
    QVERIFY(!QFile::exists(audit));
    const Outcome nowhere =
        cli({QStringLiteral("run"), m_plan, QStringLiteral("-o"), QStringLiteral("/nowhere/a.retort")});
    QCOMPARE(nowhere.status, 1);
    QVERIFY2(nowhere.err.contains(QStringLiteral("/nowhere")), qPrintable(nowhere.err));
}

void TestCliRun::scoresFiles() {
    const QStringList base = {QStringLiteral("score"),
                              QStringLiteral("--model"),
                              path(QStringLiteral("teacher")),
                              QStringLiteral("--data"),
                              path(QStringLiteral("private.jsonl")),
                              QStringLiteral("--prefix"),
                              QStringLiteral("12"),
                              QStringLiteral("--suffix"),
                              QStringLiteral("2"),
                              QStringLiteral("-o")};
    const Outcome csv = cli(base + QStringList{path(QStringLiteral("s.csv"))});
    QVERIFY2(csv.status == 0, qPrintable(csv.err));
    const QList<QByteArray> lines = readAll(path(QStringLiteral("s.csv"))).trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 301);
    QCOMPARE(lines.first(),
             QByteArray(
                 "id,tokens,truncated,excluded,extraction_excluded,loss,perplexity,zlib_bytes,entropy,min_k,"
                 "min_k_pp,prefix_tokens,suffix_tokens,suffix_log_probability,suffix_entropy,"
                 "suffix_token_accuracy,greedy_match_tokens,memorized,smallest_margin,rechecked"));
    QVERIFY(lines.last().contains("not JSON"));
    const Outcome jsonl =
        cli(base + QStringList{path(QStringLiteral("s.jsonl")), QStringLiteral("--per-token")});
    QVERIFY2(jsonl.status == 0, qPrintable(jsonl.err));
    const QJsonObject first =
        QJsonDocument::fromJson(readAll(path(QStringLiteral("s.jsonl"))).split('\n').first()).object();
    const int tokens = first[QStringLiteral("tokens")].toInt();
    QCOMPARE(first[QStringLiteral("token_ids")].toArray().size(), tokens);
    QCOMPARE(first[QStringLiteral("log_probability")].toArray().size(), tokens - 1);
    double sum = 0;
    for (const QJsonValue& value : first[QStringLiteral("log_probability")].toArray())
        sum += value.toDouble();
    QVERIFY(std::abs(-sum / (tokens - 1) - first[QStringLiteral("loss")].toDouble()) < 1e-4);
    const Outcome parquet =
        cli(base + QStringList{path(QStringLiteral("s.parquet")), QStringLiteral("--per-token")});
    QVERIFY2(parquet.status == 0, qPrintable(parquet.err));
    QVERIFY(readAll(path(QStringLiteral("s.parquet"))).startsWith("PAR1"));
    QCOMPARE(cli(base + QStringList{path(QStringLiteral("s.xlsx"))}).status, 2);
}

// The token ids that scoring wrote into a Parquet file, scored again as records of token ids, give the same
// numbers as the texts; so do the texts as CSV, packed.
void TestCliRun::scoresOtherKinds() {
    QByteArray csv = "text,id\n";
    for (const QByteArray& line : readAll(path(QStringLiteral("held.jsonl"))).split('\n')) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        if (!row.isEmpty())
            csv += '"' + row[QStringLiteral("text")].toString().toUtf8() + "\"," +
                   row[QStringLiteral("id")].toString().toUtf8() + '\n';
    }
    writeText(path(QStringLiteral("held.csv")), csv);
    QProcess gzip;
    gzip.start(QStringLiteral("gzip"), {QStringLiteral("-k"), path(QStringLiteral("held.csv"))});
    QVERIFY(gzip.waitForFinished() && gzip.exitCode() == 0);
    const auto score = [&](const char* data, const char* out, const QStringList& more) {
        return cli(QStringList{QStringLiteral("score"), QStringLiteral("--model"),
                               path(QStringLiteral("teacher")), QStringLiteral("--data"),
                               path(QLatin1String(data)), QStringLiteral("-o"), path(QLatin1String(out))} +
                   more);
    };
    Outcome outcome = score("held.jsonl", "text.csv", {});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    outcome = score("held.csv.gz", "packed.csv", {});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    QCOMPARE(readAll(path(QStringLiteral("packed.csv"))), readAll(path(QStringLiteral("text.csv"))));
    outcome = score("held.jsonl", "tokens.parquet", {QStringLiteral("--per-token")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    outcome = score("tokens.parquet", "tokens.csv", {QStringLiteral("--text"), QStringLiteral("token_ids")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    // But for `truncated`: the ids were cut when they were written.
    const auto untold = [&](const char* name) {
        QList<QByteArray> lines = readAll(path(QLatin1String(name))).split('\n');
        for (QByteArray& line : lines)
            line.replace(",true,", ",").replace(",false,", ",");
        return lines.join('\n');
    };
    QCOMPARE(untold("tokens.csv"), untold("text.csv"));
    outcome = score("tokens.parquet", "none.csv", {});
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.err.contains(QStringLiteral("has no column \"text\"; its columns are id, tokens")),
             qPrintable(outcome.err));
}

void TestCliRun::generates() {
    const QStringList arguments = {QStringLiteral("generate"),         QStringLiteral("--model"),
                                   path(QStringLiteral("teacher")),    QStringLiteral("--prompt"),
                                   QStringLiteral("The ledger"),       QStringLiteral("--json"),
                                   QStringLiteral("--max-new-tokens"), QStringLiteral("8")};
    const Outcome once = cli(arguments);
    QVERIFY2(once.status == 0, qPrintable(once.err));
    QCOMPARE(QJsonDocument::fromJson(once.out)[QStringLiteral("ids")].toArray().size(), 8);
    QCOMPARE(cli(arguments).out, once.out);
}

QTEST_GUILESS_MAIN(TestCliRun)
#include "tst_cli_run.moc"
