// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a table says that has not the column asked for.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace retort::columns {

// Names the columns there are (the first 30 and how many more).
[[nodiscard]] tl::unexpected<Error> missingColumn(const std::filesystem::path& path, std::string_view name,
                                                  std::span<const std::string> present);

} // namespace retort::columns
