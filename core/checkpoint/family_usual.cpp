// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/family_usual.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace retort::checkpoint {

namespace {

// Zeros fill up a list that is shorter than another family's.
struct Usual {
    std::string_view family;
    Activation activation;
    std::array<double, 2> normEpsilons;
    std::optional<bool> tiedHead; // none: both are usual
    bool biases;
    std::array<double, 2> ropeBases; // zeros: no rotary positions
    double ropeFraction;
    bool parallelResidual;
    bool groupedKeys;      // fewer key heads than query heads are usual
    std::int64_t headDim;  // 0: hidden size / heads
    std::int64_t ffnTimes; // FFN size / hidden size; 0: varies
    std::array<std::int64_t, 4> contexts;
    std::array<Dtype, 2> dtypes;
};

constexpr std::array kUsual{
    Usual{"gpt2",
          Activation::GeluTanh,
          {1e-5},
          true,
          true,
          {},
          1,
          false,
          false,
          0,
          4,
          {1024},
          {Dtype::F32, Dtype::F32}},
    Usual{"opt",
          Activation::Relu,
          {1e-5},
          true,
          true,
          {},
          1,
          false,
          false,
          0,
          4,
          {2048},
          {Dtype::F16, Dtype::F16}},
    Usual{"gpt_neox",
          Activation::Gelu,
          {1e-5},
          false,
          true,
          {10000},
          0.25,
          true,
          false,
          0,
          4,
          {2048},
          {Dtype::F16, Dtype::F16}},
    Usual{"llama",
          Activation::Silu,
          {1e-5, 1e-6},
          false,
          false,
          {10000, 500000},
          1,
          false,
          true,
          0,
          0,
          {2048, 4096, 8192, 131072},
          {Dtype::F16, Dtype::BF16}},
    Usual{"olmo2",
          Activation::Silu,
          {1e-6},
          false,
          false,
          {500000},
          1,
          false,
          true,
          0,
          0,
          {4096},
          {Dtype::F32, Dtype::BF16}},
    Usual{"qwen3",
          Activation::Silu,
          {1e-6},
          std::nullopt,
          false,
          {1e6},
          1,
          false,
          true,
          128,
          0,
          {32768, 40960},
          {Dtype::BF16, Dtype::BF16}},
};

using Sentences = std::vector<std::string>;

// "10000 or 500000"
template <class T, std::size_t N>
std::string listed(const std::array<T, N>& values) {
    std::vector<T> named;
    std::copy_if(values.begin(), values.end(), std::back_inserter(named), [](T value) { return value > 0; });
    return fmt::format("{}", fmt::join(named, " or "));
}

template <class T, std::size_t N>
bool isAmong(T value, const std::array<T, N>& values) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

void compareShape(const ModelConfig& config, const Usual& usual, Sentences& sentences) {
    if (usual.headDim > 0 && config.headDim != usual.headDim)
        sentences.push_back(
            fmt::format("A head has {} dimensions, usually {}.", config.headDim, usual.headDim));
    if (usual.headDim == 0 && config.headDim * config.heads != config.hiddenSize)
        sentences.push_back(fmt::format("A head has {} dimensions, usually hidden size / heads = {}.",
                                        config.headDim, config.hiddenSize / config.heads));
    if (config.kvHeads != config.heads && !usual.groupedKeys)
        sentences.push_back(
            fmt::format("{} query heads share {} heads for keys and values, usually each has its own.",
                        config.heads, config.kvHeads));
    if (usual.ffnTimes > 0 && config.ffnSize != usual.ffnTimes * config.hiddenSize)
        sentences.push_back(fmt::format("The FFN size is {}, usually {} times the hidden size.",
                                        config.ffnSize, usual.ffnTimes));
    if (!isAmong(config.contextLength, usual.contexts))
        sentences.push_back(fmt::format("The context is {} tokens, usually {}.", config.contextLength,
                                        listed(usual.contexts)));
}

void compareRope(const ModelConfig& config, const Usual& usual, Sentences& sentences) {
    if (usual.ropeBases.front() == 0)
        return;
    const Rope& rope = config.rope;
    if (!isAmong(rope.base, usual.ropeBases))
        sentences.push_back(fmt::format("The base of the rotary positions is {}, usually {}.", rope.base,
                                        listed(usual.ropeBases)));
    if (rope.fraction != usual.ropeFraction)
        sentences.push_back(fmt::format("Rotary positions cover {} of each head, usually {}.", rope.fraction,
                                        usual.ropeFraction));
    if (rope.type != RopeType::Default)
        sentences.push_back(
            fmt::format("Rotary positions are scaled ({}, factor {}), originally they aren't.",
                        ropeTypeName(rope.type), rope.factor));
}

void compareParts(const ModelConfig& config, const Usual& usual, Sentences& sentences) {
    if (config.activation != usual.activation)
        sentences.push_back(fmt::format("The activation is {}, usually {}.",
                                        activationName(config.activation), activationName(usual.activation)));
    if (!isAmong(config.normEpsilon, usual.normEpsilons))
        sentences.push_back(fmt::format("The norms' epsilon is {}, usually {}.", config.normEpsilon,
                                        listed(usual.normEpsilons)));
    if (usual.tiedHead && config.tiedHead != *usual.tiedHead)
        sentences.emplace_back(config.tiedHead
                                   ? "The head is the embedding, usually it has weights of its own."
                                   : "The head has weights of its own, usually it is the embedding.");
    if (config.attentionBias != usual.biases)
        sentences.push_back(fmt::format("The attention has {}biases, usually {}.",
                                        config.attentionBias ? "" : "no ", usual.biases ? "it has" : "none"));
    if (config.mlpBias != usual.biases)
        sentences.push_back(fmt::format("The FFN has {}biases, usually {}.", config.mlpBias ? "" : "no ",
                                        usual.biases ? "it has" : "none"));
    if (config.parallelResidual != usual.parallelResidual)
        sentences.push_back(fmt::format("Attention and FFN follow each other {}, usually {}.",
                                        config.parallelResidual ? "in parallel" : "in sequence",
                                        usual.parallelResidual ? "in parallel" : "in sequence"));
    if (!isAmong(config.fileDtype, usual.dtypes))
        sentences.push_back(fmt::format(
            "The weights are {}, usually {}.", dtypeName(config.fileDtype),
            usual.dtypes[0] == usual.dtypes[1]
                ? std::string(dtypeName(usual.dtypes[0]))
                : fmt::format("{} or {}", dtypeName(usual.dtypes[0]), dtypeName(usual.dtypes[1]))));
}

} // namespace

std::vector<std::string> differencesFromUsual(const ModelConfig& config) {
    Sentences sentences;
    const auto* const usual = std::find_if(kUsual.begin(), kUsual.end(), [&](const Usual& row) {
        return row.family == familyName(config.family);
    });
    if (usual == kUsual.end())
        return sentences;
    compareShape(config, *usual, sentences);
    compareRope(config, *usual, sentences);
    compareParts(config, *usual, sentences);
    return sentences;
}

} // namespace retort::checkpoint
