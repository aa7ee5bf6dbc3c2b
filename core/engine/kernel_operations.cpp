// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernel_operations.h"

#include "core/engine/weights.h"

#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/cpu/Utils.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include <cstring>

namespace retort::engine {

namespace {

using Stack = std::vector<c10::IValue>;

// oneDNN's product with packed weights, which LibTorch offers through the dispatcher only; absent in some
// builds.
struct PackedLinear {
    std::optional<c10::OperatorHandle> reorder =
        c10::Dispatcher::singleton().findSchema({"mkldnn::_reorder_linear_weight", ""});
    std::optional<c10::OperatorHandle> multiply =
        c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
};

const PackedLinear& packedLinear() {
    static const PackedLinear operators;
    return operators;
}

// Undefined where LibTorch or the processor lacks what packing this type needs.
at::Tensor packed(const at::Tensor& weight) {
    if (!packedLinear().reorder || !packedLinear().multiply)
        return {};
    try {
        Stack stack{weight, c10::IValue()};
        packedLinear().reorder->callBoxed(&stack);
        return stack.back().toTensor();
    } catch (const c10::Error&) {
        return {};
    }
}

at::Tensor multiplyPacked(const at::Tensor& x, const at::Tensor& packedWeight) {
    Stack stack{x,
                packedWeight,
                c10::IValue(),
                std::string("none"),
                c10::List<std::optional<at::Scalar>>(),
                c10::IValue()};
    packedLinear().multiply->callBoxed(&stack);
    return stack.back().toTensor();
}

// x [tile, in] f32, its values already rounded to the precision -> [tile, out] f32.
at::Tensor multiplyTile(const at::Tensor& x, const Dense& dense) {
    if (!dense.packed.is_mkldnn())
        return at::mm(x, dense.packed);
    if (dense.packed.scalar_type() == at::kBFloat16)
        return multiplyPacked(x.to(at::kBFloat16), dense.packed).to(at::kFloat);
    return multiplyPacked(x, dense.packed);
}

at::Tensor rounded(const at::Tensor& x, Precision precision) {
    return precision == Precision::F32 ? x : x.to(at::kBFloat16).to(at::kFloat);
}

at::Tensor inF32(const at::Tensor& weight) {
    return weight.scalar_type() == at::kFloat ? weight
                                              : emptyWeight(weight.sizes(), at::kFloat).copy_(weight);
}

float* floats(const at::Tensor& x) {
    return x.mutable_data_ptr<float>();
}

std::size_t size(std::int64_t n) {
    return static_cast<std::size_t>(n);
}

} // namespace

std::string_view bf16Products() {
    // Intel's vector instructions for bf16 are slower than those for f32 (83 against 136 GFLOP/s a core on an
    // Emerald Rapids); its matrix units (AMX) and AMD's vector instructions are not.
    static const bool fast = [] {
        const auto has = [capabilities = at::cpu::get_cpu_capabilities()](const char* name) {
            const auto found = capabilities.find(name);
            return found != capabilities.end() && found->second.isBool() && found->second.toBool();
        };
#if defined(__x86_64__)
        return has("amx_bf16") || (has("avx512_bf16") && __builtin_cpu_is("amd") != 0);
#else
        return has("bf16");
#endif
    }();
    return fast ? "bf16" : "f32";
}

void packDense(Dense& dense, Precision precision) {
    const bool narrow = precision == Precision::BF16 && bf16Products() == "bf16";
    dense.packed = narrow ? packed(dense.weight) : at::Tensor();
    // Products of bf16 values are exact in f32: f32 ones compute the same sums.
    const at::Tensor wide = dense.packed.defined() ? at::Tensor() : inF32(dense.weight);
    if (!dense.packed.defined())
        dense.packed = packed(wide);
    if (!dense.packed.defined())
        dense.packed = wide.t();
    dense.weight = at::Tensor();
}

void packWeights(Network& network, Precision precision) {
    std::vector<Dense*> denses = network.denses();
    // The largest first, while the rest has not grown to f32 yet: this keeps the peak of memory low.
    std::rotate(denses.begin(), denses.end() - 1, denses.end());
    for (Dense* dense : denses)
        packDense(*dense, dense == &network.head() ? Precision::F32 : precision);
}

at::Tensor headProduct(const at::Tensor& rows, const Dense& head, Precision precision) {
    return multiplyTile(rounded(rows, precision), head);
}

KeyValueCache::KeyValueCache(const checkpoint::ModelConfig& config, std::int64_t slots, std::int64_t capacity)
    : m_slots(slots), m_slotFloats(capacity * config.kvHeads * config.headDim),
      m_keys(at::empty({config.layers, slots, m_slotFloats}, at::kFloat)),
      m_values(at::empty({config.layers, slots, m_slotFloats}, at::kFloat)) {}

float* KeyValueCache::keys(std::int64_t layer, std::int64_t slot) {
    return floats(m_keys) + (layer * m_slots + slot) * m_slotFloats;
}

float* KeyValueCache::values(std::int64_t layer, std::int64_t slot) {
    return floats(m_values) + (layer * m_slots + slot) * m_slotFloats;
}

KernelOperations::KernelOperations(const CpuKernels& kernels, Precision precision, std::int64_t tileRows)
    : m_kernels(kernels), m_precision(precision), m_tileRows(tileRows) {}

void KernelOperations::useCache(KeyValueCache* cache, std::vector<std::int64_t> slots) {
    m_cache = cache;
    m_slots = std::move(slots);
}

at::Tensor KernelOperations::embed(const at::Tensor& table, const at::Tensor& ids) {
    return table.index_select(0, ids).to(at::kFloat);
}

at::Tensor KernelOperations::linear(const at::Tensor& x, const Dense& dense) {
    const std::int64_t rows = x.size(0);
    const at::Tensor in = rounded(x, m_precision);
    at::Tensor out;
    if (rows == m_tileRows) {
        out = multiplyTile(in, dense);
    } else {
        for (std::int64_t row = 0; row < rows; row += m_tileRows) {
            const at::Tensor part = multiplyTile(in.narrow(0, row, m_tileRows), dense);
            if (!out.defined())
                out = at::empty({rows, part.size(1)}, at::kFloat);
            out.narrow(0, row, m_tileRows).copy_(part);
        }
    }
    if (dense.bias.defined())
        m_kernels.addBias(floats(out), size(rows), size(out.size(1)), floats(dense.bias));
    return out;
}

at::Tensor KernelOperations::norm(const at::Tensor& x, const Norm& norm) {
    const at::Tensor in = x.contiguous();
    const at::Tensor out = at::empty(x.sizes(), at::kFloat);
    const std::int64_t width = norm.weight.size(0);
    const auto epsilon = static_cast<float>(norm.epsilon);
    const std::size_t rows = size(in.numel() / width);
    if (norm.bias.defined())
        m_kernels.layerNorm(floats(in), floats(out), rows, size(width), floats(norm.weight),
                            floats(norm.bias), epsilon);
    else
        m_kernels.rmsNorm(floats(in), floats(out), rows, size(width), floats(norm.weight), epsilon);
    return out;
}

at::Tensor KernelOperations::activate(at::Tensor x, checkpoint::Activation activation) {
    m_kernels.activate(floats(x), size(x.numel()), activation);
    return x;
}

at::Tensor KernelOperations::gate(at::Tensor gate, const at::Tensor& up, checkpoint::Activation activation) {
    m_kernels.gate(floats(gate), floats(up), size(gate.numel()), activation);
    return gate;
}

at::Tensor KernelOperations::add(at::Tensor x, const at::Tensor& y) {
    m_kernels.add(floats(x), floats(y), size(x.numel()));
    return x;
}

at::Tensor KernelOperations::rotate(at::Tensor x, const RotaryTable& table, const TokenBatch& batch) {
    const std::int64_t half = table.cosine.size(1);
    const auto* positions = batch.positions.const_data_ptr<std::int64_t>();
    for (std::int64_t row = 0; row < x.size(0); ++row) {
        const std::int64_t offset = positions[row] * half;
        m_kernels.rotate(floats(x) + row * x.stride(0), size(x.size(1)), x.stride(1), size(half),
                         floats(table.cosine) + offset, floats(table.sine) + offset);
    }
    return x;
}

void KernelOperations::store(const at::Tensor& k, const at::Tensor& v, const Sequence& sequence,
                             std::int64_t layer, std::int64_t slot) {
    const std::int64_t heads = k.size(1);
    const std::int64_t headDim = k.size(2);
    const std::size_t bytes = size(headDim) * sizeof(float);
    for (std::int64_t i = 0; i < sequence.length; ++i) {
        const std::int64_t row = sequence.firstRow + i;
        for (std::int64_t head = 0; head < heads; ++head) {
            const std::int64_t to = ((sequence.firstPosition + i) * heads + head) * headDim;
            std::memcpy(m_cache->keys(layer, slot) + to, floats(k) + row * k.stride(0) + head * k.stride(1),
                        bytes);
            std::memcpy(m_cache->values(layer, slot) + to, floats(v) + row * v.stride(0) + head * v.stride(1),
                        bytes);
        }
    }
}

at::Tensor KernelOperations::attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                       const TokenBatch& batch, std::int64_t layer, double scale) {
    const std::int64_t heads = q.size(1);
    const std::int64_t headDim = q.size(2);
    const std::int64_t perKey = heads / k.size(1);
    const std::int64_t width = heads * headDim;
    at::Tensor out = at::empty({q.size(0), width}, at::kFloat);
    AttentionHead task;
    task.queryStride = q.stride(0);
    task.outStride = width;
    task.headDim = size(headDim);
    task.scale = static_cast<float>(scale);
    std::int64_t end = 0;
    for (std::size_t i = 0; i < batch.sequences.size(); ++i) {
        const Sequence& sequence = batch.sequences[i];
        const std::int64_t row = sequence.firstRow;
        const bool continues = sequence.firstPosition > 0;
        end = row + sequence.length;
        task.length = size(sequence.firstPosition + sequence.length);
        const std::size_t needed = attentionScratch(task.length, task.headDim);
        if (m_scratch.size() < needed)
            m_scratch.resize(needed);
        if (m_cache != nullptr)
            store(k, v, sequence, layer, m_slots[i]);
        task.keyStride = continues ? k.size(1) * headDim : k.stride(0);
        task.valueStride = continues ? v.size(1) * headDim : v.stride(0);
        for (std::int64_t head = 0; head < heads; ++head) {
            const std::int64_t source = head / perKey;
            task.query = floats(q) + row * q.stride(0) + head * q.stride(1);
            task.key = continues ? m_cache->keys(layer, m_slots[i]) + source * headDim
                                 : floats(k) + row * k.stride(0) + source * k.stride(1);
            task.value = continues ? m_cache->values(layer, m_slots[i]) + source * headDim
                                   : floats(v) + row * v.stride(0) + source * v.stride(1);
            task.out = floats(out) + row * width + head * headDim;
            (continues ? m_kernels.attendOne : m_kernels.attention)(task, m_scratch.data());
        }
    }
    // Rows that only fill up the tile: finite numbers keep them harmless.
    out.narrow(0, end, out.size(0) - end).zero_();
    return out;
}

} // namespace retort::engine
