// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/name_variants.h"

#include "core/base/utf8.h"
#include "core/corpus/letter_case.h"
#include "core/tokenizer/characters.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace retort::corpus {

namespace {

constexpr std::size_t kMaxTermBytes = 200;
constexpr std::size_t kMaxParts = 8;
constexpr std::size_t kMaxFreeParts = 4; // found in any order
constexpr std::size_t kMostNear = 2;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n\v\f";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::size_t nearLimit(std::string_view word) {
    const std::size_t letters = letterCount(word);
    return letters < 4 ? 0 : letters < 8 ? 1 : kMostNear;
}

bool isInitial(const FoldedWord& word) {
    return letterCount(word.plain) == 1;
}

bool beginsWith(const FoldedWord& word, const FoldedWord& initial) {
    return word.plain.starts_with(initial.plain) || word.expanded.starts_with(initial.plain);
}

FoldedWord joined(const FoldedWord& first, const FoldedWord& second) {
    const auto longer = [](const FoldedWord& word) {
        return word.expanded.empty() ? word.plain : word.expanded;
    };
    FoldedWord word{first.begin, second.end, first.plain + second.plain, {}};
    if (!first.expanded.empty() || !second.expanded.empty())
        word.expanded = longer(first) + longer(second);
    return word;
}

// What may stand between the parts of one name. A full stop ends a sentence unless it ends an initial or
// nothing blank follows it.
bool joinsParts(std::string_view between, bool afterInitial) {
    if (between.size() > 4)
        return false;
    std::string_view rest = between;
    while (!rest.empty()) {
        const tokenizer::CodePoint c = tokenizer::firstCodePoint(rest);
        const bool hyphen = c.value == '-' || (c.value >= 0x2010 && c.value <= 0x2015);
        const bool apostrophe = c.value == '\'' || c.value == 0x2019;
        if (c.value == '.' && !afterInitial && between.size() > 1)
            return false;
        if (!hyphen && !apostrophe && c.value != '.' && c.value != ',' && c.value != '_' &&
            !tokenizer::isWhiteSpace(c.value))
            return false;
        rest.remove_prefix(c.length);
    }
    return true;
}

// One order of a name's parts against the words of a text from one of them on.
class NameMatcher {
public:
    NameMatcher(std::string_view text, const std::vector<FoldedWord>& words, bool near)
        : m_text(text), m_words(words), m_near(near) {}

    // The last word that belongs to the match and the farthest difference met.
    struct Match {
        std::size_t lastWord = 0;
        Spelling spelling = Spelling::Exact;
    };
    [[nodiscard]] std::optional<Match> match(const std::vector<FoldedWord>& parts, std::size_t first) const {
        return step({&parts, 0, first, 0, Spelling::Marks, false});
    }

private:
    struct State {
        const std::vector<FoldedWord>* parts;
        std::size_t part; // the next one
        std::size_t word; // the next one
        std::size_t distance;
        Spelling spelling;
        bool full; // a part of two letters or more was met whole
    };

    [[nodiscard]] std::optional<Match> step(const State& at) const {
        if (at.part == at.parts->size())
            return at.full ? std::optional(Match{at.word - 1, at.spelling}) : std::nullopt;
        if (at.word >= m_words.size() || (at.part > 0 && !follows(at.word)))
            return std::nullopt;
        std::optional<Match> best;
        const auto consider = [&](std::size_t usedParts, std::size_t usedWords, Spelling spelling,
                                  std::size_t distance, bool full) {
            if (at.distance + distance > kMostNear)
                return;
            const auto found =
                step({at.parts, at.part + usedParts, at.word + usedWords, at.distance + distance,
                      std::max(at.spelling, spelling), at.full || full});
            if (found && (!best || found->spelling < best->spelling))
                best = found;
        };
        tryPart(at, consider);
        return best;
    }

