// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GPT-2's spelling of bytes as printable characters, which byte-level vocabularies are written in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace retort::tokenizer {

// The character (UTF-8) that spells each byte.
[[nodiscard]] const std::array<std::string, 256>& byteSpellings();
[[nodiscard]] std::string spellBytes(std::string_view bytes);
// The bytes that a token spells; none when one of its characters spells no byte.
[[nodiscard]] std::optional<std::string> spelledBytes(std::string_view token);

} // namespace retort::tokenizer
