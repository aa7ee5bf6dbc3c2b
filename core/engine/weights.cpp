// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights.h"

#include <ATen/ops/empty.h>

namespace retort::engine {

namespace {

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

} // namespace

Result<Weights> loadWeights(const checkpoint::Checkpoint& checkpoint, at::ScalarType matrices,
                            at::ScalarType vectors) {
    Weights weights;
    for (const checkpoint::TensorNeed& need : checkpoint::neededTensors(checkpoint.config)) {
        const checkpoint::Tensor* stored =
            checkpoint::findWeight(checkpoint.tensors, checkpoint.config.family, need.name);
        if (stored == nullptr)
            return fail(ErrorCode::InvalidInput, "{}: the weights lack {}", checkpoint.directory.string(),
                        need.name);
        const at::ScalarType storedType = scalarType(stored->dtype);
        if (storedType == at::ScalarType::Undefined)
            return fail(ErrorCode::Unsupported,
                        "{}: {} is stored as {}; weights are computed from F32, F16 or BF16",
                        checkpoint.directory.string(), need.name, checkpoint::dtypeName(stored->dtype));
        // Copied first: the mapping is not always aligned to the element size, nor row-major.
        const at::Tensor raw = at::empty(stored->shape, storedType);
        checkpoint::copyElements(*stored, 0, stored->count(),
                                 static_cast<std::byte*>(raw.mutable_data_ptr()));
        const at::Tensor weight = raw.to(need.shape.size() > 1 ? matrices : vectors);
        weights.emplace(need.name, need.transposed ? weight.t().contiguous() : weight);
    }
    return weights;
}

} // namespace retort::engine
