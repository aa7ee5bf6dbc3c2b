// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A run whose models have different tokenizers, against scores computed from exported tokens and from the
// pieces that `tokenize` prints.
#include "tests/app/program.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using retort::test::cli;
using retort::test::csv;
using retort::test::line;
using retort::test::Outcome;
using retort::test::Row;
using retort::test::writeText;

namespace {

constexpr int kRecords = 12;
constexpr const char* kBos = "<s>";

// Some are longer than the context of 128 tokens, which cuts them at different places.
QString textOf(const QString& set, int i) {
    const QString entry =
        QStringLiteral("The %1 entry %2 in the ledger was signed on the end of then. ").arg(set).arg(i * 37);
    return entry.repeated(i % 4 == 0 ? 4 : 1);
}

struct Token {
    int begin = 0; // bytes of the text
    int end = 0;
    double logProbability = std::nan(""); // not predicted
};

// The text that the predicted tokens cover.
std::pair<int, int> rangeOf(const QList<Token>& tokens) {
    std::pair<int, int> range{1 << 30, 0};
    for (const Token& token : tokens) {
        if (!std::isnan(token.logProbability))
            range = {std::min(range.first, token.begin), std::max(range.second, token.end)};
    }
    return range;
}

double meanOf(const QList<Token>& tokens) {
    double sum = 0;
    int count = 0;
    for (const Token& token : tokens) {
        if (std::isnan(token.logProbability))
            continue;
        sum += token.logProbability;
        ++count;
    }
    return sum / count;
}

double perByte(const QList<Token>& tokens, int begin, int end) {
    double sum = 0;
    int bytes = 0;
    for (const Token& token : tokens) {
        if (std::isnan(token.logProbability) || token.begin < begin || token.end > end)
            continue;
        sum += token.logProbability;
        bytes += token.end - token.begin;
    }
    return sum / bytes;
}

} // namespace

class TestCliTokenizers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void checkForecastsEachModel();
    void referenceIsComparedPerByte_data();
    void referenceIsComparedPerByte();
    void findingsSaySo();
    void wbcIsNotApplicable();
    void referenceIsScoredAsByItself();
    void secondRunIsTheSame();
    void teacherAndBaseMayDiffer();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QList<Token> tokensOf(const QString& model, const QString& set, int record);
    // Pieces of each text under a model's tokenizer, without a BOS.
    QList<QStringList> piecesOf(const QString& model, const QString& set);

    QTemporaryDir m_folder;
    QJsonObject m_findings;
    QHash<QString, QList<QStringList>> m_pieces;           // by model/set
    QHash<QString, QHash<int, double>> m_logProbabilities; // by model/set/id: position, value
    QList<Row> m_records;
};

