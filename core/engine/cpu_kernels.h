// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The engine's own inner loops for inference on the CPU, compiled once per instruction set from one source
// and chosen at run time. All arrays are f32 and row-major; strides count floats. What a row yields depends
// on that row alone, not on its place or its neighbours, so results are equal bit for bit in any batch.
// Thread: any; the arrays must not overlap unless a function says so.
#pragma once

#include "core/checkpoint/model_config.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace retort::engine {

enum class InstructionSet { Portable, Avx2, Avx512 };

[[nodiscard]] std::string_view instructionSetName(InstructionSet set);
// Those this processor can execute, slowest first.
[[nodiscard]] std::vector<InstructionSet> availableInstructionSets();
[[nodiscard]] InstructionSet bestInstructionSet();

// The sums over one row of logits x from which every statistic of the head follows, with m = max x, d = x -
// m.
struct RowSums {
    double maximum = 0.0;        // m
    double largestOther = 0.0;   // the largest logit except the target's; -infinity when there is no other
    double weight = 0.0;         // sum of e^d
    double weightedFirst = 0.0;  // sum of e^d * d
    double weightedSecond = 0.0; // sum of e^d * d^2
    std::uint32_t rank = 1;      // of the target: 1 + those greater + those equal with a lower id
};

// One head of one sequence. The outer strides step from token to token.
struct AttentionHead {
    const float* query = nullptr; // [length, headDim]
    const float* key = nullptr;   // [length, headDim]
    const float* value = nullptr; // [length, headDim]
    float* out = nullptr;         // [length, headDim]
    std::ptrdiff_t queryStride = 0;
    std::ptrdiff_t keyStride = 0;
    std::ptrdiff_t valueStride = 0;
    std::ptrdiff_t outStride = 0;
    std::size_t length = 0;
    std::size_t headDim = 0;
    float scale = 1.0F;
};

struct CpuKernels {
    InstructionSet set = InstructionSet::Portable;

    RowSums (*rowSums)(const float* logits, std::size_t vocabulary, std::size_t target) = nullptr;
    // The lowest id among the largest logits.
    std::size_t (*argmax)(const float* logits, std::size_t vocabulary) = nullptr;

    // x and out may be the same array.
    void (*layerNorm)(const float* x, float* out, std::size_t rows, std::size_t width, const float* weight,
                      const float* bias, float epsilon) = nullptr;
    void (*rmsNorm)(const float* x, float* out, std::size_t rows, std::size_t width, const float* weight,
                    float epsilon) = nullptr;
    // x += bias, row by row.
    void (*addBias)(float* x, std::size_t rows, std::size_t width, const float* bias) = nullptr;
    // x += y
    void (*add)(float* x, const float* y, std::size_t count) = nullptr;
    void (*activate)(float* x, std::size_t count, checkpoint::Activation activation) = nullptr;
    // x = activation(x) * y
    void (*gate)(float* x, const float* y, std::size_t count, checkpoint::Activation activation) = nullptr;
    // Rotates the pairs (i, i + half) of `heads` heads of one token in place; cosine and sine [half].
    void (*rotate)(float* x, std::size_t heads, std::ptrdiff_t headStride, std::size_t half,
                   const float* cosine, const float* sine) = nullptr;
    // Causal attention. `scratch` has room for attentionScratch(length, headDim) floats.
    void (*attention)(const AttentionHead& head, float* scratch) = nullptr;
    // Attention of a single query over `length` cached keys and values: query and out [headDim].
    void (*attendOne)(const AttentionHead& head, float* scratch) = nullptr;
};

[[nodiscard]] const CpuKernels& cpuKernels(InstructionSet set);
[[nodiscard]] std::size_t attentionScratch(std::size_t length, std::size_t headDim);

} // namespace retort::engine
