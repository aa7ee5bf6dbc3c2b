// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// JSON documents with errors that name the place, and typed access to members of untrusted objects.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string_view>

namespace retort {

using Json = nlohmann::ordered_json;

// Parses one document of UTF-8 text. Duplicate keys and nesting deeper than 64 are refused, since readers
// disagree on them. `where` names the source in the message, which gives the place and quotes no value.
[[nodiscard]] Result<Json> parseJson(std::string_view text, std::string_view where);
[[nodiscard]] Result<Json> readJsonFile(const std::filesystem::path& path,
                                        std::uint64_t maxBytes = 512U << 20U);

// One line, no spaces, invalid UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string toJsonLine(const Json& value);

} // namespace retort