void TestCliTokenizers::initTestCase() {
    QVERIFY(m_folder.isValid());
    const QDir folder(m_folder.path());
    retort::test::copyCheckpoint(folder, QStringLiteral("neox_f32"), QStringLiteral("student"));
    retort::test::copyCheckpoint(folder, QStringLiteral("neox_nobias_tied_f32"), QStringLiteral("native"));
    retort::test::copyCheckpoint(folder, QStringLiteral("qwen3_f32"), QStringLiteral("foreign"));
    writeText(path(QStringLiteral("foreign/tokenizer.json")), retort::test::mergedTokenizer());
    for (const QString& set : {QStringLiteral("seen"), QStringLiteral("held")}) {
        QByteArray lines;
        for (int i = 0; i < kRecords; ++i)
            lines += line(textOf(set, i), QString::number(i));
        writeText(path(set + QStringLiteral(".jsonl")), lines);
    }
    writeText(path(QStringLiteral("plan.toml")), R"([audit]
plausibility = "warn"
[models.student]
path = "student"
[[models.reference]]
name = "foreign"
path = "foreign"
[[models.reference]]
name = "native"
path = "native"
[data.seen]
path = "seen.jsonl"
seen_by = ["student"]
[data.held]
path = "held.jsonl"
[extraction]
prefix_tokens = 20
suffix_tokens = 10
windows = ["first", "stride"]
[membership]
attacks = ["loss", "zlib", "reference", "reference_ratio", "wbc", "lira", "rmia"]
target_fpr = [0.5]
)");
    const QString audit = path(QStringLiteral("a.retort"));
    const Outcome run =
        cli({QStringLiteral("run"), path(QStringLiteral("plan.toml")), QStringLiteral("-o"), audit});
    QVERIFY2(run.status == 0, qPrintable(run.err.right(600)));
    m_findings =
        QJsonDocument::fromJson(cli({QStringLiteral("show"), audit, QStringLiteral("--json")}).out).object();
    for (const char* what : {"tokens", "records"}) {
        const Outcome exported =
            cli({QStringLiteral("export"), audit, QStringLiteral("--what"), QString::fromLatin1(what),
                 QStringLiteral("-o"), path(QString::fromLatin1(what) + QStringLiteral(".csv"))});
        QVERIFY2(exported.status == 0, qPrintable(exported.err));
    }
    for (const Row& row : csv(path(QStringLiteral("tokens.csv"))))
        m_logProbabilities[row[QStringLiteral("model")] + QLatin1Char('/') + row[QStringLiteral("data")] +
                           QLatin1Char('/') + row[QStringLiteral("id")]]
            .insert(row[QStringLiteral("position")].toInt(),
                    row[QStringLiteral("log_probability")].toDouble());
    m_records = csv(path(QStringLiteral("records.csv")));
    QCOMPARE(m_records.size(), 2 * kRecords);
}

QList<QStringList> TestCliTokenizers::piecesOf(const QString& model, const QString& set) {
    QList<QStringList>& all = m_pieces[model + QLatin1Char('/') + set];
    if (!all.isEmpty())
        return all;
    QByteArray texts;
    for (int i = 0; i < kRecords; ++i)
        texts += textOf(set, i).toUtf8() + '\n';
    const Outcome outcome = cli({QStringLiteral("tokenize"), QStringLiteral("--model"), path(model),
                                 QStringLiteral("--json"), QStringLiteral("-")},
                                texts);
    for (const QByteArray& answer : outcome.out.trimmed().split('\n')) {
        QStringList pieces;
        const QJsonArray found = QJsonDocument::fromJson(answer)[QStringLiteral("pieces")].toArray();
        for (const QJsonValue& piece : found) {
            if (piece.toString() != QLatin1String(kBos))
                pieces.append(piece.toString());
        }
        all.append(pieces);
    }
    return all;
}

QList<Token> TestCliTokenizers::tokensOf(const QString& model, const QString& set, int record) {
    const auto& values =
        m_logProbabilities[model + QLatin1Char('/') + set + QLatin1Char('/') + QString::number(record)];
    QList<Token> tokens;
    int at = 0;
    int position = 0;
    for (const QString& piece : piecesOf(model, set)[record]) {
        const int length = static_cast<int>(piece.size()); // byte-level pieces: a character for each byte
        tokens.append({at, at + length, values.value(++position, std::nan(""))});
        at += length;
    }
    return tokens;
}

void TestCliTokenizers::checkForecastsEachModel() {
    const Outcome outcome =
        cli({QStringLiteral("check"), path(QStringLiteral("plan.toml")), QStringLiteral("--json")});
    QCOMPARE(outcome.status, 0);
    const QJsonObject document = QJsonDocument::fromJson(outcome.out).object();
    const QString text =
        QString::fromUtf8(cli({QStringLiteral("check"), path(QStringLiteral("plan.toml"))}).out);
    QVERIFY2(text.contains(QStringLiteral("2 tokenizers")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("foreign has another tokenizer than the student")),
             qPrintable(text));
    qint64 records = 0;
    for (const QString& model :
         {QStringLiteral("student"), QStringLiteral("native"), QStringLiteral("foreign")}) {
        for (const QString& set : {QStringLiteral("seen"), QStringLiteral("held")}) {
            for (const QStringList& pieces : piecesOf(model, set))
                records += std::min<qint64>(pieces.size(), model == QStringLiteral("foreign") ? 127 : 128);
        }
    }
    // Windows that begin later are sequences of their own: 30 tokens each.
    const qint64 tokens = document[QStringLiteral("forecast")][QStringLiteral("tokens")].toInteger();
    QVERIFY(tokens > records);
    QCOMPARE((tokens - records) % 30, 0);
}

