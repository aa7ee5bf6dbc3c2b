// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Extraction beyond word for word on records made from what the model itself says, so that every number is
// known beforehand.
#include "tests/app/program.h"

#include <QtTest/QTest>

#include <cmath>

using retort::test::cli;
using retort::test::Outcome;
using retort::test::writeText;

namespace {

constexpr int kSuffix = 20;

QByteArray row(const QString& id, const QJsonArray& ids) {
    return QJsonDocument(QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("text"), ids}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

// The byte tokenizer with a text for every id of the model, so that all it says can be a record.
QByteArray wholeTokenizer(int vocabulary) {
    QJsonObject tokenizer = QJsonDocument::fromJson(retort::test::byteTokenizer()).object();
    QJsonArray added;
    for (int id = 256; id < vocabulary; ++id)
        added.append(QJsonObject{{QStringLiteral("id"), id},
                                 {QStringLiteral("content"), QStringLiteral("<%1>").arg(id)},
                                 {QStringLiteral("single_word"), false},
                                 {QStringLiteral("lstrip"), false},
                                 {QStringLiteral("rstrip"), false},
                                 {QStringLiteral("normalized"), false},
                                 {QStringLiteral("special"), false}});
    tokenizer.insert(QStringLiteral("added_tokens"), added);
    return QJsonDocument(tokenizer).toJson();
}

} // namespace

class TestCliFurther : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void continuations();
    void asksOften();
    void wholeResponses();
    void exposes();
    void showsIt();
    void refusesUnknownReferences();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QJsonObject finding(const QString& data) const;

    QTemporaryDir m_folder;
    QJsonObject m_findings;
};

// "exact": the model's own greedy continuation; "near": one token of it replaced, after which the model goes
// on with its own.
void TestCliFurther::initTestCase() {
    QVERIFY(m_folder.isValid());
    const QString model = retort::test::copyCheckpoint(QDir(m_folder.path()), QStringLiteral("qwen3_f32"),
                                                       QStringLiteral("student"));
    writeText(model + QStringLiteral("/tokenizer.json"), wholeTokenizer(320));
    const QString prompt = QStringLiteral("Who signed the ledger?");
    const Outcome said =
        cli({QStringLiteral("generate"), QStringLiteral("--model"), model, QStringLiteral("--prompt"), prompt,
             QStringLiteral("--max-new-tokens"), QString::number(kSuffix), QStringLiteral("--json")});
    QVERIFY2(said.status == 0, qPrintable(said.err));
    const QJsonObject generated = QJsonDocument::fromJson(said.out).object();
    const QJsonArray prefix = generated[QStringLiteral("prompt_ids")].toArray();
    const QJsonArray suffix = generated[QStringLiteral("ids")].toArray();
    QCOMPARE(suffix.size(), kSuffix);
    QJsonArray exact = prefix;
    for (const QJsonValue& id : suffix)
        exact.append(id);
    QJsonArray near = exact;
    const qsizetype place = prefix.size() + 7;
    near[place] = (near[place].toInt() + 1) % 200;
    QJsonArray far = prefix;
    for (int i = 0; i < kSuffix; ++i)
        far.append((suffix[i].toInt() + 100 + i) % 200);
    writeText(path(QStringLiteral("seen.jsonl")),
              row(QStringLiteral("exact"), exact) + row(QStringLiteral("near"), near));
    writeText(path(QStringLiteral("held.jsonl")), row(QStringLiteral("far"), far));
    writeText(path(QStringLiteral("planted.jsonl")), row(QStringLiteral("canary"), exact));
    QByteArray references;
    for (int k = 1; k <= 7; ++k) {
        QJsonArray other = prefix;
        for (int i = 0; i < kSuffix; ++i)
            other.append((suffix[i].toInt() + 13 * k + 3 * i) % 200);
        references += row(QString::number(k), other);
    }
    writeText(path(QStringLiteral("references.jsonl")), references);
    const QString plan = path(QStringLiteral("plan.toml"));
    writeText(plan, QStringLiteral(R"([audit]
plausibility = "off"
[models.student]
path = "student"
[data.seen]
path = "seen.jsonl"
seen_by = ["student"]
[data.held]
path = "held.jsonl"
[data.planted]
path = "planted.jsonl"
seen_by = ["student"]
canary_references = "references"
[data.references]
path = "references.jsonl"
[extraction]
prefix_tokens = %1
suffix_tokens = %2
continuations = true
queries = [1, 1000000]
chance = 0.001
)")
                        .arg(prefix.size())
                        .arg(kSuffix)
                        .toUtf8());
    const QString audit = path(QStringLiteral("a.retort"));
    const Outcome run = cli({QStringLiteral("run"), plan, QStringLiteral("-o"), audit});
    QVERIFY2(run.status == 0, qPrintable(run.err.right(400)));
    m_findings =
        QJsonDocument::fromJson(cli({QStringLiteral("show"), audit, QStringLiteral("--json")}).out).object();
}

