// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Windows along a record, against the scoring of each window's text by itself. The byte tokenizer makes a
// window's text a substring.
#include "tests/app/program.h"

#include <QtTest/QTest>

using retort::test::cli;
using retort::test::csv;
using retort::test::line;
using retort::test::Outcome;
using retort::test::readAll;
using retort::test::writeText;

namespace {

constexpr int kPrefix = 12;

} // namespace

class TestCliWindows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void strideIsLikeEachWindowAlone();
    void strideIsSaid();
    void onlyTheResponseIsScored();
    void personalFieldsAreAskedFor();
    void stopsWhereNothingIsPredicted();

private:
    void plantPredictable();
    // What `score` says of each text by itself.
    QList<QHash<QString, QString>> scored(const QList<QString>& texts);
    QString path(const QString& name) const { return m_folder.filePath(name); }
    // Exported records of a run of this plan.
    QList<QHash<QString, QString>> run(const QString& name, const QByteArray& plan);

    QTemporaryDir m_folder;
    QString m_model;
    QStringList m_texts;
};

void TestCliWindows::initTestCase() {
    QVERIFY(m_folder.isValid());
    const QDir folder(m_folder.path());
    m_model = retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_f32"), QStringLiteral("student"));
    // Shorter than the model's context, so that nothing is cut.
    for (const QByteArray& line : retort::test::records("entry", 12).trimmed().split('\n'))
        m_texts.append(QJsonDocument::fromJson(line)[QStringLiteral("text")].toString().left(80));
    plantPredictable();
    QByteArray lines;
    for (qsizetype i = 0; i < m_texts.size(); ++i)
        lines += line(m_texts[i], QString::number(i));
    writeText(path(QStringLiteral("data.jsonl")), lines);
}

// In the middle of some texts stands what the model goes on with.
void TestCliWindows::plantPredictable() {
    constexpr qsizetype kAt = 40;
    QList<QString> windows;
    for (const QString& text : m_texts) {
        for (char c = ' '; c <= '~'; ++c)
            windows.append(text.mid(kAt - kPrefix, kPrefix) + QLatin1Char(c));
    }
    const auto scores = scored(windows);
    QCOMPARE(scores.size(), windows.size());
    for (qsizetype i = 0; i < windows.size(); ++i) {
        if (scores[i][QStringLiteral("memorized")] == QStringLiteral("true"))
            m_texts[i / (windows.size() / m_texts.size())][kAt] = windows[i].back();
    }
}

QList<QHash<QString, QString>> TestCliWindows::scored(const QList<QString>& texts) {
    const QString data = path(QStringLiteral("score.jsonl"));
    const QString scores = path(QStringLiteral("score.csv"));
    QByteArray lines;
    for (qsizetype i = 0; i < texts.size(); ++i)
        lines += line(texts[i], QString::number(i));
    writeText(data, lines);
    const Outcome outcome =
        cli({QStringLiteral("score"), QStringLiteral("--model"), m_model, QStringLiteral("--data"), data,
             QStringLiteral("--prefix"), QString::number(kPrefix), QStringLiteral("--suffix"),
             QStringLiteral("1"), QStringLiteral("-o"), scores});
    if (outcome.status != 0)
        qWarning("%s", qPrintable(outcome.err));
    return outcome.status == 0 ? csv(scores) : QList<QHash<QString, QString>>();
}

QList<QHash<QString, QString>> TestCliWindows::run(const QString& name, const QByteArray& plan) {
    const QString file = path(name + QStringLiteral(".toml"));
    const QString audit = path(name + QStringLiteral(".retort"));
    const QString records = path(name + QStringLiteral(".csv"));
    writeText(file, plan);
    Outcome outcome = cli({QStringLiteral("run"), file, QStringLiteral("-o"), audit});
    if (outcome.status == 0)
        outcome = cli({QStringLiteral("export"), audit, QStringLiteral("--what"), QStringLiteral("records"),
                       QStringLiteral("-o"), records});
    if (outcome.status != 0)
        qWarning("%s", qPrintable(outcome.err));
    return outcome.status == 0 ? csv(records) : QList<QHash<QString, QString>>();
}

