// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a file is that turns out not to be the weights one took it for.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace retort::checkpoint {

// A clause for a message, after the file's name: what the file is by its first bytes, and what to do;
// `expected` names what it should have been ("a safetensors file").
[[nodiscard]] std::string describeForeignFile(std::span<const std::byte> bytes, std::string_view expected);
// Whether the first bytes are known to be of another kind of file.
[[nodiscard]] bool isForeignFile(std::span<const std::byte> bytes);

} // namespace retort::checkpoint
