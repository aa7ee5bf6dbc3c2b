// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/philox.h"
#include "core/membership/text_only.h"
#include "tests/core/membership/synthetic_texts.h"

#include <QtTest/QTest>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

using namespace retort;
using namespace retort::membership;
using test::Corpus;
using test::corpus;
using test::nothing;
using test::prose;

namespace {

TextOnlyCheck check(const Corpus& corpus, std::uint64_t seed = 1) {
    auto result = textOnlyCheck(corpus.records, seed);
    if (!result)
        qFatal("%s", result.error().message.c_str());
    return *result;
}

} // namespace

class TestTextOnly : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsQuietOnRandomSplits() {
        int detected = 0;
        for (std::uint64_t seed = 0; seed < 40; ++seed)
            detected += check(corpus(seed, 200, 30, nothing)).shiftDetected ? 1 : 0;
        // 5 % of 40 is 2; eight or more come up once in two thousand times.
        QVERIFY2(detected < 8, qPrintable(QString::number(detected)));
    }

    void findsDates() {
        const Corpus dated = corpus(1, 600, 40, [](std::string& text, bool isMember, Philox& random) {
            text += " on " + std::to_string(isMember ? 2018 + random.below(3) : 2020 + random.below(3));
        });
        const TextOnlyCheck result = check(dated);
        QVERIFY(result.shiftDetected);
        QVERIFY(result.pooled.auc > 0.7);
    }

    void findsFormatting() {
        const Corpus marked = corpus(2, 600, 40, [](std::string& text, bool isMember, Philox& random) {
            if (random.uniform() < (isMember ? 0.5 : 0.2))
                text += ".";
        });
        QVERIFY(check(marked).shiftDetected);
    }

    void findsLength() {
        const Corpus longer = corpus(3, 600, 40, [](std::string& text, bool isMember, Philox& random) {
            if (isMember)
                text += " " + prose(random, 12);
        });
        QVERIFY(check(longer).shiftDetected);
    }

    void findsTopic() {
        const Corpus topical = corpus(4, 600, 40, [](std::string& text, bool isMember, Philox& random) {
            if (random.uniform() < (isMember ? 0.3 : 0.05))
                text.insert(0, "laboratory ");
        });
        QVERIFY(check(topical).shiftDetected);
    }

    void isRepeatableAndFollowsTheSeed() {
        const Corpus texts = corpus(5, 300, 30, nothing);
        const TextOnlyCheck one = check(texts, 9);
        QCOMPARE(check(texts, 9).scores, one.scores);
        QVERIFY(check(texts, 10).scores != one.scores);
        QCOMPARE(one.first.members + one.second.members, std::uint64_t{150});
        QCOMPARE(one.first.members, std::uint64_t{75});
        QVERIFY(one.detectableAuc > 0.5 && one.detectableAuc < 0.7);
    }

    void copiesDoNotLeakBetweenHalves() {
        // Every text four times: remembered copies would give an AUC near 1.
        Corpus texts = corpus(6, 150, 30, nothing);
        for (std::size_t copy = 0; copy < 3; ++copy) {
            for (std::size_t i = 0; i < 150; ++i) {
                texts.texts.push_back(texts.texts[i]);
                texts.records.push_back(texts.records[i]);
            }
        }
        texts.index();
        const TextOnlyCheck result = check(texts);
        QVERIFY(result.pooled.auc < 0.7);
        QCOMPARE(result.first.members + result.second.members, std::uint64_t{75});
    }

    void gateComparesOnTheSameRecords() {
        const Corpus dated = corpus(7, 400, 30, [](std::string& text, bool isMember, Philox& random) {
            text += random.uniform() < (isMember ? 0.6 : 0.3) ? " spring" : " autumn";
        });
        const TextOnlyCheck result = check(dated);
        QVERIFY(result.shiftDetected);
        std::vector<double> strong;
        std::vector<double> weak;
        Philox random(8);
        for (const TextRecord& record : dated.records) {
            strong.push_back(random.normal() + (record.isMember ? 3 : 0));
            weak.push_back(random.normal());
        }
        QCOMPARE(textOnlyGate(result, dated.records, strong)->outcome, TextOnlyOutcome::AttackBeats);
        QCOMPARE(textOnlyGate(result, dated.records, weak)->outcome, TextOnlyOutcome::NotEvidence);
        const Corpus clean = corpus(9, 400, 30, nothing);
        TextOnlyCheck quiet = check(clean);
        quiet.shiftDetected = false;
        QCOMPARE(textOnlyGate(quiet, clean.records, weak)->outcome, TextOnlyOutcome::NoShift);
        QVERIFY(!textOnlyGate(result, dated.records, std::vector<double>{1}).has_value());
    }

    void needsEnoughTexts() {
        const Corpus few = corpus(10, 16, 10, nothing);
        const auto refused = textOnlyCheck(few.records, 1);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().message.find("at least 10") != std::string::npos);
    }

    void emptyAndBrokenTexts() {
        Corpus odd = corpus(11, 60, 5, nothing);
        for (std::size_t i = 0; i < 60; i += 5)
            odd.texts[i] = i % 10 == 0 ? "" : "\xff\xfe\x01 12.03.2020 ,,,";
        odd.index();
        const TextOnlyCheck result = check(odd);
        for (const double score : result.scores)
            QVERIFY(std::isfinite(score));
        QVERIFY(toJson(result).contains("p_value"));
    }

    void tenThousandRecordsInSeconds() {
        const Corpus many = corpus(12, 10'000, 120, nothing);
        const auto begin = std::chrono::steady_clock::now();
        QCOMPARE(check(many).scores.size(), many.records.size());
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        std::printf("%.1f s\n", seconds);
        QVERIFY2(seconds < 60, qPrintable(QString::number(seconds)));
    }
};

QTEST_APPLESS_MAIN(TestTextOnly)
#include "tst_text_only.moc"
