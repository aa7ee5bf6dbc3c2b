// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A model ready for inference: the scoring pass and decoding. No LibTorch in this header.
//
// What a row or a prompt yields depends on nothing but itself, the weights, the precision and the instruction
// set: every matrix product runs in row tiles of a fixed shape on one thread, everything else row by row, and
// threads share out whole batches. Results are equal bit for bit in any batch, order and shard and for any
// number of threads; re-running a record alone in f32 is load() with Precision::F32 and score() with that
// row.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/checkpoint.h"
#include "core/scores/token_table.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace retort::engine {

// BF16: weights and the inputs of matrix products rounded to bfloat16; norms, attention, residuals, logits
// f32.
enum class Precision { F32, BF16 };

[[nodiscard]] std::string_view precisionName(Precision precision); // "f32", "bf16"
[[nodiscard]] Result<Precision> precisionFromName(std::string_view name);

// Gaussian noise of mean 0 and deviation sigma on every parameter, added in f32 as the weights are loaded.
// What an element gets depends on seed, copy, the weight's name and the element's place alone. Sigma 0
// changes no bit.
struct Perturbation {
    std::uint64_t seed = 0;
    std::uint32_t copy = 0;
    double sigma = 0.0;
};

struct EngineOptions {
    Precision precision = Precision::F32;
    int threads = 0;             // 0: all cores
    std::string device = "auto"; // "auto" or "cpu"; anything else is refused
    std::optional<Perturbation> perturbation = {};
};

// What, besides weights and input, a result depends on; part of its key.
struct EngineIdentity {
    std::string instructionSet; // of the engine's kernels, LibTorch's, and in bf16 how that is multiplied
    std::string library;        // "LibTorch 2.15.0"
    std::string precision;
    int threads = 1;

    bool operator==(const EngineIdentity&) const = default;
};

// Where the last pass spent its time. Seconds are summed over the threads.
struct PassTimes {
    double body = 0.0;       // layers up to the final norm
    double head = 0.0;       // products with the head matrix
    double statistics = 0.0; // sweeps over the logits
    double wall = 0.0;       // elapsed
    std::size_t tokens = 0;  // passed through the model
};

struct GenerateOptions {
    std::size_t maxNewTokens = 50;
    double temperature = 0.0; // 0: greedy, the rest is ignored then
    std::size_t topK = 0;     // 0: all; tokens tied with the k-th are kept
    double topP = 1.0;        // the smallest set of most probable tokens that reaches topP
    std::uint64_t seed = 0;
    std::vector<std::uint64_t> streamIds; // one for each prompt, or empty: its number in the call
    std::vector<std::int32_t> stopIds;    // a continuation ends with the first of these, which it includes
};

// Called with the number of tokens done so far, from worker threads, one call at a time.
using TokensDone = std::function<void(std::size_t)>;

class ModelState;

class Model {
public:
    [[nodiscard]] static Result<std::unique_ptr<Model>> load(const checkpoint::Checkpoint& checkpoint,
                                                             const EngineOptions& options);
    explicit Model(std::unique_ptr<ModelState> state);
    ~Model();
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;

    [[nodiscard]] const checkpoint::ModelConfig& config() const;
    [[nodiscard]] EngineIdentity identity() const;

    // One row of the table for each row, in order. Refused (InvalidInput, naming the row by its number): a
    // token id outside the vocabulary, a row longer than the context, firstPredicted outside [1, ids.size()].
    [[nodiscard]] Result<scores::TokenTable> score(std::span<const scores::PassRow> rows,
                                                   std::stop_token stop = {}, const TokensDone& done = {});

    // New tokens for each prompt, in order. A prompt has at least one token and fits the context together
    // with maxNewTokens. Greedy: the largest logit, ties to the lowest id. Sampled: temperature, top-k,
    // top-p, then one random number keyed by (seed, stream id, step).
    [[nodiscard]] Result<std::vector<std::vector<std::int32_t>>>
    generate(std::span<const std::vector<std::int32_t>> prompts, const GenerateOptions& options,
             std::stop_token stop = {}, const TokensDone& done = {});

    // Of the last score().
    [[nodiscard]] PassTimes lastTimes() const;

private:
    std::unique_ptr<ModelState> m_state;
};

} // namespace retort::engine
