// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tensors of a directory's weight files, as views into read-only mappings: safetensors, or files of
// torch.save (torch_file.h). Every safetensors header is checked before use: its length, unknown types, sizes
// (overflow-safe), and that the ranges tile the file's buffer without holes or overlap. Errors name the file
// and the fact. Thread: any, a TensorSet is immutable.
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
    std::vector<std::int64_t> shape;  // empty for a scalar
    std::span<const std::byte> bytes; // little-endian, in the mapping; not always aligned to the element size
    std::shared_ptr<const MappedFile> file; // keeps bytes valid
    // In elements, from the beginning of bytes; only in files of torch.save. Empty: row-major without gaps.
    std::vector<std::int64_t> strides = {};

    [[nodiscard]] std::int64_t count() const;
    // count() elements, row-major: what bytes.size() is without strides.
    [[nodiscard]] std::int64_t byteCount() const { return count() * itemSize(dtype); }
};

// Writes the elements [first, first + count) of the row-major order, count * itemSize(tensor.dtype) bytes.
void copyElements(const Tensor& tensor, std::int64_t first, std::int64_t count, std::byte* out);
// A matrix with its dimensions exchanged, as a view.
[[nodiscard]] Tensor transposed(const Tensor& matrix);
// Whether type, shape and the bits of all elements are equal.
[[nodiscard]] bool sameElements(const Tensor& a, const Tensor& b);

// "[2, 3]".
[[nodiscard]] std::string shapeText(std::span<const std::int64_t> shape);

// The tensors of one file, in the order of their bytes.
[[nodiscard]] Result<std::vector<Tensor>> readSafetensors(const std::filesystem::path& path);
// The same for bytes in memory, which `owner` keeps (null: the caller does). Errors don't name a file.
[[nodiscard]] Result<std::vector<Tensor>> parseSafetensors(std::span<const std::byte> bytes,
                                                           const std::shared_ptr<const MappedFile>& owner);

enum class WeightFormat { Safetensors, Torch };

// "safetensors", "torch.save".
[[nodiscard]] std::string_view weightFormatName(WeightFormat format);

class TensorSet {
public:
    // The first that is there of model.safetensors, the shards of model.safetensors.index.json,
    // pytorch_model.bin, the shards of pytorch_model.bin.index.json, as transformers chooses.
    [[nodiscard]] static Result<TensorSet> open(const std::filesystem::path& directory);

    // Null when there is none of this name; valid as long as the set.
    [[nodiscard]] const Tensor* find(std::string_view name) const;
    // Sorted by name.
    [[nodiscard]] const std::vector<Tensor>& all() const { return m_tensors; }
    // The weight files that were read, sorted.
    [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return m_files; }
    [[nodiscard]] WeightFormat format() const { return m_format; }

private:
    std::vector<Tensor> m_tensors;
    std::vector<std::filesystem::path> m_files;
    WeightFormat m_format = WeightFormat::Safetensors;
};

// The weight files of a directory by the same rule, without reading them.
[[nodiscard]] Result<std::vector<std::filesystem::path>> weightFiles(const std::filesystem::path& directory);
// The names of weight files or indexes that are there too and that the rule passes over.
[[nodiscard]] std::vector<std::string> unusedWeightFiles(const std::filesystem::path& directory);

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