    template <class Consider>
    void tryPart(const State& at, const Consider& consider) const {
        const FoldedWord& part = (*at.parts)[at.part];
        const FoldedWord& word = m_words[at.word];
        const bool another = at.part + 1 < at.parts->size();
        if (part.equals(word))
            consider(1, 1, Spelling::Marks, 0, !isInitial(part));
        else if (isInitial(word) != isInitial(part) &&
                 (isInitial(word) ? beginsWith(part, word) : beginsWith(word, part)))
            consider(1, 1, Spelling::Initials, 0, false);
        if (another && joined(part, (*at.parts)[at.part + 1]).equals(word))
            consider(2, 1, Spelling::Joined, 0, true);
        if (at.word + 1 < m_words.size() && follows(at.word + 1) &&
            part.equals(joined(word, m_words[at.word + 1])))
            consider(1, 2, Spelling::Joined, 0, true);
        if (at.part > 0 && isInitial(word) && !isInitial(part))
            consider(0, 1, Spelling::Initials, 0, false);
        if (m_near && !part.equals(word)) {
            const std::size_t limit = nearLimit(part.plain);
            const std::size_t distance = alignmentDistance(part.plain, word.plain, limit);
            if (limit > 0 && distance <= limit)
                consider(1, 1, Spelling::Near, distance, true);
        }
    }

    [[nodiscard]] bool follows(std::size_t word) const {
        const FoldedWord& before = m_words[word - 1];
        return joinsParts(m_text.substr(before.end, m_words[word].begin - before.end), isInitial(before));
    }

    std::string_view m_text;
    const std::vector<FoldedWord>& m_words;
    bool m_near;
};

// The words alone, in lower case.
std::string wordsOf(std::string_view text) {
    std::string all;
    for (const FoldedWord& word : foldedWords(text))
        all += (all.empty() ? "" : " ") + lowerCase(text.substr(word.begin, word.end - word.begin));
    return all;
}

// Byte for byte, in capitals or in what stands between the words only, or otherwise.
Spelling nearestSpelling(std::string_view found, std::string_view term, Spelling otherwise) {
    if (found == term)
        return Spelling::Exact;
    if (lowerCase(found) == lowerCase(term))
        return Spelling::Case;
    return wordsOf(found) == wordsOf(term) ? Spelling::Joined : otherwise;
}

std::vector<FoundTerm> findName(const std::vector<std::vector<FoldedWord>>& orders, std::string_view term,
                                bool near, std::string_view text) {
    std::vector<FoundTerm> found;
    const std::vector<FoldedWord> words = foldedWords(text);
    const NameMatcher matcher(text, words, near);
    for (std::size_t first = 0; first < words.size(); ++first) {
        std::optional<FoundTerm> best;
        std::size_t last = first;
        for (std::size_t order = 0; order < orders.size(); ++order) {
            const auto match = matcher.match(orders[order], first);
            if (!match)
                continue;
            const Spelling spelling =
                std::max(match->spelling, order == 0 ? Spelling::Exact : Spelling::Order);
            if (best && best->spelling <= spelling)
                continue;
            best = FoundTerm{words[first].begin, words[match->lastWord].end, spelling};
            last = match->lastWord;
        }
        if (!best)
            continue;
        best->spelling =
            nearestSpelling(text.substr(best->begin, best->end - best->begin), term, best->spelling);
        found.push_back(*best);
        first = last;
    }
    return found;
}

bool isSeparator(std::string_view between) {
    constexpr std::string_view kSeparators = " -./_";
    return between.size() == 1 && kSeparators.find(between.front()) != std::string_view::npos;
}

std::string compact(const std::vector<FoldedWord>& words) {
    std::string all;
    for (const FoldedWord& word : words)
        all += word.plain;
    return all;
}

std::vector<FoundTerm> findIdentifier(const std::vector<FoldedWord>& parts, std::string_view term, bool near,
                                      std::string_view text) {
    std::vector<FoundTerm> found;
    const std::string wanted = compact(parts);
    const std::size_t limit = near ? nearLimit(wanted) : 0;
    const std::vector<FoldedWord> words = foldedWords(text);
    for (std::size_t first = 0; first < words.size(); ++first) {
        std::string met;
        for (std::size_t last = first; last < words.size(); ++last) {
            if (last > first &&
                !isSeparator(text.substr(words[last - 1].end, words[last].begin - words[last - 1].end)))
                break;
            met += words[last].plain;
            if (met.size() > wanted.size() + limit)
                break;
            const bool same = met == wanted;
            if (!same && (limit == 0 || alignmentDistance(met, wanted, limit) > limit))
                continue;
            const std::string_view written =
                text.substr(words[first].begin, words[last].end - words[first].begin);
            found.push_back({words[first].begin, words[last].end,
                             nearestSpelling(written, term, same ? Spelling::Joined : Spelling::Near)});
            first = last;
            break;
        }
    }
    return found;
}

