// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/columns/missing_column.h"

#include <algorithm>

namespace retort::columns {

namespace {

constexpr std::size_t kNamed = 30;

} // namespace

tl::unexpected<Error> missingColumn(const std::filesystem::path& path, std::string_view name,
                                    std::span<const std::string> present) {
    std::string names;
    for (const std::string& column : present.first(std::min(present.size(), kNamed)))
        names += fmt::format("{}{}", names.empty() ? "" : ", ", column);
    if (present.size() > kNamed)
        names += fmt::format(" and {} more", present.size() - kNamed);
    return fail(ErrorCode::InvalidInput, "{}: has no column \"{}\"; its columns are {}", path.string(), name,
                names);
}

} // namespace retort::columns