void TestCliWindows::strideIsLikeEachWindowAlone() {
    const auto rows = run(QStringLiteral("stride"), R"([audit]
plausibility = "off"
[models.student]
path = "student"
[data.seen]
path = "data.jsonl"
seen_by = ["student"]
[extraction]
prefix_tokens = 12
suffix_tokens = 1
windows = ["first", "stride"]
)");
    QCOMPARE(rows.size(), m_texts.size());
    QList<QString> windows;
    for (const QString& text : m_texts) {
        for (qsizetype begin = 0; begin + kPrefix + 1 <= text.size(); ++begin)
            windows.append(text.mid(begin, kPrefix + 1));
    }
    const auto alone = scored(windows);
    QCOMPARE(alone.size(), windows.size());
    qsizetype next = 0;
    int memorized = 0;
    for (qsizetype i = 0; i < m_texts.size(); ++i) {
        bool any = false;
        const qsizetype count = m_texts[i].size() - kPrefix;
        for (qsizetype k = 0; k < count; ++k)
            any = alone[next + k][QStringLiteral("memorized")] == QStringLiteral("true") || any;
        QCOMPARE(rows[i][QStringLiteral("student_memorized_stride")],
                 any ? QStringLiteral("1") : QStringLiteral("0"));
        QCOMPARE(rows[i][QStringLiteral("student_memorized")] == QStringLiteral("1"),
                 alone[next][QStringLiteral("memorized")] == QStringLiteral("true"));
        memorized += any ? 1 : 0;
        next += count;
    }
    QVERIFY2(memorized > 0 && memorized < m_texts.size(), "the texts no longer tell right from wrong");
}

void TestCliWindows::strideIsSaid() {
    const QString audit = path(QStringLiteral("stride.retort"));
    const QJsonObject findings =
        QJsonDocument::fromJson(cli({QStringLiteral("show"), audit, QStringLiteral("--json")}).out).object();
    QCOMPARE(findings[QStringLiteral("audit")][QStringLiteral("stride_tokens")].toInt(), 1);
    const QJsonObject stride = findings[QStringLiteral("extraction")][1].toObject();
    QCOMPARE(stride[QStringLiteral("window")].toString(), QStringLiteral("stride"));
    QCOMPARE(stride[QStringLiteral("records")].toInt(), m_texts.size());
    qsizetype windows = 0;
    for (const QString& text : m_texts)
        windows += text.size() - kPrefix;
    QCOMPARE(stride[QStringLiteral("windows_tried")].toInt(), windows);
    const QJsonObject verdict = findings[QStringLiteral("verdicts")][0].toObject();
    QVERIFY2(verdict[QStringLiteral("sentence")].toString().startsWith(
                 stride[QStringLiteral("memorized")].toVariant().toString()),
             qPrintable(verdict[QStringLiteral("sentence")].toString()));
    const Outcome check =
        cli({QStringLiteral("check"), path(QStringLiteral("stride.toml")), QStringLiteral("--json")});
    const QJsonObject data = QJsonDocument::fromJson(check.out)[QStringLiteral("data")][0].toObject();
    QCOMPARE(data[QStringLiteral("windows")][QStringLiteral("stride")].toInt(), windows);
}

// The same texts, scored whole: the response's numbers are those of their last tokens.
void TestCliWindows::onlyTheResponseIsScored() {
    QByteArray pairs;
    QByteArray joined;
    for (int i = 0; i < 12; ++i) {
        const QString prompt = m_texts[i].left(20 + i);
        const QString response = m_texts[i].mid(20 + i);
        const QJsonObject pair{
            {QStringLiteral("id"), i}, {QStringLiteral("q"), prompt}, {QStringLiteral("a"), response}};
        pairs += QJsonDocument(pair).toJson(QJsonDocument::Compact) + '\n';
        joined += line(prompt + response, QString::number(i));
    }
    writeText(path(QStringLiteral("pairs.jsonl")), pairs);
    writeText(path(QStringLiteral("joined.jsonl")), joined);
    const auto rows = run(QStringLiteral("pairs"), R"([audit]
plausibility = "off"
[models.student]
path = "student"
[data.seen]
path = "pairs.jsonl"
seen_by = ["student"]
prompt = "q"
response = "a"
[extraction]
prefix_tokens = 12
suffix_tokens = 1
windows = ["first", "stride", "personal"]
)");
    QCOMPARE(rows.size(), m_texts.size());
    const QString scores = path(QStringLiteral("joined-scores.jsonl"));
    const Outcome outcome = cli({QStringLiteral("score"), QStringLiteral("--model"), m_model,
                                 QStringLiteral("--data"), path(QStringLiteral("joined.jsonl")),
                                 QStringLiteral("--per-token"), QStringLiteral("-o"), scores});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    int verbatim = 0;
    const QList<QByteArray> whole = readAll(scores).trimmed().split('\n');
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const QJsonObject tokens = QJsonDocument::fromJson(whole[i]).object();
        const QJsonArray logs = tokens[QStringLiteral("log_probability")].toArray();
        const QJsonArray ranks = tokens[QStringLiteral("rank")].toArray();
        const qsizetype response = m_texts[i].size() - 20 - i;
        double sum = 0;
        bool allGreedy = true;
        for (qsizetype k = logs.size() - response; k < logs.size(); ++k)
            allGreedy = allGreedy && ranks[k].toInt() == 1;
        verbatim += allGreedy ? 1 : 0;
        for (qsizetype k = logs.size() - response; k < logs.size(); ++k)
            sum += logs[k].toDouble();
        QCOMPARE(rows[i][QStringLiteral("tokens")].toLongLong(), response);
        QVERIFY(std::abs(rows[i][QStringLiteral("student_loss")].toDouble() +
                         sum / static_cast<double>(response)) < 1e-5);
        QCOMPARE(rows[i][QStringLiteral("student_memorized")].toInt(),
                 ranks[logs.size() - response].toInt() == 1 ? 1 : 0);
    }
    const QJsonObject findings =
        QJsonDocument::fromJson(
            cli({QStringLiteral("show"), path(QStringLiteral("pairs.retort")), QStringLiteral("--json")}).out)
            .object();
    const QJsonValue responses =
        findings[QStringLiteral("further_extraction")][0][QStringLiteral("verbatim")];
    QCOMPARE(responses[QStringLiteral("records")].toInt(), rows.size());
    QCOMPARE(responses[QStringLiteral("verbatim")].toInt(), verbatim);
    const QJsonArray extraction = findings[QStringLiteral("extraction")].toArray();
    QCOMPARE(extraction[1][QStringLiteral("windows_tried")].toInt(), [&] {
        int windows = 0;
        for (int i = 0; i < m_texts.size(); ++i)
            windows += static_cast<int>(m_texts[i].size()) - 20 - i;
        return windows;
    }());
    QCOMPARE(extraction[2][QStringLiteral("windows_tried")].toInt(), 2); // the e-mail addresses
}

