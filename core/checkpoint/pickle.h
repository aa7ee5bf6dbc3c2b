// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pickle of a weights file, read without executing anything: a machine that knows the opcodes of
// protocols 2 to 5 which torch.save uses, builds plain values only, and refuses every global but those that a
// state dict consists of (collections.OrderedDict, torch._utils._rebuild_tensor_v2 and _v3,
// torch._utils._rebuild_parameter, torch.Size, the storage classes and the element types). Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

constexpr std::size_t kMaxPickledRank = 16;

// A tensor as the pickle states it; nothing is checked against the storage yet. Offset and strides count
// elements.
struct PickledTensor {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::string_view storage; // the key of its storage, in the pickle
    std::int64_t storageBytes = 0;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape;   // at most kMaxPickledRank
    std::vector<std::int64_t> strides; // as many as shape
};

// The tensors of a state dict: a dict from names to tensors, in its order. Anything else is refused by name,
// with the byte where it stands. Memory is a small multiple of the pickle's size, and at most about 100 MB.
[[nodiscard]] Result<std::vector<PickledTensor>> readStateDict(std::span<const std::byte> pickle);

} // namespace retort::checkpoint
