// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/phrases.h"
#include "core/base/files.h"

#include <QtTest/QTest>

#include <filesystem>
#include <stdexcept>

using namespace retort::audit;

class TestPhrases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsIn();
    void refusesWrongUse();
    void saysNothingForbidden();
    void everySentenceIsUsed();
    void numbers();
};

void TestPhrases::fillsIn() {
    QCOMPARE(phrase("membership.not_tested", {{"reason", "no data."}}), std::string("No test: no data."));
}

void TestPhrases::refusesWrongUse() {
    QVERIFY_EXCEPTION_THROWN((void)phrase("no.such"), std::logic_error);
    QVERIFY_EXCEPTION_THROWN((void)phrase("membership.not_tested"), std::logic_error);
    QVERIFY_EXCEPTION_THROWN((void)phrase("prediction.not_tested", {{"more", "x"}}), std::logic_error);
}

void TestPhrases::saysNothingForbidden() {
    const auto text = retort::readFile(RETORT_SOURCE_DIR "/resources/phrases/en.toml");
    QVERIFY(text);
    // The comment on top names the words; the sentences begin with the first table.
    const QString sentences = QString::fromStdString(text->substr(text->find("\n[")));
    for (const char* word : {"anonymous", "compliant", "certified", "not in the model"})
        QVERIFY2(!sentences.contains(QLatin1String(word), Qt::CaseInsensitive), word);
}

void TestPhrases::everySentenceIsUsed() {
    std::string sources;
    for (const auto& entry : std::filesystem::directory_iterator(RETORT_SOURCE_DIR "/core/audit")) {
        if (entry.path().extension() == ".cpp")
            sources += *retort::readFile(entry.path());
    }
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
