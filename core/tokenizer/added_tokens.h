// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tokens that are cut out of the text before (or right after) normalisation, with the flags of
// tokenizer.json.
#pragma once

#include "core/tokenizer/byte_trie.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::tokenizer {

struct AddedToken {
    std::int32_t id = 0;
    std::string content;
    bool singleWord = false; // only where no word character touches it
    bool lstrip = false;     // takes the white space before it along
    bool rstrip = false;
    bool normalized = false; // looked for in the normalised text, in its normalised spelling
    bool special = false;
};

// Finds the longest token at the leftmost place, again and again. Thread: const members from any number at
// once.
class AddedTokenSet {
public:
    struct Found {
        std::optional<std::int32_t> id; // none: text between tokens
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    // `spelling` is what to look for, which differs from token.content where normalisation changes it.
    void add(const AddedToken& token, std::string_view spelling);
    // Cuts well-formed UTF-8 into tokens and the text between them.
    [[nodiscard]] std::vector<Found> cut(std::string_view text) const;

private:
    ByteTrie m_spellings; // to indices of m_tokens
    std::vector<AddedToken> m_tokens;
};

} // namespace retort::tokenizer
