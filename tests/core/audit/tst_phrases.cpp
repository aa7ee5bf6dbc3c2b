// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/phrases.h"
#include "core/base/files.h"

#include <QRegularExpression>
#include <QtTest/QTest>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

using namespace retort::audit;

class TestPhrases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsIn();
    void refusesWrongUse();
    void saysNothingForbidden_data();
    void saysNothingForbidden();
    void everySentenceIsUsed();
    void numbers();
};

namespace {

std::vector<std::string> sourcesIn(const std::vector<std::string>& rooms) {
    std::vector<std::string> sources;
    for (const std::string& room : rooms) {
        for (const auto& entry : std::filesystem::directory_iterator(RETORT_SOURCE_DIR "/" + room)) {
            if (entry.path().extension() == ".cpp" || entry.path().extension() == ".h")
                sources.push_back(*retort::readFile(entry.path()));
        }
    }
    return sources;
}

} // namespace

void TestPhrases::fillsIn() {
    QCOMPARE(phrase("membership.not_tested", {{"reason", "no data."}}), std::string("No test: no data."));
}

void TestPhrases::refusesWrongUse() {
    QVERIFY_EXCEPTION_THROWN((void)phrase("no.such"), std::logic_error);
    QVERIFY_EXCEPTION_THROWN((void)phrase("membership.not_tested"), std::logic_error);
    QVERIFY_EXCEPTION_THROWN((void)phrase("prediction.not_tested", {{"more", "x"}}), std::logic_error);
}

// Whole words in the catalogue and in whatever else the report and the pages of findings say.
void TestPhrases::saysNothingForbidden_data() {
    QTest::addColumn<QString>("word");
    for (const char* word : {"safe", "safely", "compliant", "anonymous", "certified", "not in the model"})
        QTest::newRow(word) << QString::fromLatin1(word);
}

void TestPhrases::saysNothingForbidden() {
    QFETCH(QString, word);
    const QRegularExpression forbidden(QStringLiteral("\\b%1\\b").arg(word),
                                       QRegularExpression::CaseInsensitiveOption);
    QVERIFY(forbidden.match(QStringLiteral("The model is %1.").arg(word)).hasMatch());
    for (const std::string& key : phraseKeys())
        QVERIFY2(!forbidden.match(QString::fromStdString(phrasePattern(key))).hasMatch(), key.c_str());
    const QRegularExpression literal(QStringLiteral("\"(?:[^\"\\\\\n]|\\\\.)*\""));
    int literals = 0;
    for (const std::string& source : sourcesIn({"core/report", "ui/pages", "ui/models", "app/cli"})) {
        auto match = literal.globalMatch(QString::fromStdString(source));
        while (match.hasNext()) {
            const QString text = match.next().captured();
            QVERIFY2(!forbidden.match(text).hasMatch(), qPrintable(text));
            ++literals;
        }
    }
    QVERIFY(literals > 500);
}

void TestPhrases::everySentenceIsUsed() {
    std::string sources;
    for (const std::string& source : sourcesIn({"core/audit", "core/runner", "app/engine"}))
        sources += source;
    for (const std::string& key : phraseKeys()) {
        const bool listed = key.starts_with("not_shown.") &&
                            sources.find('"' + key.substr(key.find('.') + 1) + '"') != std::string::npos;
        QVERIFY2(listed || sources.find('"' + key + '"') != std::string::npos, key.c_str());
    }
}

void TestPhrases::numbers() {
    QCOMPARE(countText(0), std::string("0"));
    QCOMPARE(countText(999), std::string("999"));
    QCOMPARE(countText(1'234'567), std::string("1,234,567"));
    QCOMPARE(percentText(0.1234), std::string("12.3 %"));
    QCOMPARE(percentText(0.000123), std::string("0.012 %"));
    QCOMPARE(percentText(0), std::string("0.0 %"));
    QCOMPARE(pValueText(0.00001), std::string("< 0.0001"));
    QCOMPARE(pValueText(0.0221), std::string("= 0.022"));
}

QTEST_GUILESS_MAIN(TestPhrases)
#include "tst_phrases.moc"
