// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/blob_codec.h"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace retort::store {

namespace {

// Deflate never reaches more than 1032 to 1 (zlib's technical notes).
constexpr std::size_t kLargestRatio = 1032;

} // namespace

std::string packColumn(std::span<const std::byte> raw, std::size_t width) {
    const std::size_t count = raw.size() / width;
    std::vector<std::byte> shuffled(raw.size());
    for (std::size_t byte = 0; byte < width; ++byte)
        for (std::size_t i = 0; i < count; ++i)
            shuffled[byte * count + i] = raw[i * width + byte];
    uLongf size = compressBound(static_cast<uLong>(shuffled.size()));
    std::string blob(size, '\0');
    const int status =
        compress2(reinterpret_cast<Bytef*>(blob.data()), &size,
                  reinterpret_cast<const Bytef*>(shuffled.data()), static_cast<uLong>(shuffled.size()), 1);
    if (status != Z_OK)
        throw std::runtime_error("zlib could not compress a column");
    blob.resize(size);
    return blob;
}

Result<std::vector<std::byte>> unpackColumn(std::string_view blob, std::size_t count, std::size_t width) {
    if (count / kLargestRatio > blob.size() || count * width > blob.size() * kLargestRatio)
        return fail(ErrorCode::InvalidInput, "a stored column claims more values than it holds");
    const std::size_t bytes = count * width;
    std::vector<std::byte> shuffled(std::max<std::size_t>(bytes, 1));
    uLongf size = static_cast<uLongf>(shuffled.size());
    const int status =
        uncompress(reinterpret_cast<Bytef*>(shuffled.data()), &size,
                   reinterpret_cast<const Bytef*>(blob.data()), static_cast<uLong>(blob.size()));
    if (status != Z_OK || size != bytes)
        return fail(ErrorCode::InvalidInput, "a stored column can't be unpacked");
    std::vector<std::byte> raw(bytes);
    for (std::size_t byte = 0; byte < width; ++byte)
        for (std::size_t i = 0; i < count; ++i)
            raw[i * width + byte] = shuffled[byte * count + i];
    return raw;
}

Digest digestFrom(std::string_view bytes) {
    Digest digest{};
    if (bytes.size() == digest.size())
        std::memcpy(digest.data(), bytes.data(), digest.size());
    return digest;
}

} // namespace retort::store
