// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Text that can be personal: from a file or stdin, never from the command line, which shells remember.
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace retort::cli {

// The whole text without line ends at its end; "-" is stdin. At most 1 MiB of UTF-8.
[[nodiscard]] Result<std::string> inputText(const std::string& file);
// Its lines that are not blank.
[[nodiscard]] Result<std::vector<std::string>> inputLines(const std::string& file);

} // namespace retort::cli
