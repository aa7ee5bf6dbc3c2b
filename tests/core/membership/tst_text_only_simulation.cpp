// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text-only check on many corpora: how often it sees a shift where there is none, and how often it sees
// one of date, topic or length.
#include "tests/core/membership/synthetic_texts.h"
#include "tests/core/stats/simulation.h"

using namespace retort;
using test::Corpus;
using test::corpus;
using test::Rate;

namespace {

Rate detections(std::uint64_t first, std::uint64_t runs, const auto& draw) {
    Rate rate;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        const Corpus texts = draw(seed);
        const auto check = membership::textOnlyCheck(texts.records, seed);
        if (!check)
            qFatal("%s", check.error().message.c_str());
        rate.count(check->shiftDetected);
    }
    return rate;
}

} // namespace

class TestTextOnlySimulation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsItsSize_data() {
        QTest::addColumn<int>("records");
        QTest::addColumn<int>("runs");
        QTest::newRow("60 records") << 60 << 1000;
        QTest::newRow("200 records") << 200 << 600;
        QTest::newRow("600 records") << 600 << 100;
    }
    void keepsItsSize() {
        QFETCH(int, records);
        QFETCH(int, runs);
        const Rate size = detections(1000, static_cast<std::uint64_t>(runs), [&](std::uint64_t seed) {
            return corpus(seed, static_cast<std::size_t>(records), 30, test::nothing);
        });
        size.print("random splits");
        QVERIFY(size.atMost(0.05));
    }

    void findsShifts_data() {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<int>("records");
        QTest::addColumn<int>("runs");
        QTest::addColumn<double>("least"); // power that docs/methods.md states
        QTest::newRow("date, 200 records") << QByteArray("date") << 200 << 100 << 0.99;
        QTest::newRow("date, 600 records") << QByteArray("date") << 600 << 40 << 0.99;
        QTest::newRow("topic, 200 records") << QByteArray("topic") << 200 << 100 << 0.75;
        QTest::newRow("topic, 600 records") << QByteArray("topic") << 600 << 40 << 0.95;
        QTest::newRow("length, 200 records") << QByteArray("length") << 200 << 100 << 0.99;
        QTest::newRow("length, 600 records") << QByteArray("length") << 600 << 40 << 0.99;
    }
    // Members from 2018 to 2020 against 2020 to 2022; a topic's word in 30 % of the members and 5 % of the
    // others; members longer by a quarter.
    void findsShifts() {
        QFETCH(QByteArray, kind);
        QFETCH(int, records);
        QFETCH(int, runs);
        QFETCH(double, least);
        const auto mark = [&](std::string& text, bool isMember, Philox& random) {
            if (kind == "date")
                text += " on " + std::to_string((isMember ? 2018 : 2020) + random.below(3));
            else if (kind == "topic" && random.uniform() < (isMember ? 0.3 : 0.05))
                text.insert(0, "laboratory ");
            else if (kind == "length" && isMember)
                text += " " + test::prose(random, 10);
        };
        const Rate power = detections(1, static_cast<std::uint64_t>(runs), [&](std::uint64_t seed) {
            return corpus(seed, static_cast<std::size_t>(records), 40, mark);
        });
        power.print("shift detected");
        QVERIFY(power.atLeast(least));
    }
};

QTEST_APPLESS_MAIN(TestTextOnlySimulation)
#include "tst_text_only_simulation.moc"