void TestCliTokenizers::referenceIsComparedPerByte_data() {
    QTest::addColumn<QString>("set");
    QTest::newRow("seen") << QStringLiteral("seen");
    QTest::newRow("held out") << QStringLiteral("held");
}

void TestCliTokenizers::referenceIsComparedPerByte() {
    QFETCH(QString, set);
    int compared = 0;
    for (const Row& row : m_records) {
        if (row[QStringLiteral("data")] != set)
            continue;
        const int record = row[QStringLiteral("id")].toInt();
        const auto student = tokensOf(QStringLiteral("student"), set, record);
        const auto foreign = tokensOf(QStringLiteral("foreign"), set, record);
        QVERIFY(std::isnan(student.front().logProbability) && !std::isnan(foreign.front().logProbability));
        const auto own = rangeOf(student);
        const auto other = rangeOf(foreign);
        const int begin = std::max(own.first, other.first);
        const int end = std::min(own.second, other.second);
        QCOMPARE(end < textOf(set, record).size(), record % 4 == 0); // of a long record the common part
        const double target = perByte(student, begin, end);
        const double reference = perByte(foreign, begin, end);
        const auto near = [&](const char* name, double expected) {
            const double value = row[QString::fromLatin1(name)].toDouble();
            return std::abs(value - expected) < 1e-6 * std::max(1.0, std::abs(expected));
        };
        QVERIFY(near("student_attack_reference:foreign", target - reference));
        QVERIFY(near("student_attack_reference_ratio:foreign", -target / reference));
        // Per token, as ever.
        QVERIFY(near("student_attack_reference:native",
                     meanOf(student) - meanOf(tokensOf(QStringLiteral("native"), set, record))));
        ++compared;
    }
    QCOMPARE(compared, kRecords);
}

void TestCliTokenizers::findingsSaySo() {
    QHash<QString, bool> perByte;
    for (const QJsonValue& finding : m_findings[QStringLiteral("membership")].toArray())
        perByte.insert(finding[QStringLiteral("attack")].toString(),
                       finding[QStringLiteral("per_byte")].toBool());
    QCOMPARE(perByte.value(QStringLiteral("reference:foreign")), true);
    QCOMPARE(perByte.value(QStringLiteral("reference_ratio:foreign")), true);
    QCOMPARE(perByte.value(QStringLiteral("lira")), true); // together with a reference of other tokens
    QCOMPARE(perByte.value(QStringLiteral("rmia")), true);
    QCOMPARE(perByte.value(QStringLiteral("reference:native"), true), false);
    QCOMPARE(perByte.value(QStringLiteral("wbc:native"), true), false);
    QCOMPARE(perByte.value(QStringLiteral("loss"), true), false);
    for (const QJsonValue& model : m_findings[QStringLiteral("models")].toArray())
        QCOMPARE(model[QStringLiteral("other_tokenizer")].toBool(),
                 model[QStringLiteral("name")].toString() == QStringLiteral("foreign"));
    const QString text =
        QString::fromUtf8(cli({QStringLiteral("show"), path(QStringLiteral("a.retort"))}).out);
    int lines = 0;
    for (const QString& shown : text.split(QLatin1Char('\n')))
        lines +=
            shown.contains(QStringLiteral("reference:foreign")) && shown.contains(QStringLiteral("per byte"))
                ? 1
                : 0;
    QCOMPARE(lines, 1);
}

