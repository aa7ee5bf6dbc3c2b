// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A regular expression over text (PCRE2, Unicode-aware), with limits on the work that one match may take.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

struct pcre2_real_code_8;

namespace retort::corpus {

// Thread: any number of threads may use one object at once.
class Pattern {
public:
    enum class Kind {
        Exact,      // upper and lower case differ
        IgnoreCase, // of every script
        OnceOnly    // ignores case, and is for so few texts that it isn't worth compiling to machine code
    };
    // The error says what is wrong and at which character of the pattern; it doesn't repeat the pattern.
    [[nodiscard]] static Result<Pattern> compile(std::string_view pattern, Kind kind);
    // For patterns of the program itself: throws std::logic_error where compile() fails.
    [[nodiscard]] static Pattern builtIn(std::string_view pattern, Kind kind = Kind::Exact);

    // Non-empty matches from left to right as byte ranges. With a group in brackets,
    // the range is that of the first group and matches in which it took no part are left out. `text` is
    // well-formed UTF-8. Error: a match needs more than a million steps.
    [[nodiscard]] Result<std::vector<std::pair<std::size_t, std::size_t>>>
    matches(std::string_view text) const;
    // The same for patterns of the program itself, which can't reach the limits: throws std::logic_error.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> all(std::string_view text) const;

private:
    explicit Pattern(std::shared_ptr<const pcre2_real_code_8> code) : m_code(std::move(code)) {}
    std::shared_ptr<const pcre2_real_code_8> m_code;
};

} // namespace retort::corpus
