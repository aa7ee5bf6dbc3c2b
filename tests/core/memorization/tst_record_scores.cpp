// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memorization/record_scores.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace retort;
using namespace retort::memorization;

namespace {

// Six predicted tokens: ranks 2 1 1 1 3 1.
scores::TokenTable table() {
    scores::TokenTable result = scores::TokenTable::sized({6});
    result.logProbability = {-2.0F, -0.5F, -0.25F, -0.125F, -3.0F, -0.125F};
    result.entropy = {1.0F, 0.5F, 0.5F, 0.25F, 2.0F, 0.25F};
    result.variance = {1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F};
    result.margin = {-1.0F, 0.5F, 2.0F, 3.0F, -0.75F, 1.5F};
    result.rank = {2, 1, 1, 1, 3, 1};
    return result;
}

} // namespace

class TestRecordScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wholeRecord() {
        const scores::TokenTable tokens = table();
        const scores::TokenTableIndex rows(tokens);
        const RecordScores result = recordScores(rows.row(0), std::nullopt);
        QCOMPARE(result.loss, 1.0);
        QCOMPARE(result.perplexity, std::exp(1.0));
        QCOMPARE(result.entropyMean, 0.75);
        QCOMPARE(result.minK, -3.0);
        QCOMPARE(result.minKpp, -1.0); // standardised: -1 0 0.25 0.125 -1 0.125, lowest of six is one
        QVERIFY(!result.suffix.has_value());
    }

    void memorizedSuffix() {
        const scores::TokenTable tokens = table();
        const scores::TokenTableIndex rows(tokens);
        const auto suffix = recordScores(rows.row(0), SuffixWindow{1, 3}).suffix;
        QVERIFY(suffix.has_value());
        QVERIFY(suffix->memorized);
        QCOMPARE(suffix->suffixTokens, 3U);
        QCOMPARE(suffix->greedyMatchTokens, 3U);
        QCOMPARE(suffix->tokenAccuracy, 1.0);
        QCOMPARE(suffix->logProbability, -0.875);
        QCOMPARE(suffix->entropy, 1.25 / 3);
        QCOMPARE(suffix->smallestMargin, 0.5);
    }

    void brokenSuffix() {
        const scores::TokenTable tokens = table();
        const scores::TokenTableIndex rows(tokens);
        const auto suffix = recordScores(rows.row(0), SuffixWindow{2, 4}).suffix;
        QVERIFY(!suffix->memorized);
        QCOMPARE(suffix->greedyMatchTokens, 2U);
        QCOMPARE(suffix->tokenAccuracy, 0.75);
        QCOMPARE(suffix->smallestMargin, -0.75);
        const auto atOnce = recordScores(rows.row(0), SuffixWindow{0, 2}).suffix;
        QCOMPARE(atOnce->greedyMatchTokens, 0U);
        QCOMPARE(atOnce->tokenAccuracy, 0.5);
    }

    void tieIsDecidedByRank() {
        scores::TokenTable tokens = table();
        tokens.margin[1] = 0;
        const scores::TokenTableIndex rows(tokens);
        QVERIFY(recordScores(rows.row(0), SuffixWindow{1, 1}).suffix->memorized);
        tokens.rank[1] = 2;
        QVERIFY(!recordScores(rows.row(0), SuffixWindow{1, 1}).suffix->memorized);
    }

    void windows() {
        // 100 content tokens with a BOS: all are predicted; without: the first is not.
        QCOMPARE(firstWindow(100, 100, 50, 50)->firstEntry, std::size_t{50});
        QCOMPARE(firstWindow(120, 119, 50, 50)->firstEntry, std::size_t{49});
        QCOMPARE(firstWindow(120, 119, 50, 50)->count, std::size_t{50});
        QVERIFY(!firstWindow(99, 99, 50, 50).has_value());
        QVERIFY(!firstWindow(100, 99, 0, 50).has_value());
        QVERIFY(!firstWindow(100, 99, 50, 0).has_value());
        QVERIFY(!firstWindow(5, 6, 2, 2).has_value());
        QVERIFY(!firstWindow(100, 99, std::numeric_limits<std::size_t>::max(), 50).has_value());
        const scores::TokenTable tokens = table();
        const scores::TokenTableIndex rows(tokens);
        QVERIFY(!recordScores(rows.row(0), SuffixWindow{4, 3}).suffix.has_value());
        QVERIFY(!recordScores(rows.row(0), SuffixWindow{7, 1}).suffix.has_value());
        QVERIFY(!recordScores(rows.row(0), SuffixWindow{2, std::numeric_limits<std::size_t>::max()}).suffix);
    }

    void withoutTokens() {
        const RecordScores result = recordScores({}, SuffixWindow{0, 0});
        QVERIFY(std::isnan(result.loss) && std::isnan(result.perplexity) && std::isnan(result.entropyMean));
        QVERIFY(std::isnan(result.minK) && std::isnan(result.minKpp));
        QVERIFY(!result.suffix.has_value());
    }

    void recheck() {
        SuffixScores suffix;
        suffix.smallestMargin = -1e-4;
        QVERIFY(needsRecheck(suffix, 1e-3));
        QVERIFY(!needsRecheck(suffix, 1e-5));
        scores::TokenTable tokens = table();
        tokens.margin[2] = std::numeric_limits<float>::quiet_NaN();
        const scores::TokenTableIndex rows(tokens);
        const auto broken = recordScores(rows.row(0), SuffixWindow{1, 3}).suffix;
        QVERIFY(std::isnan(broken->smallestMargin));
        QVERIFY(needsRecheck(*broken, 1e-3));
    }
};

QTEST_APPLESS_MAIN(TestRecordScores)
#include "tst_record_scores.moc"
