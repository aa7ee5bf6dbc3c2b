// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a tokenizer that loads must survive.
#pragma once

#include "core/tokenizer/tokenizer.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace retort::fuzz {

// Encodes fixed texts and the end of the input; aborts where a token's span lies outside its text.
inline void exercise(const tokenizer::Tokenizer& tokenizer, std::string_view input) {
    const std::string_view tail = input.substr(input.size() - std::min<std::size_t>(input.size(), 64));
    for (const std::string_view text :
         {std::string_view("the dog's  12 caf\xC3\xA9 e\xCC\x81\n\n<s>x</s> <|endoftext|> \xE4\xBD"), tail}) {
        try {
            const tokenizer::Encoding encoding = tokenizer.encode(text);
            for (const auto& [begin, end] : encoding.spans) {
                if (begin > end || end > text.size())
                    throw std::logic_error("a span lies outside its text");
            }
            static_cast<void>(tokenizer.decode(encoding.withAdded(), false));
            static_cast<void>(tokenizer.decode(encoding.ids, true));
        } catch (const std::runtime_error&) { // the file's regular expression gave up, as documented
        }
    }
}

} // namespace retort::fuzz
