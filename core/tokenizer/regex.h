// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The regular expressions of tokenizer files: Oniguruma (Ruby) syntax carried out by PCRE2 with JIT.
// Constructs that the two engines read differently are refused by name.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;

namespace retort::tokenizer {

struct TextRange {
    std::size_t begin = 0; // bytes, half-open
    std::size_t end = 0;
};

// A regular expression or a plain text to look for. Thread: any number of threads may use one object at once.
class Regex {
public:
    [[nodiscard]] static Result<Regex> compile(std::string_view pattern, std::string_view where);
    // Matches just this text, which is not empty.
    [[nodiscard]] static Regex literal(std::string_view text);

    // Appends the non-empty matches from left to right, their places moved by `offset`. `text` is well-formed
    // UTF-8. Throws std::runtime_error when the engine's limits are reached.
    void findAll(std::string_view text, std::size_t offset, std::vector<TextRange>& out) const;
    [[nodiscard]] std::vector<TextRange> findAll(std::string_view text) const;

private:
    Regex() = default;
    std::shared_ptr<const pcre2_real_code_8> m_code; // none: look for m_literal
    std::string m_literal;
};

} // namespace retort::tokenizer
