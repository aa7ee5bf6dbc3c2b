// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The mathematics of the model families, once, for scoring, decoding and training. A Network goes through the
// steps of its Architecture; Operations carries the steps out: TensorOperations under autograd, the
// engine's own kernels for inference. Includes LibTorch: for core/engine and core/distill only. N = rows
// (tokens) of a batch, d = hidden size, H / Hk = query / key heads, hd = head dimension, V = vocabulary.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/model_config.h"
#include "core/engine/architecture.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace retort::engine {

// By canonical Hugging Face name, as checkpoint::neededTensors() lists them; linear weights are [out, in].
using Weights = std::map<std::string, at::Tensor>;

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
    // Causal attention of each sequence over itself (and over what a cache holds of it), scores multiplied by
    // `scale`. q [N, H, hd], k and v [N, Hk, hd], last dimension contiguous -> [N, H * hd].
    [[nodiscard]] virtual at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                               const TokenBatch& batch, std::int64_t layer, double scale) = 0;
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
                                       const TokenBatch& batch, std::int64_t layer, double scale) override;
};

// A model. Shares the tensors of the Weights it was made from: training them trains it. hidden() may be
// called from several threads at once, each with its own Operations.
class Network {
public:
    Network(const checkpoint::ModelConfig& config, const Weights& weights, Architecture architecture);
    ~Network() = default;
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    // What the head multiplies, [N, E]: hidden states after the final norm and a projection to the width E of
    // the embedding, when there are any.
    [[nodiscard]] at::Tensor hidden(Operations& operations, const TokenBatch& batch) const;
    // The same for ids [B, T] (int64) -> [B, T, E] with TensorOperations.
    [[nodiscard]] at::Tensor hidden(const at::Tensor& ids) const;
    // logits = hidden * weight^T, weight [V, E]: the embedding itself when the head is tied.
    [[nodiscard]] const Dense& head() const { return m_head; }
    // Undefined once the weights have been packed.
    [[nodiscard]] const at::Tensor& headWeight() const { return m_head.weight; }
    [[nodiscard]] const checkpoint::ModelConfig& config() const { return m_config; }
    // Every linear step, the head last.
    [[nodiscard]] std::vector<Dense*> denses();

private:
    struct Heads {
        at::Tensor query; // [N, H, hd]
        at::Tensor key;   // [N, Hk, hd]
        at::Tensor value; // [N, Hk, hd]
    };

    [[nodiscard]] at::Tensor embed(Operations& operations, const TokenBatch& batch) const;
    [[nodiscard]] at::Tensor throughLayer(Operations& operations, at::Tensor x, const TokenBatch& batch,
                                          std::int64_t index) const;
    [[nodiscard]] Heads project(Operations& operations, const Layer& layer, const at::Tensor& x) const;
    [[nodiscard]] at::Tensor attention(Operations& operations, const at::Tensor& x, const TokenBatch& batch,
                                       std::int64_t index) const;
    [[nodiscard]] at::Tensor mlp(Operations& operations, const Layer& layer, const at::Tensor& x) const;
    [[nodiscard]] double attentionScale(std::int64_t index) const;

    checkpoint::ModelConfig m_config;
    Architecture m_architecture;
    RotaryTable m_rotary;   // empty where positions are learned
    at::Tensor m_embedding; // [V, E]
    Dense m_head;
};

// Matrices of one floating type, shapes as checkpoint::neededTensors() says; a missing or misshapen tensor
// is ErrorCode::InvalidInput.
[[nodiscard]] Result<std::unique_ptr<Network>> makeNetwork(const checkpoint::ModelConfig& config,
                                                           const Weights& weights);

} // namespace retort::engine
