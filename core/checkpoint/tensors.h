// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tensors of a directory's safetensors files, as views into read-only mappings.
// Every header is checked before use: its length, unknown types, sizes (overflow-safe), and that the ranges
// tile the file's buffer without holes or overlap. Errors name the file and the fact. Thread: any, a
// TensorSet is immutable.
#pragma once

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

struct Tensor {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;  // row-major; empty for a scalar
    std::span<const std::byte> bytes; // little-endian, in the mapping; not always aligned to the element size
    std::shared_ptr<const MappedFile> file; // keeps bytes valid

    [[nodiscard]] std::int64_t count() const;
};

// "[2, 3]".
[[nodiscard]] std::string shapeText(std::span<const std::int64_t> shape);

// The tensors of one file, in the order of their bytes.
[[nodiscard]] Result<std::vector<Tensor>> readSafetensors(const std::filesystem::path& path);

class TensorSet {
public:
    // model.safetensors, or the shards that model.safetensors.index.json names. A directory with
    // pytorch_model.bin only is ErrorCode::Unsupported, with the advice to convert it.
    [[nodiscard]] static Result<TensorSet> open(const std::filesystem::path& directory);

    // Null when there is none of this name; valid as long as the set.
    [[nodiscard]] const Tensor* find(std::string_view name) const;
    // Sorted by name.
    [[nodiscard]] const std::vector<Tensor>& all() const { return m_tensors; }
    // The weight files that were read, sorted.
    [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return m_files; }

private:
    std::vector<Tensor> m_tensors;
    std::vector<std::filesystem::path> m_files;
};

// The weight files of a directory by the same rule, without reading them.
[[nodiscard]] Result<std::vector<std::filesystem::path>> weightFiles(const std::filesystem::path& directory);

// A tensor to be written; `bytes` are little-endian and row-major, product(shape) * itemSize(dtype) of them.
struct TensorData {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};

// Replaces `path` in one step. The same tensors give the same file in whatever order they come: by falling
// element size, then by name, as the safetensors library orders them.
[[nodiscard]] Status writeSafetensors(const std::filesystem::path& path, std::span<const TensorData> tensors);

} // namespace retort::checkpoint
