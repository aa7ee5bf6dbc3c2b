// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bytes of a file from front to back, unpacked on the way, in constant memory.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace retort::corpus {

enum class Packing { None, Gzip, Zstd };

// Thread: one object by one thread at a time.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    // How many bytes were put at the front of `into`; 0 only at the end. Errors name the file: unreadable,
    // not of its kind, damaged, or cut off.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
};

// Refuses what is not a regular file. Gzip: any number of members; zstd: any number of frames whose window is
// at most 128 MiB.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> openBytes(const std::filesystem::path& path,
                                                            Packing packing);

} // namespace retort::corpus
