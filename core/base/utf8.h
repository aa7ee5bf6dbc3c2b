// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// UTF-8 as untrusted input: validity, and what is safe to print.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace retort {

// Byte offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7), or npos.
[[nodiscard]] std::size_t firstInvalidUtf8(std::string_view text);
// Every maximal ill-formed subpart replaced by U+FFFD, as the WHATWG decoder (and Python's "replace") does.
[[nodiscard]] std::string repairUtf8(std::string_view text);
// Untrusted text for a terminal: control and direction characters become visible ("\\u001b").
[[nodiscard]] std::string onOneLine(std::string_view text);

} // namespace retort
