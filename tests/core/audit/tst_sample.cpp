// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/sample.h"

#include <QtTest/QTest>

#include <map>
#include <set>

using retort::audit::leftOutOfSample;

namespace {

// 60 letters, 30 cards, 10 prose; the cards stood twice in the training data.
std::vector<retort::corpus::Record> manyRecords() {
    std::vector<retort::corpus::Record> records(100);
    for (std::size_t i = 0; i < records.size(); ++i) {
        records[i].group = i < 60 ? "letter" : i < 90 ? "card" : "prose";
        records[i].repeats = i >= 60 && i < 90 ? 2 : 1;
    }
    return records;
}

} // namespace

class TestSample : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsShares_data();
    void keepsShares();
    void everythingWhenNotSmaller();
    void dependsOnTheSeedAlone();
};

void TestSample::keepsShares_data() {
    QTest::addColumn<int>("size");
    for (const int size : {1, 7, 10, 33, 99})
        QTest::addRow("%d", size) << size;
}

void TestSample::keepsShares() {
    QFETCH(int, size);
    const auto records = manyRecords();
    const auto left = leftOutOfSample(records, static_cast<std::uint64_t>(size), 1);
    QCOMPARE(static_cast<int>(left.size()), 100 - size);
    QCOMPARE(std::set(left.begin(), left.end()).size(), left.size());
    QVERIFY(std::is_sorted(left.begin(), left.end()));
    std::map<std::string, int> kept = {{"letter", 60}, {"card", 30}, {"prose", 10}};
    for (const std::size_t i : left)
        --kept[*records[i].group];
    QVERIFY(std::abs(kept["letter"] - 0.6 * size) < 1);
    QVERIFY(std::abs(kept["card"] - 0.3 * size) < 1);
    QVERIFY(std::abs(kept["prose"] - 0.1 * size) < 1);
}

void TestSample::everythingWhenNotSmaller() {
    QVERIFY(leftOutOfSample(manyRecords(), 0, 1).empty());
    QVERIFY(leftOutOfSample(manyRecords(), 100, 1).empty());
}

void TestSample::dependsOnTheSeedAlone() {
    QCOMPARE(leftOutOfSample(manyRecords(), 20, 1), leftOutOfSample(manyRecords(), 20, 1));
    QVERIFY(leftOutOfSample(manyRecords(), 20, 1) != leftOutOfSample(manyRecords(), 20, 2));
}

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
