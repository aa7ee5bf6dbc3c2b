// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/philox.h"
#include "core/engine/batching.h"
#include "core/engine/token_choice.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

using retort::engine::drawToken;
using retort::engine::packBatches;
using retort::engine::RowBatch;
using retort::engine::TokenProbability;
using retort::engine::truncatedDistribution;

namespace {

std::vector<int> idsOf(const std::vector<TokenProbability>& distribution) {
    std::vector<int> ids;
    for (const TokenProbability& token : distribution)
        ids.push_back(token.id);
    return ids;
}

double total(const std::vector<TokenProbability>& distribution) {
    double sum = 0.0;
    for (const TokenProbability& token : distribution)
        sum += token.probability;
    return sum;
}

} // namespace

class TestTokenChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void temperatureSharpens() {
        const std::vector<float> logits{0.0F, 1.0F};
        const auto warm = truncatedDistribution(logits, 2.0, 0, 1.0);
        const auto cold = truncatedDistribution(logits, 0.5, 0, 1.0);
        QVERIFY(std::abs(warm[0].probability - 1.0 / (1.0 + std::exp(-0.5))) < 1e-12);
        QVERIFY(std::abs(cold[0].probability - 1.0 / (1.0 + std::exp(-2.0))) < 1e-12);
    }

    void topKKeepsExactlyKAndTies() {
        const std::vector<float> logits{1.0F, 4.0F, 2.0F, 3.0F, 2.0F};
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 1, 1.0)), (std::vector<int>{1}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 2, 1.0)), (std::vector<int>{1, 3}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 3, 1.0)), (std::vector<int>{1, 3, 2, 4}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 99, 1.0)).size(), std::size_t{5});
        QVERIFY(std::abs(total(truncatedDistribution(logits, 1.0, 2, 1.0)) - 1.0) < 1e-12);
    }

    void topPKeepsTheSmallestSet() {
        // Probabilities 0.5, 0.25, 0.125, 0.125.
        const std::vector<float> logits{static_cast<float>(std::log(4.0)), static_cast<float>(std::log(2.0)),
                                        0.0F, 0.0F};
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 0, 0.3)), (std::vector<int>{0}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 0, 0.7)), (std::vector<int>{0, 1}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 0, 0.8)), (std::vector<int>{0, 1, 2}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 0, 0.9)), (std::vector<int>{0, 1, 2, 3}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 0, 1e-9)), (std::vector<int>{0}));
        // After top-k 2 the two have 2/3 and 1/3.
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 2, 0.6)), (std::vector<int>{0}));
        QCOMPARE(idsOf(truncatedDistribution(logits, 1.0, 2, 0.7)), (std::vector<int>{0, 1}));
        QVERIFY(std::abs(total(truncatedDistribution(logits, 1.0, 2, 0.7)) - 1.0) < 1e-12);
    }

    void drawsFollowTheProbabilities() {
        std::vector<float> logits(40);
        for (std::size_t i = 0; i < logits.size(); ++i)
            logits[i] = static_cast<float>(std::sin(static_cast<double>(i)) * 1.5);
        const auto distribution = truncatedDistribution(logits, 0.8, 0, 1.0);
        std::map<int, int> counts;
        constexpr int kDraws = 200000;
        for (int i = 0; i < kDraws; ++i)
            ++counts[drawToken(distribution, retort::Philox(5, static_cast<std::uint64_t>(i), 3).uniform())];
        double chiSquare = 0.0;
        for (const TokenProbability& token : distribution) {
            const double expected = token.probability * kDraws;
            chiSquare += (counts[token.id] - expected) * (counts[token.id] - expected) / expected;
        }
        // 39 degrees of freedom: the 0.1 % quantiles are 17.3 and 72.1.
        QVERIFY2(chiSquare > 17.3 && chiSquare < 72.1, qPrintable(QString::number(chiSquare)));
    }

    void drawsStayInside() {
        const std::vector<TokenProbability> distribution{{7, 0.6}, {2, 0.4 - 1e-12}};
        QCOMPARE(drawToken(distribution, 0.0), 7);
        QCOMPARE(drawToken(distribution, 0.5999), 7);
        QCOMPARE(drawToken(distribution, 0.6001), 2);
        QCOMPARE(drawToken(distribution, 1.0 - 1e-16), 2);
    }

    void packsEveryRowOnce() {
        std::vector<std::size_t> lengths;
        for (std::size_t i = 0; i < 500; ++i)
            lengths.push_back((i * 37) % 211);
        lengths.push_back(3000);
        std::set<std::size_t> seen;
        std::size_t padded = 0;
        std::size_t tokens = 0;
        for (const RowBatch& batch : packBatches(lengths, 1024, 512)) {
            std::size_t own = 0;
            for (const std::size_t row : batch.rows) {
                QVERIFY(seen.insert(row).second);
                own += lengths[row];
            }
            QCOMPARE(batch.tokens, own);
            QCOMPARE(batch.paddedTokens % 512, std::size_t{0});
            QVERIFY(batch.paddedTokens >= own && batch.paddedTokens < own + 512);
            QVERIFY(batch.paddedTokens <= 1024 || own > 3000 - 1);
            padded += batch.paddedTokens;
            tokens += own;
        }
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < lengths.size(); ++i) {
            QCOMPARE(seen.contains(i), lengths[i] > 0);
            wanted += lengths[i];
        }
        QCOMPARE(tokens, wanted);
        QVERIFY(padded < wanted + wanted / 20);
    }
};

QTEST_GUILESS_MAIN(TestTokenChoice)
#include "tst_token_choice.moc"
