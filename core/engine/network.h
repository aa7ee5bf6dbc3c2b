// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The mathematics of the model families, once, for scoring, decoding and training. A Network holds the
// weights and the order of the steps; Operations carries the steps out: TensorOperations under autograd, the
// engine's own kernels for inference. Includes LibTorch: for core/engine and core/distill only. N = rows
// (tokens) of a batch, d = hidden size, H / Hk = query / key heads, hd = head dimension, V = vocabulary.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/model_config.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace retort::engine {

// By canonical Hugging Face name, as checkpoint::neededTensors() lists them; linear weights are [out, in].
using Weights = std::map<std::string, at::Tensor>;

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

// Where the tokens of one sequence lie in a batch.
struct Sequence {
    std::int64_t firstRow = 0;
    std::int64_t length = 0;
    std::int64_t firstPosition = 0; // position in the text of the token in firstRow
};

// Tokens of one or more sequences, one after another in rows 0 .. N-1. Rows that belong to no sequence may
// follow: they fill up the last tile, and what they yield means nothing.
struct TokenBatch {
    at::Tensor ids;       // int64 [N]
    at::Tensor positions; // int64 [N]
    std::vector<Sequence> sequences;
};

// B sequences of equal length from ids [B, T] (int64), row after row, positions from 0.
[[nodiscard]] TokenBatch uniformBatch(const at::Tensor& ids);

// cos and sin of position * frequency, computed in f32: both [positions, rotary dims / 2].
struct RotaryTable {
    at::Tensor cosine;
    at::Tensor sine;
};

[[nodiscard]] RotaryTable makeRotaryTable(const checkpoint::ModelConfig& config);

// The steps a network consists of. One object is used by one thread at a time.
class Operations {
public:
    Operations() = default;
    virtual ~Operations() = default;
    Operations(const Operations&) = delete;
    Operations& operator=(const Operations&) = delete;

    // Rows of table [V, d] -> [N, d].
    [[nodiscard]] virtual at::Tensor embed(const at::Tensor& table, const at::Tensor& ids) = 0;
    // [N, in] -> [N, out].
    [[nodiscard]] virtual at::Tensor linear(const at::Tensor& x, const Dense& dense) = 0;
    // Over the last dimension.
    [[nodiscard]] virtual at::Tensor norm(const at::Tensor& x, const Norm& norm) = 0;
    // The result may take the place of x, which must not be used afterwards.
    [[nodiscard]] virtual at::Tensor activate(at::Tensor x, checkpoint::Activation activation) = 0;
    // activation(gate) * up; the result may take the place of gate.
    [[nodiscard]] virtual at::Tensor gate(at::Tensor gate, const at::Tensor& up,
                                          checkpoint::Activation activation) = 0;
    // x + y; the result may take the place of x.
    [[nodiscard]] virtual at::Tensor add(at::Tensor x, const at::Tensor& y) = 0;
    // Rotary positions on the first dimensions of each head of x [N, heads, hd] (last dimension contiguous);
    // the result may take the place of x.
    [[nodiscard]] virtual at::Tensor rotate(at::Tensor x, const RotaryTable& table,
                                            const TokenBatch& batch) = 0;
    // Causal attention of each sequence over itself (and over what a cache holds of it), scaled by hd^-0.5.
    // q [N, H, hd], k and v [N, Hk, hd], last dimension contiguous -> [N, H * hd].
    [[nodiscard]] virtual at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                               const TokenBatch& batch, std::int64_t layer) = 0;
};

// With LibTorch's own operators, in the type of the weights, differentiable.
class TensorOperations final : public Operations {
public:
    [[nodiscard]] at::Tensor embed(const at::Tensor& table, const at::Tensor& ids) override;
    [[nodiscard]] at::Tensor linear(const at::Tensor& x, const Dense& dense) override;
    [[nodiscard]] at::Tensor norm(const at::Tensor& x, const Norm& norm) override;
    [[nodiscard]] at::Tensor activate(at::Tensor x, checkpoint::Activation activation) override;
    [[nodiscard]] at::Tensor gate(at::Tensor gate, const at::Tensor& up,
                                  checkpoint::Activation activation) override;
    [[nodiscard]] at::Tensor add(at::Tensor x, const at::Tensor& y) override;
    [[nodiscard]] at::Tensor rotate(at::Tensor x, const RotaryTable& table, const TokenBatch& batch) override;
    [[nodiscard]] at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                       const TokenBatch& batch, std::int64_t layer) override;
};

// A model. Shares the tensors of the Weights it was made from: training them trains it. hidden() may be
// called from several threads at once, each with its own Operations.
class Network {
public:
    virtual ~Network() = default;
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    // Hidden states after the final norm, [N, d].
    [[nodiscard]] virtual at::Tensor hidden(Operations& operations, const TokenBatch& batch) const = 0;
    // The same for ids [B, T] (int64) -> [B, T, d] with TensorOperations.
    [[nodiscard]] at::Tensor hidden(const at::Tensor& ids) const;
    // logits = hidden * weight^T, weight [V, d]: the embedding itself when the head is tied.
    [[nodiscard]] const Dense& head() const { return m_head; }
    // Undefined once the weights have been packed.
    [[nodiscard]] const at::Tensor& headWeight() const { return m_head.weight; }
    [[nodiscard]] const checkpoint::ModelConfig& config() const { return m_config; }
    // Every linear step, the head last.
    [[nodiscard]] std::vector<Dense*> denses();

protected:
    Network(const checkpoint::ModelConfig& config, const Weights& weights);
    [[nodiscard]] virtual std::vector<Dense*> bodyDenses() = 0;

    checkpoint::ModelConfig m_config;
    RotaryTable m_rotary;
    at::Tensor m_embedding; // [V, d]
    Dense m_head;
};

// Matrices of one floating type, shapes as checkpoint::neededTensors() says; a missing or misshapen tensor
// is ErrorCode::InvalidInput.
[[nodiscard]] Result<std::unique_ptr<Network>> makeNetwork(const checkpoint::ModelConfig& config,
                                                           const Weights& weights);

} // namespace retort::engine
