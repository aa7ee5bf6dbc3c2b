// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Precision and recall of every built-in type on the labelled set of
// tests/reference/make_personal_data_set.py. A found span is right if a labelled one of its type overlaps it
// by at least half of the longer of the two.
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/corpus/personal_data.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <sstream>

using namespace retort;
using corpus::PersonalSpan;

namespace {

struct Counts {
    std::size_t labelled = 0;
    std::size_t found = 0;
    std::size_t right = 0;
};

bool agrees(const PersonalSpan& a, const PersonalSpan& b) {
    const std::size_t begin = std::max(a.begin, b.begin);
    const std::size_t end = std::min(a.end, b.end);
    return a.type == b.type && end > begin && 2 * (end - begin) >= std::max(a.end - a.begin, b.end - b.begin);
}

void count(const Json& row, std::map<std::string, Counts>& counts) {
    std::vector<corpus::PersonalValue> values;
    for (const Json& subject : row["subjects"])
        values.push_back({std::string(corpus::kName), subject});
    std::vector<PersonalSpan> labelled;
    for (const Json& span : row["spans"]) {
        labelled.push_back({span[0], span[1], span[2]});
        ++counts[labelled.back().type].labelled;
    }
    const auto found = corpus::findPersonalData(row["text"].get<std::string>(), values, {});
    if (!found)
        qFatal("%s", found.error().message.c_str());
    for (const PersonalSpan& span : *found) {
        Counts& type = counts[span.type];
        ++type.found;
        const auto match = std::find_if(labelled.begin(), labelled.end(),
                                        [&](const PersonalSpan& label) { return agrees(span, label); });
        if (match == labelled.end())
            continue;
        ++type.right;
        labelled.erase(match); // each label counts once
    }
}

} // namespace

class TestPersonalDataQuality : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        const auto text = readFile(RETORT_TEST_DATA "/corpus/personal_data.jsonl", 1U << 20U);
        QVERIFY(text.has_value());
        std::istringstream lines(*text);
        for (std::string line; std::getline(lines, line); ++m_texts)
            count(Json::parse(line), m_counts);
        QVERIFY(m_texts > 900);
        for (const auto& [type, counts] : m_counts)
            qInfo("%-14s %3zu labelled, precision %.3f, recall %.3f", type.c_str(), counts.labelled,
                  precision(counts), recall(counts));
    }

    // Just below what docs/methods.md states.
    void floors_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<double>("precision");
        QTest::addColumn<double>("recall");
        QTest::newRow("IBAN") << QStringLiteral("IBAN") << 0.99 << 0.99;
        QTest::newRow("address") << QStringLiteral("address") << 0.9 << 0.95;
        QTest::newRow("card number") << QStringLiteral("card number") << 0.99 << 0.99;
        QTest::newRow("date of birth") << QStringLiteral("date of birth") << 0.95 << 0.9;
        QTest::newRow("e-mail") << QStringLiteral("e-mail") << 0.99 << 0.99;
        QTest::newRow("name") << QStringLiteral("name") << 0.99 << 0.99;
        QTest::newRow("national id") << QStringLiteral("national id") << 0.95 << 0.85;
        QTest::newRow("phone") << QStringLiteral("phone") << 0.95 << 0.95;
    }
    void floors() {
        QFETCH(QString, type);
        QFETCH(double, precision);
        QFETCH(double, recall);
        const Counts& counts = m_counts[type.toStdString()];
        QVERIFY(counts.labelled >= 50);
        QVERIFY2(TestPersonalDataQuality::precision(counts) >= precision,
                 qPrintable(QString::number(TestPersonalDataQuality::precision(counts))));
        QVERIFY2(TestPersonalDataQuality::recall(counts) >= recall,
                 qPrintable(QString::number(TestPersonalDataQuality::recall(counts))));
    }

    void nothingElseIsFound() { QCOMPARE(m_counts.size(), std::size_t{8}); }

private:
    static double precision(const Counts& counts) {
        return static_cast<double>(counts.right) / static_cast<double>(counts.found);
    }
    static double recall(const Counts& counts) {
        return static_cast<double>(counts.right) / static_cast<double>(counts.labelled);
    }

    std::map<std::string, Counts> m_counts;
    std::size_t m_texts = 0;
};

QTEST_APPLESS_MAIN(TestPersonalDataQuality)
#include "tst_personal_data_quality.moc"
