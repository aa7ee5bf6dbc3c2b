// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The header of a NumPy .npy file, format versions 1 to 3 (numpy.lib.format): a Python dictionary, read
// without executing anything.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

struct NpyHeader {
    std::string type; // descr: "<u2"
    bool fortranOrder = false;
    std::vector<std::uint64_t> shape;
    std::size_t dataBegin = 0; // byte in the file
};

// Bytes of a file's beginning that are enough to know how long its header is.
inline constexpr std::size_t kNpyPreamble = 12;
// Longer headers are refused.
inline constexpr std::size_t kLongestNpyHeader = 64U << 10U;

// How many bytes stand before the data, from at least kNpyPreamble bytes (or the whole of a shorter file).
[[nodiscard]] Result<std::size_t> npyDataBegin(std::string_view beginning, std::string_view where);
// From the bytes before the data. `where` names the file in messages.
[[nodiscard]] Result<NpyHeader> parseNpyHeader(std::string_view beginning, std::string_view where);

} // namespace retort::corpus
