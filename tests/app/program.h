// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs the built programs as their users do, and makes the small inputs they need.
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

namespace retort::test {

struct Outcome {
    int status = -1; // -1: crashed or not started
    QByteArray out;
    QString err;
};

inline QString program(const QString& name) {
    return QStringLiteral(RETORT_BIN_DIR "/") + name;
}

inline Outcome runProgram(const QString& name, const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(program(name), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), QString::fromUtf8(process.readAllStandardError())};
    return {process.exitCode(), process.readAllStandardOutput(),
            QString::fromUtf8(process.readAllStandardError())};
}

inline Outcome cli(const QStringList& arguments, const QByteArray& input = {}) {
    return runProgram(QStringLiteral("retort-cli"), arguments, input);
}

inline void writeText(const QString& path, const QByteArray& text) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("can't write %s", qPrintable(path));
}

inline QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// A tokenizer.json with one token for each byte: fits every reference checkpoint.
inline QByteArray byteTokenizer() {
    QJsonObject vocabulary;
    int next = 256;
    for (int byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        vocabulary.insert(QString(QChar(printable ? byte : next++)), byte);
    }
    const QJsonObject byteLevel{{QStringLiteral("type"), QStringLiteral("ByteLevel")},
                                {QStringLiteral("add_prefix_space"), false},
                                {QStringLiteral("use_regex"), true}};
    return QJsonDocument(QJsonObject{{QStringLiteral("added_tokens"), QJsonArray()},
                                     {QStringLiteral("pre_tokenizer"), byteLevel},
                                     {QStringLiteral("decoder"), byteLevel},
                                     {QStringLiteral("model"),
                                      QJsonObject{{QStringLiteral("type"), QStringLiteral("BPE")},
                                                  {QStringLiteral("vocab"), vocabulary},
                                                  {QStringLiteral("merges"), QJsonArray()}}}})
        .toJson();
}

// Another tokenizer for the same checkpoints: pairs of bytes that are common in English are one token, and a
// BOS stands before every text.
inline constexpr int kMergedBos = 264;
inline QByteArray mergedTokenizer() {
    QJsonObject tokenizer = QJsonDocument::fromJson(byteTokenizer()).object();
    QJsonObject model = tokenizer[QStringLiteral("model")].toObject();
    QJsonObject vocabulary = model[QStringLiteral("vocab")].toObject();
    QJsonArray merges;
    int next = 256;
    for (const QString& pair :
         {QStringLiteral("t h"), QStringLiteral("th e"), QStringLiteral("e r"), QStringLiteral("i n"),
          QStringLiteral("o n"), QStringLiteral("e d"), QStringLiteral("Ġ the"), QStringLiteral("e n")}) {
        merges.append(pair);
        vocabulary.insert(QString(pair).remove(QLatin1Char(' ')), next++);
    }
    model.insert(QStringLiteral("vocab"), vocabulary);
    model.insert(QStringLiteral("merges"), merges);
    tokenizer.insert(QStringLiteral("model"), model);
    const QString bos = QStringLiteral("<s>");
    tokenizer.insert(QStringLiteral("added_tokens"),
                     QJsonArray{QJsonObject{{QStringLiteral("id"), kMergedBos},
                                            {QStringLiteral("content"), bos},
                                            {QStringLiteral("single_word"), false},
                                            {QStringLiteral("lstrip"), false},
                                            {QStringLiteral("rstrip"), false},
                                            {QStringLiteral("normalized"), false},
                                            {QStringLiteral("special"), true}}});
    const auto part = [](const QString& kind, const QString& id) {
        return QJsonObject{{kind, QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("type_id"), 0}}}};
    };
    const QJsonArray whole{part(QStringLiteral("SpecialToken"), bos),
                           part(QStringLiteral("Sequence"), QStringLiteral("A"))};
    const QJsonObject special{{QStringLiteral("id"), bos},
                              {QStringLiteral("ids"), QJsonArray{kMergedBos}},
                              {QStringLiteral("tokens"), QJsonArray{bos}}};
    tokenizer.insert(QStringLiteral("post_processor"),
                     QJsonObject{{QStringLiteral("type"), QStringLiteral("TemplateProcessing")},
                                 {QStringLiteral("single"), whole},
                                 {QStringLiteral("pair"), whole},
                                 {QStringLiteral("special_tokens"), QJsonObject{{bos, special}}}});
    return QJsonDocument(tokenizer).toJson();
}

// A copy of a reference checkpoint with the byte tokenizer, in `folder`/`as`.
inline QString copyCheckpoint(const QDir& folder, const QString& name, const QString& as) {
    const QDir from(QStringLiteral(RETORT_TEST_DATA "/checkpoints/") + name);
    folder.mkpath(as);
    for (const QString& file : from.entryList(QDir::Files)) {
        if (file != QStringLiteral("reference.json"))
            QFile::copy(from.filePath(file), folder.filePath(as + QLatin1Char('/') + file));
    }
    writeText(folder.filePath(as + QStringLiteral("/tokenizer.json")), byteTokenizer());
    return folder.filePath(as);
}

// Records that are all different; some hold an e-mail address.
inline QByteArray records(const QByteArray& prefix, int count) {
    QByteArray lines;
    for (int i = 0; i < count; ++i) {
        const QByteArray number = QByteArray::number(i * 7919 % 100'003);
        const QByteArray mail =
            i % 10 == 0 ? " write to " + prefix + number + "@example.org today" : QByteArray();
        lines += "{\"id\":\"" + prefix + QByteArray::number(i) + "\",\"text\":\"The " + prefix + " entry " +
                 number + " of the ledger was checked" + mail + " and found in order by the clerk of shelf " +
                 number + ".\",\"count\":" + QByteArray::number(i % 3 + 1) + "}\n";
    }
    return lines;
}

// A row of a table by the names of its columns.
using Row = QHash<QString, QString>;

// The cells of a line of CSV without line ends or doubled quotes in it.
inline QStringList cells(const QByteArray& line) {
    QStringList result{QString()};
    bool quoted = false;
    for (const QChar c : QString::fromUtf8(line)) {
        if (c == QLatin1Char('"'))
            quoted = !quoted;
        else if (c == QLatin1Char(',') && !quoted)
            result.append(QString());
        else
            result.back().append(c);
    }
    return result;
}

// The rows of such a file.
inline QList<Row> csv(const QString& file) {
    QList<QByteArray> lines = readAll(file).trimmed().split('\n');
    const QStringList header = cells(lines.takeFirst());
    QList<Row> rows;
    for (const QByteArray& line : lines) {
        const QStringList values = cells(line);
        Row row;
        for (qsizetype i = 0; i < header.size(); ++i)
            row.insert(header[i], values.value(i));
        rows.append(row);
    }
    return rows;
}

// A record as a line of JSON.
inline QByteArray line(const QString& text, const QString& id) {
    return QJsonDocument(QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("text"), text}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

} // namespace retort::test