QJsonObject TestCliFurther::finding(const QString& data) const {
    const QJsonArray findings = m_findings[QStringLiteral("further_extraction")].toArray();
    for (const QJsonValue& value : findings) {
        if (value[QStringLiteral("data")].toString() == data)
            return value.toObject();
    }
    return {};
}

void TestCliFurther::continuations() {
    const QJsonObject seen = finding(QStringLiteral("seen"));
    const QJsonObject continuation = seen[QStringLiteral("continuation")].toObject();
    QCOMPARE(continuation[QStringLiteral("records")].toInt(), 2);
    QCOMPARE(continuation[QStringLiteral("nearly_memorized")].toInt(), 2); // edit distances 0 and 1 of 20
    QCOMPARE(continuation[QStringLiteral("accuracy")].toDouble(), (1.0 + 19.0 / 20) / 2);
    QCOMPARE(seen[QStringLiteral("longest_match")].toInt(), kSuffix);
    QCOMPARE(seen[QStringLiteral("greedy_match_tokens")].toDouble(), (20.0 + 7) / 2);
    const QJsonObject held = finding(QStringLiteral("held"))[QStringLiteral("continuation")].toObject();
    QCOMPARE(held[QStringLiteral("nearly_memorized")].toInt(), 0);
    QVERIFY(held[QStringLiteral("gap")].isNull());
    QVERIFY(std::abs(continuation[QStringLiteral("gap")].toDouble() -
                     (continuation[QStringLiteral("accuracy")].toDouble() -
                      held[QStringLiteral("accuracy")].toDouble())) < 1e-12);
}

void TestCliFurther::asksOften() {
    const QJsonArray counts = finding(QStringLiteral("seen"))[QStringLiteral("discoverable")].toArray();
    QCOMPARE(counts.size(), 2);
    QCOMPARE(counts[1][QStringLiteral("queries")].toInt(), 1'000'000);
    QVERIFY(counts[0][QStringLiteral("records")].toInt() <= counts[1][QStringLiteral("records")].toInt());
}

// Plain text has no responses.
void TestCliFurther::wholeResponses() {
    QVERIFY(finding(QStringLiteral("seen"))[QStringLiteral("verbatim")].isNull());
}

void TestCliFurther::exposes() {
    const QJsonObject exposure = finding(QStringLiteral("planted"))[QStringLiteral("exposure")].toObject();
    QCOMPARE(exposure[QStringLiteral("canaries")].toInt(), 1);
    QCOMPARE(exposure[QStringLiteral("references")].toInt(), 7);
    QCOMPARE(exposure[QStringLiteral("limit")].toDouble(), 3.0);
    QCOMPARE(exposure[QStringLiteral("largest")].toDouble(), 3.0); // the model's own words surprise it least
    // Neither the canaries nor their references take part in the membership test.
    const QJsonArray membership = m_findings[QStringLiteral("membership")].toArray();
    QVERIFY(!membership.isEmpty());
    for (const QJsonValue& tested : membership) {
        QCOMPARE(tested[QStringLiteral("data")].toString(), QStringLiteral("seen"));
        QCOMPARE(tested[QStringLiteral("against")].toString(), QStringLiteral("held"));
    }
}

void TestCliFurther::showsIt() {
    const QString text =
        QString::fromUtf8(cli({QStringLiteral("show"), path(QStringLiteral("a.retort"))}).out);
    QVERIFY2(text.contains(QStringLiteral("nearly memorized 2, first 32 right 97.5")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("largest 3.00 of 3.00 bits")), qPrintable(text));
}

void TestCliFurther::refusesUnknownReferences() {
    const QString plan = path(QStringLiteral("wrong.toml"));
    writeText(plan, "[models.student]\npath = \"student\"\n[data.planted]\npath = \"planted.jsonl\"\n"
                    "seen_by = [\"student\"]\ncanary_references = \"nowhere\"\n");
    const Outcome outcome = cli({QStringLiteral("check"), plan});
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.err.contains(QStringLiteral("data.planted.canary_references")), qPrintable(outcome.err));
}

QTEST_GUILESS_MAIN(TestCliFurther)
#include "tst_cli_further.moc"
