// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/token_frequencies.h"

#include <QtTest/QTest>

#include <QFile>
#include <QTemporaryDir>

#include <map>
#include <numeric>

using namespace retort;

class TestTokenFrequencies : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    corpus::DataSource sourceOf(const char* name, const QByteArray& content) {
        const QString path = m_folder.filePath(QString::fromLatin1(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write %s", name);
        corpus::DataSource source;
        source.paths = {path.toStdString()};
        return source;
    }
    static tokenizer::Tokenizer demoTokenizer() {
        auto loaded = tokenizer::Tokenizer::load(RETORT_SOURCE_DIR "/resources/demo/tokenizer");
        if (!loaded)
            qFatal("%s", loaded.error().message.c_str());
        return *std::move(loaded);
    }

private Q_SLOTS:
    void countsAndSmooths() {
        const auto tokenizer = demoTokenizer();
        const auto counted = corpus::tokenFrequencies(
            tokenizer, sourceOf("corpus.txt", "The room opens at nine.\nThe room is open.\n"));
        QVERIFY2(counted, counted ? "" : counted.error().message.c_str());
        std::map<std::int32_t, int> counts;
        std::size_t tokens = 0;
        for (const char* line : {"The room opens at nine.", "The room is open."}) {
            for (const std::int32_t id : tokenizer.encode(line).ids) {
                ++counts[id];
                ++tokens;
            }
        }
        QCOMPARE(counted->tokens, tokens);
        QCOMPARE(counted->source.records, 2U);
        QCOMPARE(counted->byId.size(), static_cast<std::size_t>(tokenizer.vocabularySize()));
        const double total = static_cast<double>(tokens + counted->byId.size());
        for (std::size_t id = 0; id < counted->byId.size(); ++id)
            QCOMPARE(counted->byId[id], (counts[static_cast<std::int32_t>(id)] + 1) / total);
        QVERIFY(std::abs(std::accumulate(counted->byId.begin(), counted->byId.end(), 0.0) - 1) < 1e-12);
    }

    void refusesIdsOfAnotherVocabulary() {
        const auto counted =
            corpus::tokenFrequencies(demoTokenizer(), sourceOf("ids.jsonl", "{\"text\": [1, 999999]}\n"));
        QVERIFY(!counted);
        QVERIFY(counted.error().message.find("outside the vocabulary") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTokenFrequencies)
#include "tst_token_frequencies.moc"
