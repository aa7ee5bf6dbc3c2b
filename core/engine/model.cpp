// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model.h"

#include "core/engine/decoding.h"
#include "core/engine/environment.h"
#include "core/engine/kernel_operations.h"
#include "core/engine/model_state.h"
#include "core/engine/scoring_pass.h"
#include "core/engine/weights.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/InferenceMode.h>
#include <torch/headeronly/version.h>

#include <malloc.h>

#include <mutex>
#include <thread>

namespace retort::engine {

std::string_view precisionName(Precision precision) {
    return precision == Precision::F32 ? "f32" : "bf16";
}

Result<Precision> precisionFromName(std::string_view name) {
    if (name == "f32")
        return Precision::F32;
    if (name == "bf16")
        return Precision::BF16;
    return fail(ErrorCode::Usage, "unknown precision \"{}\": use f32 or bf16", name);
}

ModelState::ModelState(std::unique_ptr<Network> model, const EngineOptions& options)
    : network(std::move(model)), precision(options.precision), threads(usableThreads(options.threads)),
      kernels(&cpuKernels(bestInstructionSet())) {
    packWeights(*network, precision);
}

at::Tensor ModelState::logits(const at::Tensor& rows) const {
    return headProduct(rows, network->head(), precision);
}

Status runBatches(std::size_t count, int threads, const std::stop_token& stop,
                  const std::function<std::function<Status(std::size_t)>()>& makeWorker) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    Status outcome;
    const auto loop = [&] {
        const auto end = [&](Error error) {
            const std::lock_guard lock(mutex);
            if (outcome)
                outcome = tl::unexpected<Error>(std::move(error));
            failed = true;
        };
        try {
            at::set_num_threads(1);
            const c10::InferenceMode inference;
            const std::function<Status(std::size_t)> work = makeWorker();
            for (std::size_t i = next++; i < count && !failed; i = next++) {
                if (stop.stop_requested())
                    return end({ErrorCode::Cancelled, "stopped on request"});
                if (Status status = work(i); !status)
                    return end(std::move(status).error());
            }
        } catch (const std::bad_alloc&) {
            end({ErrorCode::Internal, "out of memory while computing the model: use fewer threads"});
        } catch (const std::exception& error) {
            end({ErrorCode::Internal, fmt::format("the model could not be computed: {}", error.what())});
        }
    };
    // set_num_threads() in a worker also sets what threads made later start with.
    const int before = at::get_num_threads();
    {
        std::vector<std::jthread> workers;
        const std::size_t useful = std::min(count, static_cast<std::size_t>(threads));
        for (std::size_t i = 0; i < useful; ++i)
            workers.emplace_back(loop);
    }
    at::set_num_threads(before);
    return outcome;
}

Result<std::unique_ptr<Model>> makeModel(const checkpoint::ModelConfig& config, Weights weights,
                                         const EngineOptions& options) {
    if (options.device != "auto" && options.device != "cpu")
        return fail(ErrorCode::Unsupported, "device \"{}\": no CUDA device support in this build; use cpu",
                    options.device);
    RETORT_TRY(auto network, makeNetwork(config, weights));
    // So that packing frees each weight as soon as its packed form is there.
    weights.clear();
    return std::make_unique<Model>(std::make_unique<ModelState>(std::move(network), options));
}

Result<std::unique_ptr<Model>> Model::load(const checkpoint::Checkpoint& checkpoint,
                                           const EngineOptions& options) {
    try {
        const at::ScalarType matrices = options.precision == Precision::F32 ? at::kFloat : at::kBFloat16;
        RETORT_TRY(Weights weights, loadWeights(checkpoint, matrices, at::kFloat, options.perturbation));
        return makeModel(checkpoint.config, std::move(weights), options);
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, "{}: the model could not be loaded: {}",
                    checkpoint.directory.string(), error.what());
    }
}

Model::Model(std::unique_ptr<ModelState> state) : m_state(std::move(state)) {}

Model::~Model() {
    m_state.reset();
    // What the heap keeps would otherwise stand beside the weights of the next model.
    ::malloc_trim(0);
}

const checkpoint::ModelConfig& Model::config() const {
    return m_state->config();
}

EngineIdentity Model::identity() const {
    std::string set =
        fmt::format("{}/{}", instructionSetName(m_state->kernels->set), at::get_cpu_capability());
    if (m_state->precision == Precision::BF16)
        set += fmt::format("/{} products", bf16Products());
    return {std::move(set), "LibTorch " TORCH_VERSION, std::string(precisionName(m_state->precision)),
            m_state->threads};
}

Result<scores::TokenTable> Model::score(std::span<const scores::PassRow> rows, std::stop_token stop,
                                        const TokensDone& done) {
    return runScoringPass(*m_state, rows, stop, done);
}

Result<std::vector<std::vector<std::int32_t>>>
Model::generate(std::span<const std::vector<std::int32_t>> prompts, const GenerateOptions& options,
                std::stop_token stop, const TokensDone& done) {
    return runDecoding(*m_state, prompts, options, stop, done);
}

PassTimes Model::lastTimes() const {
    return m_state->times;
}

} // namespace retort::engine
