// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A file of torch.save that holds a state dict (pytorch_model.bin), read without executing anything. The
// tensors are views into the mapping: strides and shared storages stay as they are, nothing is copied.
// Thread: any.
#pragma once

#include "core/checkpoint/tensors.h"

namespace retort::checkpoint {

// In the order of the dict. What isn't a ZIP of torch 1.6 or later, big-endian, or more than a state dict, is
// refused by name, with the way to convert it. Errors name the file and the fact.
[[nodiscard]] Result<std::vector<Tensor>> readTorchFile(const std::filesystem::path& path);

// The same for bytes in memory, which `owner` keeps (null: the caller does). Errors don't name a file.
[[nodiscard]] Result<std::vector<Tensor>> parseTorchFile(std::span<const std::byte> bytes,
                                                         const std::shared_ptr<const MappedFile>& owner);

} // namespace retort::checkpoint
