// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/train.h"

#include "core/base/clock.h"
#include "core/checkpoint/checkpoint.h"
#include "core/distill/checkpoint_writer.h"
#include "core/distill/initial_weights.h"
#include "core/distill/losses.h"
#include "core/distill/optimizer.h"
#include "core/distill/schedule.h"
#include "core/distill/training_data.h"
#include "core/engine/network.h"
#include "core/engine/weights.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linear.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

namespace retort::distill {

namespace {

struct Model {
    checkpoint::ModelConfig config;
    engine::Weights weights;
    std::unique_ptr<engine::Network> network;
};

Result<Model> loadModel(const std::filesystem::path& directory) {
    RETORT_TRY(const checkpoint::Checkpoint stored, checkpoint::openCheckpoint(directory));
    Model model{stored.config, {}, nullptr};
    RETORT_TRY(model.weights, engine::loadWeights(stored, at::kFloat));
    RETORT_TRY(model.network, engine::makeNetwork(model.config, model.weights));
    return model;
}

Result<Model> makeStudent(const ModelRecipe& recipe, const tokenizer::Tokenizer& tokenizer) {
    Model model;
    if (recipe.init) {
        RETORT_TRY(model, loadModel(*recipe.init));
        if (tokenizer.vocabularySize() > model.config.vocabulary)
            return fail(
                ErrorCode::InvalidInput,
                "{}: the tokenizer has {} ids, but the model of {} only {}; they don't belong together",
                recipe.tokenizer.string(), tokenizer.vocabularySize(), recipe.init->string(),
                model.config.vocabulary);
    } else {
        model.config = recipe.config;
        model.config.vocabulary = tokenizer.vocabularySize();
        if (const auto end = tokenizer.namedEos())
            model.config.eosIds = {*end};
        if (const auto begin = tokenizer.namedBos())
            model.config.bosId = *begin;
        model.weights = initialWeights(model.config, recipe.seed);
        RETORT_TRY(model.network, engine::makeNetwork(model.config, model.weights));
    }
    for (auto& [name, weight] : model.weights)
        weight.set_requires_grad(true);
    return model;
}

Result<Model> loadTeacher(const DistillRecipe& recipe, const Model& student,
                          const tokenizer::Tokenizer& tokenizer, int maxTokens) {
    RETORT_TRY(const checkpoint::CheckpointFolders folders, checkpoint::findFolders(recipe.teacher));
    RETORT_TRY(const auto own, tokenizer::Tokenizer::load(folders.tokenizer()));
    RETORT_TRY(Model teacher, loadModel(recipe.teacher));
    const std::string name = recipe.teacher.string();
    if (own.fingerprint() != tokenizer.fingerprint())
        return fail(
            ErrorCode::InvalidInput,
            "{}: the teacher has another tokenizer than the student; soft distillation needs the same one",
            name);
    if (teacher.config.vocabulary != student.config.vocabulary)
        return fail(ErrorCode::InvalidInput,
                    "{}: the teacher's head has {} rows, the student's {}; they must be equal", name,
                    teacher.config.vocabulary, student.config.vocabulary);
    if (teacher.config.contextLength < maxTokens)
        return fail(ErrorCode::InvalidInput,
                    "{}: the teacher's context is {} tokens; set train.max_tokens to at most "
                    "that (it is {})",
                    name, teacher.config.contextLength, maxTokens);
    return teacher;
}

Result<int> recordLimit(const Recipe& recipe, const checkpoint::ModelConfig& config) {
    if (recipe.train.maxTokens == 0)
        return static_cast<int>(std::min<std::int64_t>(config.contextLength, 1 << 20));
    if (recipe.train.maxTokens == 1 || recipe.train.maxTokens > config.contextLength)
        return fail(ErrorCode::Usage,
                    "{}: train.max_tokens = {} must lie between 2 and the model's context of {}",
                    recipe.file.string(), recipe.train.maxTokens, config.contextLength);
    return recipe.train.maxTokens;
}

// A padded batch. The rows that predict a token, and those tokens; padding is neither computed in the head
// nor counted.
struct Batch {
    at::Tensor ids;     // [B, T]
    at::Tensor rows;    // places in [B * T]
    at::Tensor targets; // ids that follow those places
};

at::Tensor copyOf(std::vector<std::int64_t>& values) {
    return at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kLong).clone();
}

Batch makeBatch(const std::vector<TrainingSequence>& sequences, const std::vector<std::size_t>& members) {
    std::size_t longest = 0;
    for (const std::size_t i : members)
        longest = std::max(longest, sequences[i].ids.size());
    std::vector<std::int64_t> ids(members.size() * longest, 0);
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> targets;
    for (std::size_t b = 0; b < members.size(); ++b) {
        const std::vector<std::int64_t>& own = sequences[members[b]].ids;
        std::copy(own.begin(), own.end(), ids.begin() + static_cast<std::ptrdiff_t>(b * longest));
        for (std::size_t t = 0; t + 1 < own.size(); ++t) {
            rows.push_back(static_cast<std::int64_t>(b * longest + t));
            targets.push_back(own[t + 1]);
        }
    }
    return {copyOf(ids).view({static_cast<std::int64_t>(members.size()), static_cast<std::int64_t>(longest)}),
            copyOf(rows), copyOf(targets)};
}

at::Tensor logits(const engine::Network& network, const Batch& batch) {
    const at::Tensor hidden = network.hidden(batch.ids).flatten(0, 1);
    return at::linear(hidden.index_select(0, batch.rows), network.headWeight());
}

class Run {
public:
    Run(const Recipe& recipe, Model student, std::optional<Model> teacher, TrainingData data)
        : m_recipe(recipe), m_student(std::move(student)), m_teacher(std::move(teacher)),
          m_data(std::move(data)), m_optimizer(m_student.weights, recipe.train) {
        const auto batch = static_cast<std::uint64_t>(recipe.train.batchRecords);
        m_summary.parameters = checkpoint::parameterCount(m_student.config);
        m_summary.records = m_data.sequences.size();
        m_summary.leftOut = m_data.leftOut;
        m_summary.sequences = m_data.sequencesAnEpoch();
        const std::uint64_t stepsAnEpoch = (m_summary.sequences + batch - 1) / batch;
        m_summary.steps = stepsAnEpoch * static_cast<std::uint64_t>(recipe.train.epochs);
    }

