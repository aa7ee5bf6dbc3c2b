// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The words of a text without what spelling may vary in: capitals, diacritics, compatibility forms.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

// A run of letters, marks and numbers.
struct FoldedWord {
    std::size_t begin = 0; // half-open byte range in the text
    std::size_t end = 0;
    std::string plain;    // NFKD, case-folded, marks stripped; ø and the like by their base letter
    std::string expanded; // the same with ä, ö, ü, å, ø written ae, oe, ue, aa, oe; empty: no such letter

    // In any pair of their forms.
    [[nodiscard]] bool equals(const FoldedWord& other) const;
};

// `text` is well-formed UTF-8.
[[nodiscard]] std::vector<FoldedWord> foldedWords(std::string_view text);
// Optimal string alignment distance of two folded words in bytes of ASCII or code points; more than `most` is
// given as `most` + 1.
[[nodiscard]] std::size_t alignmentDistance(std::string_view first, std::string_view second,
                                            std::size_t most);
// Code points.
[[nodiscard]] std::size_t letterCount(std::string_view text);

} // namespace retort::corpus
