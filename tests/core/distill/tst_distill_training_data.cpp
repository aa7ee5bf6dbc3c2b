// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/training_data.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace retort;

namespace {

std::vector<distill::TrainingSequence> sequencesOfManyLengths() {
    std::vector<distill::TrainingSequence> sequences;
    for (std::size_t i = 0; i < 100; ++i)
        sequences.push_back({std::vector<std::int64_t>(2 + i * 37 % 91, 1), i % 5 == 0 ? 4U : 1U});
    return sequences;
}

std::size_t padding(const std::vector<distill::TrainingSequence>& sequences,
                    const std::vector<std::vector<std::size_t>>& batches) {
    std::size_t sum = 0;
    for (const auto& batch : batches) {
        std::size_t longest = 0;
        for (const std::size_t i : batch)
            longest = std::max(longest, sequences[i].ids.size());
        for (const std::size_t i : batch)
            sum += longest - sequences[i].ids.size();
    }
    return sum;
}

} // namespace

class TestTrainingData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsRepeatsAndLeavesOutWhatPredictsNothing() {
        const std::filesystem::path folder = std::filesystem::path(RETORT_TEST_DATA) / "distill";
        const auto tokenizer = tokenizer::Tokenizer::load(folder / "student");
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
        distill::DataRecipe recipe;
        recipe.paths = {folder / "records.jsonl"};
        const auto plain = distill::loadTrainingData({recipe}, *tokenizer, 64);
        QVERIFY2(plain.has_value(), plain ? "" : plain.error().message.c_str());
        QCOMPARE(plain->sequences.size(), std::size_t{5});
        QCOMPARE(plain->sequencesAnEpoch(), std::uint64_t{5});
        recipe.repeatsField = "count";
        const auto repeated = distill::loadTrainingData({recipe}, *tokenizer, 64);
        QVERIFY(repeated.has_value());
        QCOMPARE(repeated->sequencesAnEpoch(), std::uint64_t{8});
        QCOMPARE(repeated->predictedAnEpoch(), std::uint64_t{214});
        const auto cut = distill::loadTrainingData({recipe}, *tokenizer, 3);
        QVERIFY(cut.has_value());
        QVERIFY(std::all_of(cut->sequences.begin(), cut->sequences.end(),
                            [](const auto& sequence) { return sequence.ids.size() <= 3; }));
        const auto nothing = distill::loadTrainingData({recipe}, *tokenizer, 1);
        QVERIFY(!nothing.has_value());
        QCOMPARE(nothing.error().code, ErrorCode::InvalidInput);
    }

    void anEpochHoldsEverySequenceAsOftenAsItRepeats() {
        const auto sequences = sequencesOfManyLengths();
        std::vector<std::uint64_t> seen(sequences.size(), 0);
        for (const auto& batch : distill::epochBatches(sequences, 8, 1, 1)) {
            QVERIFY(batch.size() <= 8);
            for (const std::size_t i : batch)
                ++seen[i];
        }
        for (std::size_t i = 0; i < sequences.size(); ++i)
            QCOMPARE(seen[i], sequences[i].repeats);
    }

    void orderHangsOnSeedAndEpochAlone() {
        const auto sequences = sequencesOfManyLengths();
        const auto first = distill::epochBatches(sequences, 8, 1, 1);
        QCOMPARE(distill::epochBatches(sequences, 8, 1, 1), first);
        QVERIFY(distill::epochBatches(sequences, 8, 1, 2) != first);
        QVERIFY(distill::epochBatches(sequences, 8, 2, 1) != first);
    }

    void likeLengthsGoTogether() {
        const auto sequences = sequencesOfManyLengths();
        std::vector<std::vector<std::size_t>> inOrder;
        std::size_t place = 0;
        for (std::size_t i = 0; i < sequences.size(); ++i) {
            for (std::uint64_t k = 0; k < sequences[i].repeats; ++k, ++place) {
                if (place % 8 == 0)
                    inOrder.emplace_back();
                inOrder.back().push_back(i);
            }
        }
        const auto bucketed = distill::epochBatches(sequences, 8, 1, 1);
        QCOMPARE(bucketed.size(), inOrder.size());
        QVERIFY(padding(sequences, bucketed) * 4 < padding(sequences, inOrder));
    }
};

QTEST_APPLESS_MAIN(TestTrainingData)
#include "tst_distill_training_data.moc"
