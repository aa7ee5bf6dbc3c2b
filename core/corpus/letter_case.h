// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lower and upper case by Unicode, character by character without context. Ill-formed UTF-8 is repaired with
// U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace retort::corpus {

// As Python's str.lower() but for the final sigma, which depends on what stands around it.
[[nodiscard]] std::string lowerCase(std::string_view text);

// A word in lower case, written as `like` is: all capitals (two letters at least), a capital first, or as it
// is.
[[nodiscard]] std::string writtenLike(std::string_view lowerWord, std::string_view like);

} // namespace retort::corpus
