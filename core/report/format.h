// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Internal to core/report: numbers and names as the report prints them.
#pragma once

#include "core/audit/findings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::report {

[[nodiscard]] std::string count(std::uint64_t number);                           // 12,345
[[nodiscard]] std::string percent(double share);                                 // 4.8 %, 0.012 %
[[nodiscard]] std::string decimals(std::optional<double> number, int places);    // 0.512; absent: -
[[nodiscard]] std::string interval(const audit::Interval& interval, int places); // 1.61 to 2.92
[[nodiscard]] std::string interval(const stats::Interval& interval, int places);
[[nodiscard]] std::string percentInterval(double low, double high);         // 1.2 to 3.4 %
[[nodiscard]] std::string pValue(std::optional<double> probability);        // 0.012, < 0.001
[[nodiscard]] std::string countOf(std::uint64_t part, std::uint64_t whole); // 12 of 250
[[nodiscard]] std::string joined(const std::vector<std::string>& words);    // a, b and c
[[nodiscard]] std::string parameters(std::int64_t number);                  // 1.2 million
[[nodiscard]] std::string day(std::string_view isoTime);                    // 31 January 2026
[[nodiscard]] std::string minute(std::string_view isoTime);                 // 2026-01-31 12:34:56 UTC

// Words of docs/methods.md for names that plans use: "comparison model", "student", ...
[[nodiscard]] std::string modelWords(std::string_view model);
[[nodiscard]] std::string attackWords(std::string_view attack);
// The same, with "per byte" behind it where models of different tokenizers are compared.
[[nodiscard]] std::string attackWords(const audit::MembershipFinding& finding);
[[nodiscard]] std::string windowWords(std::string_view window);
[[nodiscard]] std::string underscoresToSpaces(std::string_view name);

inline constexpr const char* kAbsent = "\xE2\x80\x93"; // an en dash in cells without a value

} // namespace retort::report
