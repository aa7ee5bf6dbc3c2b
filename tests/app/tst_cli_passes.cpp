// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Further passes and the slot test in a whole run, against the scoring of each changed text by itself. The
// byte tokenizer makes joined texts joined tokens.
#include "tests/app/program.h"

#include <QtTest/QTest>

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <cmath>

using retort::test::cli;
using retort::test::csv;
using retort::test::line;
using retort::test::Outcome;
using retort::test::readAll;
using retort::test::Row;
using retort::test::writeText;

namespace {

constexpr int kPrivate = 14;
constexpr int kHeld = 12;

QString textOf(const QString& set, int number, QChar digit) {
    static const QStringList kWords{"amber", "birch", "cedar", "dove", "elm",  "fern", "grove",
                                    "hazel", "iris",  "jade",  "kelp", "lark", "moss", "nettle"};
    return QStringLiteral("%1 %2 Has code %3 and %4")
        .arg(set, kWords[number % 14], QString(digit), kWords[(number * 5 + 3) % 14]);
}

QJsonObject show(const QString& audit) {
    const Outcome outcome = cli({QStringLiteral("show"), audit, QStringLiteral("--json")});
    return QJsonDocument::fromJson(outcome.out).object();
}

} // namespace

class TestCliPasses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void lowercaseIsTheLowerCaseText();
    void recallIsTheTailOfTheJoinedText();
    void zeroNoiseChangesNothing();
    void noiseChangesSomething();
    void neighboursAreScored();
    void plantedSlotsComeFirst();
    void slotRanksAreThoseOfScoring();
    void countsAreComplete();
    void weightsAreRestored();
    void forecastKnowsThem();
    void textShowsThem();
    void interruptedAndResumedIsTheSame();
    void wrongArgumentsAreRefused();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QList<Row> scored(const QStringList& texts, const QStringList& more = {});
    // Sum of the log-probabilities of each text.
    QList<double> sums(const QStringList& texts);
    QStringList allDigits(const QString& set, int number) const;
    QList<double> column(const QString& set, const QString& name) const;
    QStringList texts(const QString& set) const { return set == "private" ? m_private : m_held; }

    QTemporaryDir m_folder;
    QString m_model, m_plan, m_audit;
    QStringList m_private, m_held;
    QList<Row> m_records;
};

QList<Row> TestCliPasses::scored(const QStringList& texts, const QStringList& more) {
    const QString data = path(QStringLiteral("score.jsonl"));
    const QString scores = path(QStringLiteral("score.csv"));
    QByteArray lines;
    for (qsizetype i = 0; i < texts.size(); ++i)
        lines += line(texts[i], QString::number(i));
    writeText(data, lines);
    const Outcome outcome = cli(QStringList{QStringLiteral("score"), QStringLiteral("--model"), m_model,
                                            QStringLiteral("--data"), data, QStringLiteral("-o"), scores} +
                                more);
    if (outcome.status != 0)
        qWarning("%s", qPrintable(outcome.err));
    return outcome.status == 0 ? csv(scores) : QList<Row>();
}

QList<double> TestCliPasses::sums(const QStringList& texts) {
    QList<double> result;
    for (const Row& row : scored(texts))
        result.append(-row["loss"].toDouble() * (row["tokens"].toInt() - 1));
    return result;
}

QStringList TestCliPasses::allDigits(const QString& set, int number) const {
    QStringList variants;
    for (char digit = '0'; digit <= '9'; ++digit)
        variants.append(textOf(set, number, QLatin1Char(digit)));
    return variants;
}