// What a record's own fields name is a window of their type wherever the text holds it.
void TestCliWindows::personalFieldsAreAskedFor() {
    QByteArray rows;
    for (int i = 0; i < 3; ++i)
        rows += QJsonDocument(QJsonObject{{QStringLiteral("id"), i},
                                          {QStringLiteral("text"), m_texts[i]},
                                          {QStringLiteral("place"), QStringLiteral("ledger")},
                                          {QStringLiteral("shelf"),
                                           i == 0 ? QStringLiteral("nowhere") : QStringLiteral("entry")}})
                    .toJson(QJsonDocument::Compact) +
                '\n';
    writeText(path(QStringLiteral("named.jsonl")), rows);
    const auto exported = run(QStringLiteral("named"), R"([audit]
plausibility = "off"
[models.student]
path = "student"
[data.seen]
path = "named.jsonl"
seen_by = ["student"]
personal_fields = { place = "place", "shelf mark" = "shelf" }
[extraction]
windows = ["personal"]
)");
    QCOMPARE(exported.size(), 3);
    const QJsonObject findings =
        QJsonDocument::fromJson(
            cli({QStringLiteral("show"), path(QStringLiteral("named.retort")), QStringLiteral("--json")}).out)
            .object();
    QHash<QString, int> records;
    const QJsonArray byType = findings[QStringLiteral("extraction")][0][QStringLiteral("by_type")].toArray();
    for (const QJsonValue& type : byType)
        records.insert(type[QStringLiteral("name")].toString(), type[QStringLiteral("records")].toInt());
    QCOMPARE(records.value(QStringLiteral("place")), 3);
    QCOMPARE(records.value(QStringLiteral("shelf mark")), 2);
}

// Random weights predict nothing: nothing is stored, unless the plan wants it.
void TestCliWindows::stopsWhereNothingIsPredicted() {
    const QString plan = path(QStringLiteral("stop.toml"));
    const QString audit = path(QStringLiteral("stop.retort"));
    const QByteArray rest = "[models.student]\npath = \"student\"\n[data.seen]\npath = \"data.jsonl\"\n"
                            "seen_by = [\"student\"]\n[extraction]\nprefix_tokens = 12\nsuffix_tokens = 1\n";
    writeText(plan, rest);
    const Outcome stopped = cli({QStringLiteral("run"), plan, QStringLiteral("-o"), audit});
    QCOMPARE(stopped.status, 3);
    QVERIFY2(
        stopped.err.contains(QStringLiteral("stop.toml: student predicts no data set better than chance")),
        qPrintable(stopped.err));
    QVERIFY(!QFile::exists(audit));
    writeText(plan, "[audit]\nplausibility = \"warn\"\n" + rest);
    const Outcome warned = cli({QStringLiteral("run"), plan, QStringLiteral("-o"), audit});
    QVERIFY2(warned.status == 0, qPrintable(warned.err));
    const QString shown = QString::fromUtf8(cli({QStringLiteral("show"), audit}).out);
    QVERIFY2(shown.contains(QStringLiteral("plausibility (failed): student predicts no data set")),
             qPrintable(shown));
    QVERIFY2(shown.contains(QStringLiteral("note: student predicts no data set")), qPrintable(shown));
}

QTEST_GUILESS_MAIN(TestCliWindows)
#include "tst_cli_windows.moc"