bool isAddressCharacter(char c, bool ofDomain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
        (byte >= 'A' && byte <= 'Z'))
        return true;
    return c == '.' || c == '-' || (!ofDomain && (c == '_' || c == '%' || c == '+' || c == '\''));
}

std::vector<FoundTerm> findEmail(std::string_view term, bool near, std::string_view text) {
    std::vector<FoundTerm> found;
    const std::string wanted = lowerCase(term);
    const std::size_t limit = near ? nearLimit(wanted) : 0;
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && isAddressCharacter(text[begin - 1], false))
            --begin;
        std::size_t end = at + 1;
        while (end < text.size() && isAddressCharacter(text[end], true))
            ++end;
        while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-'))
            --end;
        while (begin < at && (text[begin] == '\'' || text[begin] == '.'))
            ++begin;
        const std::string_view written = text.substr(begin, end - begin);
        const std::string lowered = lowerCase(written);
        if (lowered == wanted || (limit > 0 && alignmentDistance(lowered, wanted, limit) <= limit))
            found.push_back({begin, end, nearestSpelling(written, term, Spelling::Near)});
    }
    return found;
}

std::vector<std::vector<std::size_t>> ordersOf(std::size_t parts) {
    std::vector<std::size_t> order(parts);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::vector<std::size_t>> orders = {order};
    if (parts > kMaxFreeParts) {
        std::rotate(order.begin(), order.end() - 1, order.end());
        orders.push_back(order);
        return orders;
    }
    while (std::next_permutation(order.begin(), order.end()))
        orders.push_back(order);
    return orders;
}

} // namespace

std::string_view termKindName(TermKind kind) {
    return kind == TermKind::Name ? "name" : kind == TermKind::Email ? "e-mail" : "identifier";
}

std::string_view spellingName(Spelling spelling) {
    switch (spelling) {
    case Spelling::Exact:
        return "exact";
    case Spelling::Case:
        return "case";
    case Spelling::Marks:
        return "marks";
    case Spelling::Joined:
        return "joined";
    case Spelling::Order:
        return "order";
    case Spelling::Initials:
        return "initials";
    case Spelling::Near:
        break;
    }
    return "near";
}

Result<Term> Term::make(std::string_view text, bool near) {
    const std::string_view own = trimmed(text);
    if (own.size() > kMaxTermBytes)
        return fail(ErrorCode::Usage, "is longer than {} bytes", kMaxTermBytes);
    if (firstInvalidUtf8(own) < own.size())
        return fail(ErrorCode::Usage, "is not UTF-8");
    Term term;
    term.m_text = own;
    term.m_near = near;
    term.m_parts = foldedWords(own);
    if (letterCount(compact(term.m_parts)) < 2)
        return fail(ErrorCode::Usage, "has fewer than two letters or digits");
    const bool digits = own.find_first_of("0123456789") != std::string_view::npos;
    const bool address = own.find('@') != std::string_view::npos;
    term.m_kind = address ? TermKind::Email : digits ? TermKind::Identifier : TermKind::Name;
    if (term.m_kind != TermKind::Name)
        return term;
    if (term.m_parts.size() > kMaxParts)
        return fail(ErrorCode::Usage, "has more than {} words", kMaxParts);
    for (const std::vector<std::size_t>& order : ordersOf(term.m_parts.size())) {
        std::vector<FoldedWord>& parts = term.m_orders.emplace_back();
        for (const std::size_t part : order)
            parts.push_back(term.m_parts[part]);
    }
    return term;
}

std::vector<FoundTerm> Term::find(std::string_view text) const {
    switch (m_kind) {
    case TermKind::Email:
        return findEmail(m_text, m_near, text);
    case TermKind::Identifier:
        return findIdentifier(m_parts, m_text, m_near, text);
    case TermKind::Name:
        break;
    }
    return findName(m_orders, m_text, m_near, text);
}

} // namespace retort::corpus
