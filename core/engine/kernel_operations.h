// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Inference on the CPU: matrix products in row tiles of one shape, everything else by the engine's own
// kernels. Activations are f32. Includes LibTorch.
#pragma once

#include "core/engine/cpu_kernels.h"
#include "core/engine/model.h"
#include "core/engine/network.h"

namespace retort::engine {

// Keys and values of `slots` sequences for decoding: [layer][slot][position][kvHeads * headDim], f32.
class KeyValueCache {
public:
    KeyValueCache(const checkpoint::ModelConfig& config, std::int64_t slots, std::int64_t capacity);

    [[nodiscard]] float* keys(std::int64_t layer, std::int64_t slot);
    [[nodiscard]] float* values(std::int64_t layer, std::int64_t slot);

private:
    std::int64_t m_slots;
    std::int64_t m_slotFloats;
    at::Tensor m_keys;
    at::Tensor m_values;
};

class KernelOperations final : public Operations {
public:
    // Batches must have a multiple of tileRows rows.
    KernelOperations(const CpuKernels& kernels, Precision precision, std::int64_t tileRows);

    // From here on sequence i of a batch continues slots[i] of the cache.
    void useCache(KeyValueCache* cache, std::vector<std::int64_t> slots);

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

private:
    void store(const at::Tensor& k, const at::Tensor& v, const Sequence& sequence, std::int64_t layer,
               std::int64_t slot);

    const CpuKernels& m_kernels;
    Precision m_precision;
    std::int64_t m_tileRows;
    KeyValueCache* m_cache = nullptr;
    std::vector<std::int64_t> m_slots;
    std::vector<float> m_scratch;
};

// How bf16 values are multiplied on this processor, whichever is faster: "bf16" (sums in f32, results rounded
// to bf16) or "f32" (the same values, results not rounded).
[[nodiscard]] std::string_view bf16Products();
// Puts the weights of every linear step into the form that KernelOperations multiplies with and lets go of
// the others. The head is kept in f32, its values rounded to the precision: logits are never computed in
// less.
void packWeights(Network& network, Precision precision);
// The same for a single step that isn't the head.
void packDense(Dense& dense, Precision precision);
// Logits [tile, V] of rows [tile, d] with a packed head; both f32, a tile of one of the fixed sizes.
[[nodiscard]] at::Tensor headProduct(const at::Tensor& rows, const Dense& head, Precision precision);

} // namespace retort::engine
