// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/letter_case.h"
#include "core/corpus/name_variants.h"
#include "core/tokenizer/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace retort::corpus {

namespace {

// Keeps the order in which they came.
class Spellings {
public:
    void add(std::string text) {
        if (!text.empty() && m_met.insert(text).second)
            m_all.push_back(std::move(text));
    }
    // As it is, and in other capitals.
    void addCases(const std::string& text) {
        add(text);
        add(lowerCase(text));
        add(writtenLike(lowerCase(text), "AA"));
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(m_all); }

private:
    std::set<std::string> m_met;
    std::vector<std::string> m_all;
};

std::string firstLetter(const std::string& word) {
    return word.substr(0, tokenizer::firstCodePoint(word).length);
}

// The words joined by `between`, the last one first with a comma if asked.
std::string together(const std::vector<std::string>& words, std::string_view between) {
    return fmt::format("{}", fmt::join(words, between));
}

void addForms(const std::vector<std::string>& words, Spellings& all) {
    all.addCases(together(words, " "));
    if (words.size() < 2)
        return;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        std::string hyphenated = words.front();
        for (std::size_t k = 1; k < words.size(); ++k)
            hyphenated += (k == i + 1 ? "-" : " ") + words[k];
        all.addCases(hyphenated);
    }
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    all.addCases(words.front() + ", " + together(rest, " "));
    all.addCases(firstLetter(words.front()) + ". " + together(rest, " "));
    all.addCases(firstLetter(words.front()) + " " + together(rest, " "));
    const std::vector<std::string> most(words.begin(), words.end() - 1);
    all.addCases(together(most, " ") + " " + firstLetter(words.back()) + ".");
    all.addCases(together(most, " ") + ", " + firstLetter(words.back()) + ".");
}

} // namespace

std::vector<std::string> Term::spellings() const {
    Spellings all;
    all.addCases(m_text);
    if (m_kind == TermKind::Identifier) {
        std::string compact;
        for (const FoldedWord& part : m_parts)
            compact += m_text.substr(part.begin, part.end - part.begin);
        all.addCases(compact);
    }
    for (const std::vector<FoldedWord>& order : m_orders) {
        std::vector<std::string> own;
        std::vector<std::string> capital;
        std::vector<std::string> plain;
        std::vector<std::string> expanded;
        for (const FoldedWord& part : order) {
            own.push_back(m_text.substr(part.begin, part.end - part.begin));
            capital.push_back(writtenLike(lowerCase(own.back()), "Aa"));
            plain.push_back(writtenLike(part.plain, "Aa"));
            expanded.push_back(writtenLike(part.expanded.empty() ? part.plain : part.expanded, "Aa"));
        }
        for (const auto* words : {&own, &capital, &plain, &expanded})
            addForms(*words, all);
    }
    return all.take();
}

} // namespace retort::corpus