// The private records hold the digit that the model finds likeliest there, the held-out ones all in turn.
void TestCliPasses::initTestCase() {
    QVERIFY(m_folder.isValid());
    const QDir folder(m_folder.path());
    m_model = retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_f32"), QStringLiteral("student"));
    QStringList variants;
    for (int i = 0; i < kPrivate; ++i)
        variants += allDigits("private", i);
    const QList<double> likelihoods = sums(variants);
    QCOMPARE(likelihoods.size(), 10 * kPrivate);
    QByteArray privateLines;
    for (int i = 0; i < kPrivate; ++i) {
        const auto begin = likelihoods.begin() + 10 * i;
        const auto digit = static_cast<char>('0' + (std::max_element(begin, begin + 10) - begin));
        m_private.append(textOf("private", i, QLatin1Char(digit)));
        privateLines += line(m_private.back(), QStringLiteral("p%1").arg(i));
    }
    QByteArray heldLines;
    for (int i = 0; i < kHeld; ++i) {
        m_held.append(textOf("held", i, QLatin1Char(static_cast<char>('0' + i % 10))));
        heldLines += line(m_held.back(), QStringLiteral("h%1").arg(i));
    }
    writeText(path("private.jsonl"), privateLines);
    writeText(path("held.jsonl"), heldLines);
    m_plan = path("plan.toml");
    writeText(m_plan, R"toml([audit]
plausibility = "off"
[models.student]
path = "student"
[data.private]
path = "private.jsonl"
seen_by = ["student"]
split = "random"
[data.held]
path = "held.jsonl"
[personal.patterns]
code = "code ([0-9])"
[membership]
attacks = ["loss", "lowercase", "recall:1", "con_recall:2,0.5", "neighbours:3", "mope:2,0", "mope:2,0.01"]
slot_test = true
)toml");
    m_audit = path("a.retort");
    Outcome outcome = cli({"run", m_plan, "-o", m_audit});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    outcome = cli({"export", m_audit, "--what", "records", "-o", path("records.csv")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    m_records = csv(path("records.csv"));
    QCOMPARE(m_records.size(), kPrivate + kHeld);
}

// NaN where the cell is empty.
QList<double> TestCliPasses::column(const QString& set, const QString& name) const {
    QList<double> values;
    for (const Row& row : m_records) {
        if (row["data"] == set)
            values.append(row[name].isEmpty() ? std::nan("") : row[name].toDouble());
    }
    return values;
}

void TestCliPasses::lowercaseIsTheLowerCaseText() {
    for (const char* set : {"private", "held"}) {
        QStringList lower;
        for (const QString& text : texts(set))
            lower.append(text.toLower());
        const QList<Row> scores = scored(lower);
        const QList<double> loss = column(set, "student_loss");
        const QList<double> attack = column(set, "student_attack_lowercase");
        QCOMPARE(attack.size(), lower.size());
        for (qsizetype i = 0; i < attack.size(); ++i)
            QVERIFY(std::abs(attack[i] - scores[i]["loss"].toDouble() / loss[i]) < 1e-6);
    }
}

// With one shot, the one held-out record without a score is the prefix.
void TestCliPasses::recallIsTheTailOfTheJoinedText() {
    const QList<double> held = column("held", "student_attack_recall:1");
    const auto shot = std::find_if(held.begin(), held.end(), [](double value) { return std::isnan(value); });
    QCOMPARE(std::count_if(held.begin(), held.end(), [](double value) { return std::isnan(value); }), 1);
    const QString prefix = m_held[shot - held.begin()];
    QStringList joined;
    for (const QString& text : m_private)
        joined.append(prefix + text);
    // Byte tokens: the first token of the record is not predicted alone, so it is left out behind a prefix
    // too.
    const QList<Row> rows = scored(joined + QStringList{prefix});
    const QList<double> alone = column("private", "student_loss");
    const QList<double> attack = column("private", "student_attack_recall:1");
    QStringList firstTokens;
    for (const QString& text : m_private)
        firstTokens.append(prefix + text.left(1));
    const QList<Row> upTo = scored(firstTokens);
    for (qsizetype i = 0; i < attack.size(); ++i) {
        const double whole = rows[i]["loss"].toDouble() * (rows[i]["tokens"].toInt() - 1);
        const double before = upTo[i]["loss"].toDouble() * (upTo[i]["tokens"].toInt() - 1);
        const double tail = (whole - before) / static_cast<double>(m_private[i].size() - 1);
        QVERIFY(std::abs(attack[i] - tail / alone[i]) < 1e-5);
    }
}

void TestCliPasses::zeroNoiseChangesNothing() {
    for (const char* set : {"private", "held"}) {
        for (const double value : column(set, "student_attack_mope:2,0"))
            QCOMPARE(value, 0.0);
    }
}

void TestCliPasses::noiseChangesSomething() {
    int different = 0;
    for (const double value : column("private", "student_attack_mope:2,0.01")) {
        QVERIFY(std::isfinite(value));
        different += value != 0 ? 1 : 0;
    }
    QCOMPARE(different, kPrivate);
}

void TestCliPasses::neighboursAreScored() {
    int different = 0;
    for (const double value : column("private", "student_attack_neighbours:3")) {
        QVERIFY(std::isfinite(value));
        different += value != 0 ? 1 : 0;
    }
    QCOMPARE(different, kPrivate);
}

void TestCliPasses::plantedSlotsComeFirst() {
    for (const double rank : column("private", "student_slot_rank"))
        QCOMPARE(rank, 1.0);
    for (const QJsonValue& value : show(m_audit)["slot_test"].toArray()) {
        const QJsonObject finding = value.toObject();
        if (finding["data"].toString() != "private")
            continue;
        QCOMPARE(finding["rank_one"].toInt(), kPrivate);
        const int tested = finding["tested"].toInt();
        QVERIFY(tested >= 1 && tested <= 10); // one for each value
        QVERIFY(std::abs(finding["p_value"].toDouble() - std::pow(0.1, tested)) < 1e-12);
        QCOMPARE(finding["candidates"].toInt(), 9);
    }
}

// All ten digits stand in the held-out records, so every other one is tried.
void TestCliPasses::slotRanksAreThoseOfScoring() {
    QStringList variants;
    for (int i = 0; i < kHeld; ++i)
        variants += allDigits("held", i);
    const QList<double> likelihoods = sums(variants);
    const QList<double> ranks = column("held", "student_slot_rank");
    QCOMPARE(ranks.size(), kHeld);
    for (int i = 0; i < kHeld; ++i) {
        const auto begin = likelihoods.begin() + 10 * i;
        const double own = begin[i % 10];
        const auto ahead = std::count_if(begin, begin + 10, [&](double other) { return other > own; });
        QCOMPARE(ranks[i], static_cast<double>(1 + ahead));
    }
}

void TestCliPasses::countsAreComplete() {
    const QJsonArray passes = show(m_audit)["passes"].toArray();
    QStringList names;
    for (const QJsonValue& value : passes) {
        const QJsonObject pass = value.toObject();
        if (pass["data"].toString() == "private")
            names.append(pass["pass"].toString());
        int leftOut = 0;
        for (const QJsonValue& count : pass["left_out"].toObject())
            leftOut += count.toInt();
        QCOMPARE(pass["records"].toInt(), pass["data"].toString() == "private" ? kPrivate : kHeld);
        QCOMPARE(pass["records"].toInt(), pass["done"].toInt() + leftOut);
    }
    QCOMPARE(names, (QStringList{"lowercase", "nonmember_prefix:1", "nonmember_prefix:2", "member_prefix:2",
                                 "neighbours:3", "perturbed:2,0", "perturbed:2,0.01"}));
    for (const QJsonValue& value : show(m_audit)["slot_test"].toArray()) {
        const QJsonObject finding = value.toObject();
        if (finding["type"].toString() != "all")
            continue;
        int leftOut = 0;
        for (const QJsonValue& count : finding["left_out"].toObject())
            leftOut += count.toInt();
        QCOMPARE(finding["found"].toInt(), finding["slots"].toInt() + leftOut);
    }
}

void TestCliPasses::weightsAreRestored() {
    int gates = 0;
    for (const QJsonValue& value : show(m_audit)["gates"].toArray()) {
        if (value["id"].toString() == "restored_weights") {
            ++gates;
            QCOMPARE(value["outcome"].toString(), QStringLiteral("passed"));
            QVERIFY(value["inputs"]["tokens"].toInt() > 0);
        }
    }
    QCOMPARE(gates, 1);
}

void TestCliPasses::forecastKnowsThem() {
    const QJsonObject document = QJsonDocument::fromJson(cli({"check", m_plan, "--json"}).out).object();
    const QJsonObject forecast = document["forecast"].toObject();
    const int further = forecast["further_tokens"].toInt();
    QVERIFY(further > 0 && further < forecast["tokens"].toInt());
    // Ten rows a slot alone, and four copies, three neighbours and a lower-case text of every record.
    int tokens = 0;
    for (const QString& text : m_private + m_held)
        tokens += static_cast<int>(text.size());
    QVERIFY(further > (10 + 4 + 3 + 1) * tokens);
}

void TestCliPasses::textShowsThem() {
    const QByteArray text = cli({"show", m_audit}).out;
    QVERIFY(text.contains("Further passes"));
    QVERIFY(text.contains("Slot test"));
    QVERIFY(text.contains("serves as prefix"));
    QVERIFY(text.contains("perturbed:2,0.01"));
    QVERIFY(text.contains("some with further passes through the models"));
    QVERIFY(!text.contains("Attacks with further passes (ReCaLL"));
}

// As a run leaves it that was killed among its passes: some chunks are missing. Those that are there are not
// scored again, and the findings are the same.
void TestCliPasses::interruptedAndResumedIsTheSame() {
    const QString audit = path("interrupted.retort");
    QVERIFY(QFile::copy(m_audit, audit));
    int total = 0;
    int missing = 0;
    {
        SQLite::Database database(audit.toStdString(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA foreign_keys = ON");
        const std::string sums = "(SELECT id FROM result_set WHERE kind LIKE 'sums:%')";
        total = database.execAndGet("SELECT count(*) FROM chunk WHERE result_set IN " + sums).getInt();
        // Of each set its second chunk (a later variant or copy), and the whole of the slot test.
        missing = database.exec("DELETE FROM chunk WHERE result_set IN " + sums +
                                " AND (number = 1 OR result_set IN "
                                "(SELECT id FROM result_set WHERE kind = 'sums:slots'))");
        database.exec("DELETE FROM findings");
    }
    QVERIFY(missing > 4 && missing < total);
    const Outcome resumed = cli({"run", m_plan, "-o", audit, "--resume", "--progress-fd", "1"});
    QVERIFY2(resumed.status == 0, qPrintable(resumed.err));
    int begun = -1;
    for (const QByteArray& line : resumed.out.split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (event["job"].toString() == "further passes student" && begun < 0)
            begun = event["done"].toInt();
    }
    QCOMPARE(begun, total - missing);
    QJsonObject first = show(m_audit);
    QJsonObject second = show(audit);
    first.remove("volatile");
    second.remove("volatile");
    QCOMPARE(second, first);
    QCOMPARE(cli({"verify", audit}).status, 0);
}

void TestCliPasses::wrongArgumentsAreRefused() {
    for (const char* attack : {"recall:0", "recall:1,2", "mope:0", "mope:3,-1", "neighbours:many"}) {
        const QString plan = path("wrong.toml");
        QByteArray text = readAll(m_plan);
        text.replace("\"loss\"", QByteArray("\"") + attack + "\"");
        writeText(plan, text);
        const Outcome outcome = cli({"check", plan});
        QVERIFY2(outcome.status != 0, attack);
        QVERIFY2(outcome.err.contains(QString(attack).section(':', 0, 0)), qPrintable(outcome.err));
    }
}

QTEST_GUILESS_MAIN(TestCliPasses)
#include "tst_cli_passes.moc"
