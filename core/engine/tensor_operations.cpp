// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/network.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>

namespace retort::engine {

namespace {

// q [B, T, H, hd], k and v [B, T, Hk, hd] -> [B * T, H * hd]
at::Tensor causalAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale) {
    const bool grouped = q.size(2) != k.size(2);
    const at::Tensor mixed = at::scaled_dot_product_attention(
        q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), {}, 0.0, true, scale, grouped);
    return mixed.transpose(1, 2).reshape({q.size(0) * q.size(1), q.size(2) * q.size(3)});
}

bool isUniform(const TokenBatch& batch) {
    const std::int64_t length = batch.sequences.front().length;
    std::int64_t row = 0;
    for (const Sequence& sequence : batch.sequences) {
        if (sequence.length != length || sequence.firstRow != row)
            return false;
        row += length;
    }
    return row == batch.ids.size(0);
}

} // namespace

at::Tensor TensorOperations::embed(const at::Tensor& table, const at::Tensor& ids) {
    return at::embedding(table, ids);
}

at::Tensor TensorOperations::linear(const at::Tensor& x, const Dense& dense) {
    return at::linear(x, dense.weight, dense.bias.defined() ? std::optional(dense.bias) : std::nullopt);
}

at::Tensor TensorOperations::norm(const at::Tensor& x, const Norm& norm) {
    if (norm.bias.defined())
        return at::layer_norm(x, norm.weight.sizes(), norm.weight, norm.bias, norm.epsilon);
    const at::Tensor wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
    const at::Tensor scaled = wide * at::rsqrt(wide.square().mean(-1, true) + norm.epsilon);
    return norm.weight * scaled.to(x.scalar_type());
}

at::Tensor TensorOperations::activate(at::Tensor x, checkpoint::Activation activation) {
    switch (activation) {
    case checkpoint::Activation::Gelu:
        return at::gelu(x);
    case checkpoint::Activation::GeluTanh:
        return at::gelu(x, "tanh");
    case checkpoint::Activation::Relu:
        return at::relu(x);
    case checkpoint::Activation::Silu:
        return at::silu(x);
    case checkpoint::Activation::QuickGelu:
        return x * at::sigmoid(x * 1.702);
    }
    return x;
}

at::Tensor TensorOperations::gate(at::Tensor gate, const at::Tensor& up, checkpoint::Activation activation) {
    return activate(std::move(gate), activation) * up;
}

at::Tensor TensorOperations::add(at::Tensor x, const at::Tensor& y) {
    return x + y;
}

at::Tensor TensorOperations::rotate(at::Tensor x, const RotaryTable& table, const TokenBatch& batch) {
    const std::int64_t half = table.cosine.size(1);
    const at::ScalarType type = x.scalar_type();
    const at::Tensor cosine = table.cosine.index_select(0, batch.positions).unsqueeze(1).to(type);
    const at::Tensor sine = table.sine.index_select(0, batch.positions).unsqueeze(1).to(type);
    const at::Tensor first = x.narrow(2, 0, half);
    const at::Tensor second = x.narrow(2, half, half);
    return at::cat({first * cosine - second * sine, second * cosine + first * sine,
                    x.narrow(2, 2 * half, x.size(2) - 2 * half)},
                   2);
}

at::Tensor TensorOperations::attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                       const TokenBatch& batch, std::int64_t /*layer*/, double scale) {
    const auto split = [](const at::Tensor& x, std::int64_t count, std::int64_t length) {
        return x.unflatten(0, {count, length});
    };
    if (isUniform(batch)) {
        const auto count = static_cast<std::int64_t>(batch.sequences.size());
        const std::int64_t length = batch.sequences.front().length;
        return causalAttention(split(q, count, length), split(k, count, length), split(v, count, length),
                               scale);
    }
    std::vector<at::Tensor> parts;
    for (const Sequence& sequence : batch.sequences) {
        const auto own = [&](const at::Tensor& x) {
            return x.narrow(0, sequence.firstRow, sequence.length).unsqueeze(0);
        };
        parts.push_back(causalAttention(own(q), own(k), own(v), scale));
    }
    return at::cat(parts, 0);
}

} // namespace retort::engine
