// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts without meaning, members and non-members in turn, for tests of what tells them apart.
#pragma once

#include "core/base/philox.h"
#include "core/membership/text_only.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retort::test {

// Prose of random words; members may carry a mark.
struct Corpus {
    std::vector<std::string> texts;
    std::vector<membership::TextRecord> records;

    void index() {
        for (std::size_t i = 0; i < texts.size(); ++i)
            records[i].text = texts[i];
    }
};

inline std::string prose(Philox& random, std::size_t words) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) {
        // Few words are common and many are rare, as in language.
        const double draw = random.uniform();
        const auto word = static_cast<std::uint64_t>(3000 * draw * draw * draw);
        text += text.empty() ? "" : " ";
        for (std::uint64_t rest = word * 7919 + 31; rest > 0; rest /= 23)
            text += static_cast<char>('a' + rest % 23);
    }
    return text;
}

template <class Mark>
Corpus corpus(std::uint64_t seed, std::size_t size, std::size_t words, Mark mark) {
    Corpus result;
    for (std::size_t i = 0; i < size; ++i) {
        Philox random(seed, i);
        const bool isMember = i % 2 == 0;
        std::string text = prose(random, words);
        mark(text, isMember, random);
        result.texts.push_back(std::move(text));
        result.records.push_back({{}, isMember, i});
    }
    result.index();
    return result;
}

inline void nothing(std::string&, bool, Philox&) {}

} // namespace retort::test