void TestCliTokenizers::wbcIsNotApplicable() {
    QVERIFY(!m_records.front().contains(QStringLiteral("student_attack_wbc:foreign")));
    QVERIFY(m_records.front().contains(QStringLiteral("student_attack_wbc:native")));
    int said = 0;
    for (const QJsonValue& warning : m_findings[QStringLiteral("warnings")].toArray())
        said += warning.toString().startsWith(
                    QStringLiteral("Not applicable: the attack wbc on student with the reference foreign"))
                    ? 1
                    : 0;
    QCOMPARE(said, 1);
}

// The reference's own numbers are those of scoring the file with it alone, windows included.
void TestCliTokenizers::referenceIsScoredAsByItself() {
    const Outcome outcome =
        cli({QStringLiteral("score"), QStringLiteral("--model"), path(QStringLiteral("foreign")),
             QStringLiteral("--data"), path(QStringLiteral("seen.jsonl")), QStringLiteral("--prefix"),
             QStringLiteral("20"), QStringLiteral("--suffix"), QStringLiteral("10"), QStringLiteral("-o"),
             path(QStringLiteral("alone.csv"))});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    const QList<Row> alone = csv(path(QStringLiteral("alone.csv")));
    QCOMPARE(alone.size(), kRecords);
    int compared = 0;
    for (const Row& row : m_records) {
        if (row[QStringLiteral("data")] != QStringLiteral("seen"))
            continue;
        const Row& own = alone[row[QStringLiteral("id")].toInt()];
        for (const char* name : {"loss", "suffix_log_probability", "greedy_match_tokens"}) {
            const double expected = own[QString::fromLatin1(name)].toDouble();
            const double found = row[QStringLiteral("foreign_") + QString::fromLatin1(name)].toDouble();
            QVERIFY2(std::abs(found - expected) < 1e-5 * std::max(1.0, std::abs(expected)), name);
        }
        QCOMPARE(row[QStringLiteral("foreign_tokens")].toDouble(), own[QStringLiteral("tokens")].toDouble());
        ++compared;
    }
    QCOMPARE(compared, kRecords);
}

void TestCliTokenizers::secondRunIsTheSame() {
    const QString again = path(QStringLiteral("b.retort"));
    QCOMPARE(
        cli({QStringLiteral("run"), path(QStringLiteral("plan.toml")), QStringLiteral("-o"), again}).status,
        0);
    const Outcome resumed = cli({QStringLiteral("run"), path(QStringLiteral("plan.toml")),
                                 QStringLiteral("-o"), again, QStringLiteral("--resume")});
    QVERIFY2(resumed.status == 0, qPrintable(resumed.err.right(400)));
    QJsonObject second =
        QJsonDocument::fromJson(cli({QStringLiteral("show"), again, QStringLiteral("--json")}).out).object();
    QJsonObject first = m_findings;
    first.remove(QStringLiteral("volatile"));
    second.remove(QStringLiteral("volatile"));
    QCOMPARE(second, first);
    const Outcome compared = cli({QStringLiteral("compare"), path(QStringLiteral("a.retort")), again});
    QVERIFY2(compared.status == 0, qPrintable(compared.err));
    const Outcome verified = cli({QStringLiteral("verify"), again});
    QVERIFY2(verified.status == 0, qPrintable(verified.err));
}

