// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the text-only check sees of a record: hashed words and characters, lengths and formatting.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace retort::membership {

inline constexpr std::uint32_t kHashedColumns = 1U << 16U;
inline constexpr std::size_t kStyleColumns = 10;
inline constexpr std::size_t kTextBytesRead = 4000;

// Hashed counts, damped as 1 + log(count) and scaled to length 1: columns are distinct and below
// kHashedColumns.
struct HashedText {
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
};

// Lengths (in logs) and shares of kinds of characters, over the whole text.
using StyleFeatures = std::array<double, kStyleColumns>;

// Words are runs of ASCII letters, digits and bytes above 127, in lower case; a word with digits counts once
// more as its shape ("12.03" and "11.04" are both "99.99"). Holds buffers, so that many texts cost few
// allocations; one thread.
class TextFeatures {
public:
    TextFeatures();
    [[nodiscard]] const HashedText& hashed(std::string_view text);
    [[nodiscard]] static StyleFeatures style(std::string_view text);

private:
    void addWords(std::string_view text);
    void add(std::uint64_t hash);

    std::vector<std::uint16_t> m_counts;
    HashedText m_result;
};

} // namespace retort::membership
