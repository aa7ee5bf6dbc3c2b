// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/folded_words.h"

#include "core/tokenizer/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

namespace retort::corpus {

namespace {

// Letters that Unicode doesn't take apart, after case folding.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kBaseLetters = {{{"ø", "o"},
                                                                                         {"ł", "l"},
                                                                                         {"đ", "d"},
                                                                                         {"ð", "d"},
                                                                                         {"þ", "th"},
                                                                                         {"æ", "ae"},
                                                                                         {"œ", "oe"},
                                                                                         {"ı", "i"},
                                                                                         {"ħ", "h"},
                                                                                         {"ŧ", "t"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kWrittenOut = {
    {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"å", "aa"}, {"ø", "oe"}}};

std::string mapped(std::string_view text, int options) {
    utf8proc_uint8_t* result = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &result,
                                   static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
    if (size == UTF8PROC_ERROR_NOMEM)
        throw std::bad_alloc();
    if (size < 0)
        return std::string(text);
    return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

template <std::size_t N>
std::string replaced(std::string text,
                     const std::array<std::pair<std::string_view, std::string_view>, N>& letters) {
    for (const auto& [letter, instead] : letters) {
        for (std::size_t at = text.find(letter); at != std::string::npos; at = text.find(letter, at))
            text.replace(at, letter.size(), instead);
    }
    return text;
}

std::string stripped(std::string_view text) {
    return replaced(mapped(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                     UTF8PROC_STRIPMARK | UTF8PROC_IGNORE),
                    kBaseLetters);
}

void fold(std::string_view text, FoldedWord& word) {
    if (tokenizer::isAscii(text)) {
        word.plain.assign(text);
        for (char& c : word.plain)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return;
    }
    word.plain = stripped(text);
    word.expanded =
        stripped(replaced(mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD), kWrittenOut));
    if (word.expanded == word.plain)
        word.expanded.clear();
}

bool isPartOfWord(std::int32_t c) {
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const utf8proc_category_t category = utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

std::vector<std::int32_t> codePoints(std::string_view text) {
    std::vector<std::int32_t> points;
    while (!text.empty()) {
        const tokenizer::CodePoint c = tokenizer::firstCodePoint(text);
        points.push_back(c.value);
        text.remove_prefix(c.length);
    }
    return points;
}

} // namespace

bool FoldedWord::equals(const FoldedWord& other) const {
    return plain == other.plain || (!expanded.empty() && expanded == other.plain) ||
           (!other.expanded.empty() && (plain == other.expanded || expanded == other.expanded));
}

std::vector<FoldedWord> foldedWords(std::string_view text) {
    std::vector<FoldedWord> words;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        while (at < text.size()) {
            const tokenizer::CodePoint c = tokenizer::firstCodePoint(text.substr(at));
            if (!isPartOfWord(c.value))
                break;
            at += c.length;
        }
        if (at > begin) {
            FoldedWord& word = words.emplace_back();
            word.begin = begin;
            word.end = at;
            fold(text.substr(begin, at - begin), word);
        } else {
            at += tokenizer::firstCodePoint(text.substr(at)).length;
        }
    }
    return words;
}

std::size_t alignmentDistance(std::string_view first, std::string_view second, std::size_t most) {
    const std::vector<std::int32_t> a = codePoints(first);
    const std::vector<std::int32_t> b = codePoints(second);
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most)
        return most + 1;
    std::vector<std::size_t> before;
    std::vector<std::size_t> last(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> row(b.size() + 1);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = std::move(last);
        last = std::move(row);
    }
    return std::min(last[b.size()], most + 1);
}

std::size_t letterCount(std::string_view text) {
    return codePoints(text).size();
}

} // namespace retort::corpus
