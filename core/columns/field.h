// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a field of a row holds, whatever kind of file the row stands in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace retort::columns {

struct Absent {}; // no such field in this row, or null
struct WholeNumber {
    std::string digits; // decimal
};
// A cell of a format without types (CSV): a text that may be meant as a number; an empty one may be meant as
// nothing.
struct Untyped {
    std::string_view text;
};
using TextList = std::vector<std::string>;
using WholeList = std::vector<std::int64_t>;
struct OtherType {}; // a fraction, an object, a mixed list: nothing a record is made of

// Views are valid as long as the row is the current one of its reader.
using Field = std::variant<Absent, std::string_view, WholeNumber, Untyped, TextList, WholeList, OtherType>;

} // namespace retort::columns