    Status carryOut(const std::function<void(const TrainingProgress&)>& progress,
                    const std::stop_token& stop) {
        for (int epoch = 1; epoch <= m_recipe.train.epochs; ++epoch)
            RETORT_CHECK(oneEpoch(epoch, progress, stop));
        m_summary.seconds = m_watch.seconds();
        return {};
    }

    [[nodiscard]] const TrainingSummary& summary() const { return m_summary; }

    [[nodiscard]] CheckpointContent content() const {
        Json log{{"parameters", m_summary.parameters}, {"records", m_summary.records},
                 {"left_out", m_summary.leftOut},      {"sequences_per_epoch", m_summary.sequences},
                 {"steps", m_summary.steps},           {"predicted_tokens", m_summary.tokens},
                 {"threads", at::get_num_threads()},   {"epochs", Json::array()}};
        for (const EpochSummary& epoch : m_summary.epochs)
            log["epochs"].push_back({{"loss", epoch.loss}, {"gradient_norm", epoch.gradientNorm}});
        return {m_student.config,         m_student.weights, m_recipe.dtype,
                m_recipe.model.tokenizer, m_recipe.text,     std::move(log)};
    }

private:
    Status oneEpoch(int epoch, const std::function<void(const TrainingProgress&)>& progress,
                    const std::stop_token& stop) {
        const TrainRecipe& train = m_recipe.train;
        double lossSum = 0.0;
        double normSum = 0.0;
        std::uint64_t rows = 0;
        const auto batches = epochBatches(m_data.sequences, static_cast<std::size_t>(train.batchRecords),
                                          train.seed, static_cast<std::uint64_t>(epoch));
        for (const std::vector<std::size_t>& members : batches) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "training was stopped at step {} of {}", m_step,
                            m_summary.steps);
            const double rate = learningRateAt(train, m_step, m_summary.steps);
            const Batch batch = makeBatch(m_data.sequences, members);
            const at::Tensor loss = objective(batch);
            loss.backward();
            const double value = loss.item<double>();
            const double norm = m_optimizer.step(rate);
            if (!std::isfinite(value) || !std::isfinite(norm))
                return fail(ErrorCode::InvalidInput,
                            "{}: the loss is no longer a number at step {}; lower train.learning_rate",
                            m_recipe.file.string(), m_step + 1);
            const auto predicted = static_cast<std::uint64_t>(batch.rows.size(0));
            ++m_step;
            lossSum += value * static_cast<double>(predicted);
            normSum += norm;
            rows += predicted;
            m_summary.tokens += predicted;
            if (progress)
                progress({m_step, m_summary.steps, epoch, value, rate, m_summary.tokens,
                          static_cast<double>(m_summary.tokens) / std::max(1e-9, m_watch.seconds())});
        }
        m_summary.epochs.push_back(
            {lossSum / static_cast<double>(rows), normSum / static_cast<double>(batches.size())});
        return {};
    }

    [[nodiscard]] at::Tensor objective(const Batch& batch) const {
        const at::Tensor own = logits(*m_student.network, batch);
        if (!m_teacher)
            return crossEntropy(own, batch.targets);
        at::Tensor teacher;
        {
            const at::NoGradGuard noGradient;
            teacher = logits(*m_teacher->network, batch);
        }
        const DistillRecipe& distill = *m_recipe.distill;
        const at::Tensor soft = forwardKl(own, teacher, distill.temperature);
        if (distill.kdRatio == 1.0)
            return soft;
        return crossEntropy(own, batch.targets) * (1.0 - distill.kdRatio) + soft * distill.kdRatio;
    }

    const Recipe& m_recipe;
    Model m_student;
    std::optional<Model> m_teacher;
    TrainingData m_data;
    AdamW m_optimizer;
    TrainingSummary m_summary;
    std::uint64_t m_step = 0;
    Stopwatch m_watch;
};

