// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a network is put together from: the families differ in this alone, and network.cpp computes it.
// Includes LibTorch: for core/engine and core/distill only.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace retort::engine {

// y = x weight^T + bias; bias may be undefined. `packed` is the weight in the form that inference multiplies
// with; once there is one, `weight` is undefined.
struct Dense {
    at::Tensor weight;
    at::Tensor bias;
    at::Tensor packed;
};

// LayerNorm with weight and bias when `bias` is defined, else RMSNorm: normalised in f32, rounded to the type
// of x, then multiplied by the weight.
struct Norm {
    at::Tensor weight;
    at::Tensor bias;
    double epsilon = 1e-5;
};

// Where a layer's two norms stand; x is the residual stream, f attention or FFN.
enum class NormPlace {
    BeforeBranch, // x + f(norm(x))
    AfterSum,     // norm(x + f(x))
    OnBranch      // x + norm(f(x))
};

// How queries, keys and values come out of their projections.
enum class ProjectionLayout {
    Separate,   // three projections
    Blocks,     // one: [q, k, v][H][hd]
    Interleaved // one: [H][q, k, v][hd]
};

struct Layer {
    Norm attentionNorm;
    Norm mlpNorm;
    Dense query; // the one projection when there is only one
    std::optional<Dense> key;
    std::optional<Dense> value;
    // Over whole projections when their weights are as wide as those, else over each head.
    std::optional<Norm> queryNorm;
    std::optional<Norm> keyNorm;
    Dense attentionOut;
    std::optional<Dense> gate; // down(act(gate(x)) * up(x)) with, down(act(up(x))) without
    Dense up;
    Dense down;
};

struct Architecture {
    NormPlace normPlace = NormPlace::BeforeBranch;
    ProjectionLayout projections = ProjectionLayout::Separate;
    std::vector<Layer> layers;
    std::optional<Norm> finalNorm;
    // Learned positions [rows, d]; undefined where positions are rotary. Position 0 is in row
    // firstPositionRow.
    at::Tensor positions;
    std::int64_t firstPositionRow = 0;
    // From the embedding's width to d, and back before the head.
    std::optional<Dense> projectIn;
    std::optional<Dense> projectOut;
};

} // namespace retort::engine