// Each model by itself on its own tokens; what would compare token by token is not applicable, by name.
void TestCliTokenizers::teacherAndBaseMayDiffer() {
    retort::test::copyCheckpoint(QDir(m_folder.path()), QStringLiteral("qwen3_tied_bf16"),
                                 QStringLiteral("teacher"));
    writeText(path(QStringLiteral("teacher/tokenizer.json")), retort::test::mergedTokenizer());
    const QByteArray plan = R"([audit]
plausibility = "warn"
[models.teacher]
path = "teacher"
[models.baseline]
path = "native"
[models.student]
path = "student"
[models.base]
path = "foreign"
[data.seen]
path = "seen.jsonl"
seen_by = ["teacher", "student", "baseline"]
[data.held]
path = "held.jsonl"
[extraction]
prefix_tokens = 20
suffix_tokens = 10
continuations = true
[membership]
attacks = ["loss", "reference"]
target_fpr = [0.5]
)";
    writeText(path(QStringLiteral("roles.toml")), plan);
    const QString audit = path(QStringLiteral("c.retort"));
    const Outcome run =
        cli({QStringLiteral("run"), path(QStringLiteral("roles.toml")), QStringLiteral("-o"), audit});
    QVERIFY2(run.status == 0, qPrintable(run.err.right(600)));
    const QJsonObject findings =
        QJsonDocument::fromJson(cli({QStringLiteral("show"), audit, QStringLiteral("--json")}).out).object();
    QVERIFY(findings[QStringLiteral("overlap")].toArray().isEmpty());
    int said = 0;
    for (const QJsonValue& warning : findings[QStringLiteral("warnings")].toArray())
        said += warning.toString().startsWith(QStringLiteral("Not applicable: the overlap")) ? 1 : 0;
    QCOMPARE(said, 1);
    for (const QJsonValue& verdict : findings[QStringLiteral("verdicts")].toArray()) {
        if (verdict[QStringLiteral("question")].toString() != QStringLiteral("origin"))
            continue;
        QCOMPARE(verdict[QStringLiteral("verdict")].toString(), QStringLiteral("not tested"));
        QVERIFY(
            verdict[QStringLiteral("sentence")].toString().contains(QStringLiteral("share one tokenizer")));
    }
    for (const QJsonValue& claim : findings[QStringLiteral("claims")].toArray()) {
        const QString id = claim[QStringLiteral("id")].toString();
        const bool missing =
            claim[QStringLiteral("missing")].toArray().contains(QStringLiteral("shared_tokenizer"));
        const QStringList needing{QStringLiteral("reduction"), QStringLiteral("whose_doing"),
                                  QStringLiteral("inherited"), QStringLiteral("seed_floor")};
        QCOMPARE(missing, needing.contains(id)); // not of "utility": baseline and student share theirs
    }
    int tested = 0;
    for (const QJsonValue& finding : findings[QStringLiteral("extraction")].toArray())
        tested += finding[QStringLiteral("records")].toInt() == kRecords ? 1 : 0;
    QCOMPARE(tested, 4 * 2); // every model on both sets
    for (const QJsonValue& finding : findings[QStringLiteral("further_extraction")].toArray()) {
        const bool student = finding[QStringLiteral("model")].toString() == QStringLiteral("student");
        const QJsonObject continued = finding[QStringLiteral("continuation")].toObject();
        QVERIFY(!continued.isEmpty());
        if (student) // the teacher's first 32 tokens are other words
            QVERIFY(continued[QStringLiteral("given_teacher")].toArray().isEmpty());
    }
    const Outcome exported =
        cli({QStringLiteral("export"), audit, QStringLiteral("--what"), QStringLiteral("records"),
             QStringLiteral("-o"), path(QStringLiteral("c.csv"))});
    QCOMPARE(exported.status, 0);
    // The same weights and tokenizer as the reference of the other run, so the same numbers.
    const QList<Row> rows = csv(path(QStringLiteral("c.csv")));
    for (qsizetype i = 0; i < rows.size(); ++i) {
        for (const char* name : {"loss", "suffix_log_probability", "memorized"}) {
            const QString column = QString::fromLatin1(name);
            QCOMPARE(rows[i][QStringLiteral("base_") + column],
                     m_records[i][QStringLiteral("foreign_") + column]);
            QCOMPARE(rows[i][QStringLiteral("student_") + column],
                     m_records[i][QStringLiteral("student_") + column]);
        }
        QCOMPARE(rows[i][QStringLiteral("student_attack_reference:base")],
                 m_records[i][QStringLiteral("student_attack_reference:foreign")]);
    }
}

QTEST_GUILESS_MAIN(TestCliTokenizers)
#include "tst_cli_tokenizers.moc"
