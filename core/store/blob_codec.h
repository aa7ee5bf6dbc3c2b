// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Columns of numbers as blobs: bytes shuffled (all lowest bytes first, then all second ones, ...) and
// deflated with zlib at level 1. Numbers are little-endian.
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"

#include <bit>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

static_assert(std::endian::native == std::endian::little,
              "stored numbers are copied from memory as they are");

// raw.size() is a multiple of width, the size of one number in bytes.
[[nodiscard]] std::string packColumn(std::span<const std::byte> raw, std::size_t width);
// The reverse; InvalidInput if the blob doesn't hold exactly count numbers. Allocates only what the blob can
// hold.
[[nodiscard]] Result<std::vector<std::byte>> unpackColumn(std::string_view blob, std::size_t count,
                                                          std::size_t width);

template <class T>
[[nodiscard]] std::span<const std::byte> bytesOf(std::span<const T> values) {
    return std::as_bytes(values);
}

[[nodiscard]] inline std::string_view textOf(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// The digest that was stored as 32 bytes; all zero if it has another length.
[[nodiscard]] Digest digestFrom(std::string_view bytes);

} // namespace retort::store
