// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The regular expressions of tokenizer files: Oniguruma (Ruby) syntax carried out by PCRE2 with JIT.
// Constructs that the two engines read differently are refused by name.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

struct pcre2_real_code_8;

namespace retort::tokenizer {

// Thread: any number of threads may use one object at once.
class Regex {
public:
    [[nodiscard]] static Result<Regex> compile(std::string_view pattern, std::string_view where);
    // Matches just this text.
    [[nodiscard]] static Result<Regex> literal(std::string_view text, std::string_view where);

    // Non-empty matches from left to right, as byte ranges. `text` is well-formed UTF-8. Throws
    // std::runtime_error when the engine's limits are reached.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> matches(std::string_view text) const;

private:
    explicit Regex(std::shared_ptr<const pcre2_real_code_8> code) : m_code(std::move(code)) {}
    std::shared_ptr<const pcre2_real_code_8> m_code;
};

} // namespace retort::tokenizer
