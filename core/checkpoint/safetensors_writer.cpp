// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"

#include "core/base/json.h"

#include <algorithm>
#include <tuple>

namespace retort::checkpoint {

namespace {

Status checkTensors(const std::vector<const TensorData*>& sorted) {
    for (const TensorData* tensor : sorted) {
        std::int64_t count = 1;
        for (const std::int64_t extent : tensor->shape)
            count *= extent;
        if (static_cast<std::int64_t>(tensor->bytes.size()) != count * itemSize(tensor->dtype))
            return fail(ErrorCode::Internal, "tensor \"{}\" of shape {} and type {} comes with {} bytes",
                        tensor->name, shapeText(tensor->shape), dtypeName(tensor->dtype),
                        tensor->bytes.size());
    }
    std::vector<std::string_view> names;
    for (const TensorData* tensor : sorted)
        names.push_back(tensor->name);
    std::sort(names.begin(), names.end());
    if (const auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
        return fail(ErrorCode::Internal, "tensor \"{}\" is to be written twice", *twice);
    return {};
}

std::string headerText(const std::vector<const TensorData*>& sorted) {
    Json header;
    header["__metadata__"] = Json{{"format", "pt"}};
    std::uint64_t offset = 0;
    for (const TensorData* tensor : sorted) {
        const std::uint64_t end = offset + tensor->bytes.size();
        header[tensor->name] = Json{{"dtype", dtypeName(tensor->dtype)},
                                    {"shape", tensor->shape},
                                    {"data_offsets", Json::array({offset, end})}};
        offset = end;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

} // namespace

Status writeSafetensors(const std::filesystem::path& path, std::span<const TensorData> tensors) {
    std::vector<const TensorData*> sorted;
    for (const TensorData& tensor : tensors)
        sorted.push_back(&tensor);
    std::sort(sorted.begin(), sorted.end(), [](const TensorData* a, const TensorData* b) {
        return std::tuple(-itemSize(a->dtype), a->dtype, std::string_view(a->name)) <
               std::tuple(-itemSize(b->dtype), b->dtype, std::string_view(b->name));
    });
    RETORT_CHECK(checkTensors(sorted));
    const std::string header = headerText(sorted);
    std::string length;
    for (unsigned shift = 0; shift < 64; shift += 8)
        length += static_cast<char>((header.size() >> shift) & 0xFFU);

    RETORT_TRY(AtomicFile file, AtomicFile::create(path));
    RETORT_CHECK(file.write(length));
    RETORT_CHECK(file.write(header));
    for (const TensorData* tensor : sorted)
        RETORT_CHECK(file.write(tensor->bytes));
    return file.commit();
}

} // namespace retort::checkpoint
