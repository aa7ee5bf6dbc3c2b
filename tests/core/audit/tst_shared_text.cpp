// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/shared_text.h"

#include <QtTest/QTest>

using namespace retort;
using namespace retort::audit;

namespace {

// Tokens of the given lengths, one after the other.
corpus::TokenizedRecord recordOf(const std::vector<std::uint32_t>& lengths) {
    corpus::TokenizedRecord record;
    std::uint32_t at = 0;
    for (const std::uint32_t length : lengths) {
        record.ids.push_back(0);
        record.spans.emplace_back(at, at + length);
        at += length;
    }
    return record;
}

// A row whose log-probabilities are 0, 1, 2, ...
scores::TokenTable rowOf(std::uint32_t predicted) {
    scores::TokenTable table = scores::TokenTable::sized({predicted});
    for (std::uint32_t i = 0; i < predicted; ++i)
        table.logProbability[i] = static_cast<float>(i);
    return table;
}

} // namespace

class TestSharedText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void predicted();
    void within_data();
    void within();
};

void TestSharedText::predicted() {
    const auto record = recordOf({3, 2, 4});
    QCOMPARE(predictedText(record, 3).begin, 0U);
    QCOMPARE(predictedText(record, 2).begin, 3U); // the first token has no predecessor
    QCOMPARE(predictedText(record, 2).end, 9U);
    QCOMPARE(predictedText(record, 0).end, 0U);
    const ByteRange none = commonText({0, 4}, {6, 9});
    QVERIFY(none.begin == none.end);
    const ByteRange both = commonText({3, 9}, {0, 7});
    QVERIFY(both.begin == 3 && both.end == 7);
}

void TestSharedText::within_data() {
    QTest::addColumn<quint32>("predicted");
    QTest::addColumn<quint32>("begin");
    QTest::addColumn<quint32>("end");
    QTest::addColumn<quint32>("first"); // entry of the row
    QTest::addColumn<quint32>("count");
    QTest::addColumn<quint32>("bytes");
    // Tokens at 0-3, 3-5, 5-9, 9-10.
    QTest::newRow("all") << 4U << 0U << 10U << 0U << 4U << 10U;
    QTest::newRow("without a BOS") << 3U << 0U << 10U << 0U << 3U << 7U;
    QTest::newRow("the other begins later") << 4U << 1U << 10U << 1U << 3U << 7U;
    QTest::newRow("both") << 3U << 4U << 10U << 1U << 2U << 5U;
    QTest::newRow("the other is cut inside a token") << 4U << 0U << 8U << 0U << 2U << 5U;
    QTest::newRow("the other is cut at a token") << 4U << 0U << 9U << 0U << 3U << 9U;
    QTest::newRow("nothing fits") << 4U << 6U << 9U << 0U << 0U << 0U;
    QTest::newRow("nothing in common") << 4U << 7U << 7U << 0U << 0U << 0U;
    QTest::newRow("nothing predicted") << 0U << 0U << 10U << 0U << 0U << 0U;
}

void TestSharedText::within() {
    QFETCH(quint32, predicted);
    QFETCH(quint32, begin);
    QFETCH(quint32, end);
    QFETCH(quint32, first);
    QFETCH(quint32, bytes);
    const scores::TokenTable table = rowOf(predicted);
    const scores::TokenTableIndex index(table);
    const TextColumns found = columnsWithin(recordOf({3, 2, 4, 1}), index.row(0), {begin, end});
    QTEST(static_cast<quint32>(found.columns.size()), "count");
    QCOMPARE(found.bytes, bytes);
    for (std::size_t i = 0; i < found.columns.size(); ++i)
        QCOMPARE(found.columns.logProbability[i], static_cast<float>(first + i));
}

QTEST_GUILESS_MAIN(TestSharedText)
#include "tst_shared_text.moc"
