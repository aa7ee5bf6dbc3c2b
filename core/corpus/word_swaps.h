// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Neighbours of a text: a few of its words replaced by others that are about as frequent in the same data. No
// second model is needed for them, unlike the masked language model of Mattern et al. 2023 (arXiv
// 2305.18462).
#pragma once

#include "core/base/philox.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace retort::corpus {

// Words are longest runs of letters and marks (Unicode categories L and M), counted in lower case.
class WordFrequencies {
public:
    WordFrequencies() = default;
    explicit WordFrequencies(std::span<const std::string_view> texts);

    // How often the word (in lower case) stands in the texts.
    [[nodiscard]] std::uint64_t count(std::string_view lowerWord) const;
    // Words that may take the place of this one: those whose counts have the same binary logarithm, rounded
    // down, it among them; in byte order. Empty for a word that the texts don't have.
    [[nodiscard]] std::span<const std::string> peers(std::string_view lowerWord) const;

private:
    std::unordered_map<std::string, std::uint64_t> m_counts;
    std::vector<std::vector<std::string>> m_peers; // by binary logarithm of the count
};

// Of the words of `text` that have a peer, max(1, floor(percent * n / 100)) of n, drawn without replacement,
// are each replaced by a peer other than itself, all equally likely, in the same letter case. Nothing if no
// word has one. What is drawn depends on `random` alone.
[[nodiscard]] std::optional<std::string> swapWords(std::string_view text, const WordFrequencies& words,
                                                   unsigned percent, Philox random);

} // namespace retort::corpus
