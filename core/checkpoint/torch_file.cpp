// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torch_file.h"

#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/file_kind.h"
#include "core/checkpoint/pickle.h"
#include "core/checkpoint/zip_directory.h"

#include <optional>

namespace retort::checkpoint {

namespace {

constexpr std::string_view kPickleName = "/data.pkl";

std::string_view textOf(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// a * b for a, b >= 0, or none when it doesn't fit.
std::optional<std::int64_t> product(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? std::nullopt : std::optional(result);
}

struct Extent {
    std::int64_t count = 0; // elements
    std::int64_t last = 0;  // place of the last element in the storage
};

// None when sizes or strides are negative or too large.
std::optional<Extent> extentOf(const PickledTensor& tensor) {
    Extent extent{1, tensor.offset};
    bool empty = false;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const std::int64_t size = tensor.shape[i];
        if (size < 0 || tensor.strides[i] < 0)
            return std::nullopt;
        if (size == 0) {
            empty = true;
            continue;
        }
        const auto count = product(extent.count, size);
        const auto step = product(size - 1, tensor.strides[i]);
        if (!count || !step || __builtin_add_overflow(extent.last, *step, &extent.last))
            return std::nullopt;
        extent.count = *count;
    }
    if (empty)
        return Extent{0, tensor.offset};
    return extent;
}

bool isRowMajor(const PickledTensor& tensor) {
    std::int64_t expected = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        if (tensor.shape[i] != 1 && tensor.strides[i] != expected)
            return false;
        expected *= tensor.shape[i];
    }
    return true;
}

// The tensor as a view into its storage.
Result<Tensor> viewOf(PickledTensor stored, std::span<const std::byte> storage,
                      const std::shared_ptr<const MappedFile>& owner) {
    const std::string name = excerpt(stored.name);
    if (stored.storageBytes != static_cast<std::int64_t>(storage.size()))
        return fail(ErrorCode::InvalidInput, "tensor {} has a storage of {} bytes where {} are named", name,
                    storage.size(), stored.storageBytes);
    if (stored.shape.size() != stored.strides.size() || stored.offset < 0)
        return fail(ErrorCode::InvalidInput, "tensor {} has sizes that contradict each other", name);
    const std::optional<Extent> extent = extentOf(stored);
    const std::int64_t itemBytes = itemSize(stored.dtype);
    const std::int64_t available = stored.storageBytes / itemBytes;
    if (!extent || extent->last > available || (extent->count > 0 && extent->last >= available))
        return fail(ErrorCode::InvalidInput,
                    "tensor {} of shape {} reaches outside its storage of {} elements", name,
                    shapeText(stored.shape), available);
    if (extent->count > available)
        return fail(
            ErrorCode::Unsupported,
            "tensor {} of shape {} repeats the {} elements of its storage; save it with .contiguous()", name,
            shapeText(stored.shape), available);
    const std::int64_t elements = extent->count == 0 ? 0 : extent->last - stored.offset + 1;
    Tensor tensor{std::move(stored.name), stored.dtype, {}, {}, owner};
    tensor.bytes = storage.subspan(static_cast<std::size_t>(stored.offset * itemBytes),
                                   static_cast<std::size_t>(elements * itemBytes));
    if (extent->count > 0 && !isRowMajor(stored))
        tensor.strides = std::move(stored.strides);
    tensor.shape = std::move(stored.shape);
    return tensor;
}

Result<std::span<const std::byte>> contentOf(const ZipDirectory& archive, const std::string& name) {
    const ZipEntry* entry = archive.find(name);
    if (entry == nullptr)
        return fail(ErrorCode::InvalidInput, "the archive has no entry {}", excerpt(name));
    if (!entry->plain)
        return fail(ErrorCode::Unsupported,
                    "the entry {} is compressed or encrypted; torch.save stores it plain", excerpt(name));
    return entry->bytes;
}

// The folder in the archive that everything lies in.
Result<std::string> rootOf(const ZipDirectory& archive) {
    std::optional<std::string> root;
    for (const ZipEntry& entry : archive.entries()) {
        if (!entry.name.ends_with(kPickleName))
            continue;
        if (root)
            return fail(ErrorCode::InvalidInput, "holds more than one data.pkl");
        root = entry.name.substr(0, entry.name.size() - kPickleName.size());
    }
    if (!root)
        return fail(ErrorCode::Unsupported,
                    "is a ZIP archive without a data.pkl; torch.save did not write it");
    if (archive.find(*root + "/constants.pkl") != nullptr)
        return fail(
            ErrorCode::Unsupported,
            "is a TorchScript program (torch.jit.save); save the model's state_dict() with torch.save");
    const ZipEntry* order = archive.find(*root + "/byteorder");
    if (order != nullptr && textOf(order->bytes) != "little")
        return fail(ErrorCode::Unsupported,
                    "was written by a big-endian machine; save it again on another one");
    return *root;
}

} // namespace

Result<std::vector<Tensor>> parseTorchFile(std::span<const std::byte> bytes,
                                           const std::shared_ptr<const MappedFile>& owner) {
    if (!textOf(bytes).starts_with("PK\x03\x04"))
        return fail(ErrorCode::Unsupported, "{}", describeForeignFile(bytes, "a file of torch.save"));
    RETORT_TRY(const ZipDirectory archive, ZipDirectory::read(bytes));
    RETORT_TRY(const std::string root, rootOf(archive));
    RETORT_TRY(const std::span<const std::byte> pickle, contentOf(archive, root + std::string(kPickleName)));
    auto stored = readStateDict(pickle);
    if (!stored)
        return within("data.pkl", stored.error());
    std::vector<Tensor> tensors;
    for (PickledTensor& pickled : *stored) {
        const auto storage = contentOf(archive, fmt::format("{}/data/{}", root, pickled.storage));
        if (!storage)
            return within(fmt::format("tensor {}", excerpt(pickled.name)), storage.error());
        RETORT_TRY(Tensor tensor, viewOf(std::move(pickled), *storage, owner));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

Result<std::vector<Tensor>> readTorchFile(const std::filesystem::path& path) {
    RETORT_TRY(const std::shared_ptr<const MappedFile> file, MappedFile::open(path));
    auto tensors = parseTorchFile(file->bytes(), file);
    if (!tensors)
        return within(path.string(), tensors.error());
    return tensors;
}

} // namespace retort::checkpoint
