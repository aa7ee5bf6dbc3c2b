// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The catalogue of sentences (resources/phrases) and the way numbers look in them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::audit {

using PhraseValues = std::vector<std::pair<std::string_view, std::string>>;

// The sentence `key` ("extraction.demonstrated") with its {names} filled in. A key or a name that is missing,
// or a value the sentence doesn't use, is a broken invariant: std::logic_error.
[[nodiscard]] std::string phrase(std::string_view key, const PhraseValues& values = {});
// Keys in the catalogue and the sentence of one as it stands there, for tests.
[[nodiscard]] std::vector<std::string> phraseKeys();
[[nodiscard]] std::string phrasePattern(std::string_view key);

[[nodiscard]] std::string countText(std::uint64_t count); // 12,345
[[nodiscard]] std::string
percentText(double share); // 0.1234 -> "12.3 %", small ones with two digits that count
[[nodiscard]] std::string numberText(double value, int decimals = 3);
[[nodiscard]] std::string boundText(const std::optional<double>& bound,
                                    int decimals = 2); // "unbounded" if absent
[[nodiscard]] std::string pValueText(double p);        // after the letter: "= 0.034", "< 0.0001"

} // namespace retort::audit
