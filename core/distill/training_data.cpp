// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/training_data.h"

#include "core/base/philox.h"
#include "core/corpus/records.h"
#include "core/corpus/tokenized_record.h"

#include <algorithm>
#include <utility>

namespace retort::distill {

namespace {

constexpr std::size_t kBatchesSortedTogether = 16;
constexpr std::uint64_t kMostSequences = 1'000'000'000;

template <class T>
void shuffle(std::vector<T>& values, Philox& random) {
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random.below(i)]);
}

} // namespace

std::uint64_t TrainingData::sequencesAnEpoch() const {
    std::uint64_t sum = 0;
    for (const TrainingSequence& sequence : sequences)
        sum += sequence.repeats;
    return sum;
}

std::uint64_t TrainingData::predictedAnEpoch() const {
    std::uint64_t sum = 0;
    for (const TrainingSequence& sequence : sequences)
        sum += sequence.repeats * (sequence.ids.size() - 1);
    return sum;
}

Result<TrainingData> loadTrainingData(const std::vector<DataRecipe>& data,
                                      const tokenizer::Tokenizer& tokenizer, std::uint32_t maxTokens) {
    TrainingData loaded;
    for (const DataRecipe& recipe : data) {
        corpus::DataSource source;
        source.paths = recipe.paths;
        source.textField = recipe.textField;
        source.repeatsField = recipe.repeatsField;
        const auto sink = [&](corpus::Record&& record) -> Status {
            const corpus::TokenizedRecord tokens = corpus::tokenizeRecord(tokenizer, record, maxTokens);
            TrainingSequence sequence;
            sequence.ids.assign(tokens.added.begin(), tokens.added.end());
            sequence.ids.insert(sequence.ids.end(), tokens.ids.begin(), tokens.ids.end());
            sequence.repeats = record.repeats;
            if (sequence.repeats > kMostSequences)
                return fail(ErrorCode::InvalidInput, "{}:{}: repeats {} times; {} at most",
                            record.path.string(), record.line, record.repeats, kMostSequences);
            if (sequence.ids.size() < 2)
                ++loaded.leftOut;
            else
                loaded.sequences.push_back(std::move(sequence));
            return {};
        };
        RETORT_TRY(const corpus::ReadSummary summary, corpus::streamRecords(source, sink));
        loaded.leftOut += summary.excluded.size();
    }
    if (loaded.sequences.empty())
        return fail(ErrorCode::InvalidInput,
                    "{}: no record has a second token, so there is nothing to predict",
                    data.front().paths.front().string());
    if (loaded.sequencesAnEpoch() > kMostSequences)
        return fail(ErrorCode::InvalidInput, "{}: more than {} records an epoch, repeats counted",
                    data.front().paths.front().string(), kMostSequences);
    return loaded;
}

std::vector<std::vector<std::size_t>> epochBatches(const std::vector<TrainingSequence>& sequences,
                                                   std::size_t batchRecords, std::uint64_t seed,
                                                   std::uint64_t epoch) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < sequences.size(); ++i)
        order.insert(order.end(), sequences[i].repeats, i);
    Philox random(seed, epoch);
    shuffle(order, random);
    std::vector<std::vector<std::size_t>> batches;
    const auto run = static_cast<std::ptrdiff_t>(batchRecords * kBatchesSortedTogether);
    for (auto begin = order.begin(); begin != order.end();) {
        const auto end = begin + std::min(run, order.end() - begin);
        std::stable_sort(begin, end, [&](std::size_t a, std::size_t b) {
            return sequences[a].ids.size() < sequences[b].ids.size();
        });
        while (begin != end) {
            const auto next = begin + std::min(static_cast<std::ptrdiff_t>(batchRecords), end - begin);
            batches.emplace_back(begin, next);
            begin = next;
        }
    }
    shuffle(batches, random);
    return batches;
}

} // namespace retort::distill