Result<TrainingSummary> trainUnguarded(const Recipe& recipe, const std::filesystem::path& directory,
                                       const std::function<void(const TrainingProgress&)>& progress,
                                       const std::stop_token& stop) {
    RETORT_CHECK(checkTarget(directory));
    if (recipe.train.threads > 0)
        at::set_num_threads(recipe.train.threads);
    RETORT_TRY(const auto tokenizer, tokenizer::Tokenizer::load(recipe.model.tokenizer));
    RETORT_TRY(Model student, makeStudent(recipe.model, tokenizer));
    RETORT_TRY(const int limit, recordLimit(recipe, student.config));
    std::optional<Model> teacher;
    if (recipe.distill) {
        RETORT_TRY(teacher, loadTeacher(*recipe.distill, student, tokenizer, limit));
    }
    RETORT_TRY(TrainingData data,
               loadTrainingData(recipe.data, tokenizer, static_cast<std::uint32_t>(limit)));
    Run run(recipe, std::move(student), std::move(teacher), std::move(data));
    RETORT_CHECK(run.carryOut(progress, stop));
    RETORT_CHECK(writeCheckpoint(directory, run.content()));
    return run.summary();
}

} // namespace

Result<TrainingSummary> train(const Recipe& recipe, const std::filesystem::path& directory,
                              const std::function<void(const TrainingProgress&)>& progress,
                              std::stop_token stop) {
    try {
        return trainUnguarded(recipe, directory, progress, stop);
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, "{}: training failed: {}", recipe.file.string(), error.what());
    }
}

} // namespace retort::distill
