// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights.h"

#include "core/engine/weight_noise.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>
#include <c10/util/accumulate.h>

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace retort::engine {

namespace {

constexpr std::int64_t kElementsAtATime = std::int64_t{1} << 20U;

at::ScalarType scalarType(checkpoint::Dtype dtype) {
    switch (dtype) {
    case checkpoint::Dtype::F32:
        return at::kFloat;
    case checkpoint::Dtype::F16:
        return at::kHalf;
    case checkpoint::Dtype::BF16:
        return at::kBFloat16;
    default:
        return at::ScalarType::Undefined;
    }
}

std::byte* bytesOf(const at::Tensor& tensor) {
    return static_cast<std::byte*>(tensor.mutable_data_ptr());
}

// Gives the pages of elements back that have been read. Those of a view lie anywhere: at the end, all
// together.
void release(const checkpoint::Tensor& tensor, std::int64_t first, std::int64_t count) {
    if (!tensor.file)
        return;
    if (tensor.strides.empty()) {
        const auto item = static_cast<std::size_t>(checkpoint::itemSize(tensor.dtype));
        tensor.file->release(tensor.bytes.subspan(static_cast<std::size_t>(first) * item,
                                                  static_cast<std::size_t>(count) * item));
    } else if (first + count == tensor.count()) {
        tensor.file->release(tensor.bytes);
    }
}

// The tensor in f32, copied: a mapping is neither aligned to the element size nor always row-major.
at::Tensor wholeInF32(const checkpoint::Tensor& stored) {
    const at::Tensor raw = at::empty(stored.shape, scalarType(stored.dtype));
    checkpoint::copyElements(stored, 0, stored.count(), bytesOf(raw));
    return raw.to(at::kFloat);
}

// The two factors of what an adapter adds, rows of the weight first.
struct Factors {
    explicit Factors(const checkpoint::LowRankUpdate& update) : scale(update.scale) {
        const at::Tensor a = wholeInF32(update.a);
        const at::Tensor b = wholeInF32(update.b);
        left = update.embedding ? a.t() : b;
        right = update.embedding ? b.t() : a;
    }

    at::Tensor left;  // [rows, rank]
    at::Tensor right; // [rank, width]
    double scale;
};

// Row block by row block from the file: converted once, with what the adapter and the noise add, and the
// pages given back.
at::Tensor convert(const checkpoint::Tensor& stored, const checkpoint::LowRankUpdate* update,
                   const std::optional<WeightNoise>& noise, at::ScalarType type) {
    const at::Tensor weight = emptyWeight(stored.shape, type);
    const at::ScalarType storedType = scalarType(stored.dtype);
    const std::int64_t rows = stored.shape.empty() ? 1 : stored.shape.front();
    const std::int64_t width = stored.count() / std::max<std::int64_t>(rows, 1);
    const at::Tensor matrix = weight.view({rows, width});
    const std::int64_t blockRows =
        std::max<std::int64_t>(1, kElementsAtATime / std::max<std::int64_t>(width, 1));
    const std::optional<Factors> factors = update ? std::make_optional<Factors>(*update) : std::nullopt;
    const at::Tensor raw = emptyWeight({std::min(rows, blockRows), width}, storedType);
    for (std::int64_t row = 0; row < rows; row += blockRows) {
        const std::int64_t count = std::min(blockRows, rows - row);
        at::Tensor block = raw.narrow(0, 0, count);
        checkpoint::copyElements(stored, row * width, count * width, bytesOf(block));
        if (factors) {
            block = block.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true);
            block.add_(at::mm(factors->left.narrow(0, row, count), factors->right), factors->scale);
        }
        if (noise) {
            block = block.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true);
            noise->addTo({block.mutable_data_ptr<float>(), static_cast<std::size_t>(block.numel())},
                         static_cast<std::uint64_t>(row * width));
        }
        matrix.narrow(0, row, count).copy_(block);
        release(stored, row * width, count * width);
    }
    return weight;
}

// The tensor that a weight comes from: the adapter's own where it brings the weight whole.
const checkpoint::Tensor* sourceOf(const checkpoint::Checkpoint& checkpoint, const std::string& name) {
    if (checkpoint.adapter) {
        const auto whole = checkpoint.adapter->replacements.find(name);
        if (whole != checkpoint.adapter->replacements.end())
            return &whole->second;
    }
    return checkpoint::findWeight(checkpoint.tensors, checkpoint.config.family, name);
}

const checkpoint::LowRankUpdate* updateOf(const checkpoint::Checkpoint& checkpoint, const std::string& name) {
    if (!checkpoint.adapter)
        return nullptr;
    const auto update = checkpoint.adapter->updates.find(name);
    return update == checkpoint.adapter->updates.end() ? nullptr : &update->second;
}

} // namespace

at::Tensor emptyWeight(at::IntArrayRef shape, at::ScalarType type) {
    constexpr std::size_t kLarge = std::size_t{1} << 20U;
    const std::size_t bytes =
        static_cast<std::size_t>(c10::multiply_integers(shape)) * c10::elementSize(type);
    if (bytes < kLarge)
        return at::empty(shape, type);
    void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    return at::from_blob(
        memory, shape, [bytes](void* begin) { ::munmap(begin, bytes); }, at::TensorOptions(type));
}

Result<Weights> loadWeights(const checkpoint::Checkpoint& checkpoint, at::ScalarType matrices,
                            at::ScalarType vectors, const std::optional<Perturbation>& perturbation) {
    Weights weights;
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(checkpoint.config)) {
        const checkpoint::Tensor* stored = sourceOf(checkpoint, need.name);
        if (stored == nullptr)
            return fail(ErrorCode::InvalidInput, "{}: the weights lack {}", checkpoint.directory.string(),
                        need.name);
        if (scalarType(stored->dtype) == at::ScalarType::Undefined)
            return fail(ErrorCode::Unsupported,
                        "{}: {} is stored as {}; weights are computed from F32, F16 or BF16",
                        checkpoint.directory.string(), need.name, checkpoint::dtypeName(stored->dtype));
        std::optional<WeightNoise> noise;
        if (perturbation && perturbation->sigma != 0)
            noise.emplace(*perturbation, need.name);
        weights.emplace(need.name, convert(need.transposed ? checkpoint::transposed(*stored) : *stored,
                                           updateOf(checkpoint, need.name), noise,
                                           need.shape.size() > 1 ? matrices : vectors));
    }
    return weights;
}

} // namespace retort::engine
