// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A name, an e-mail address or an identifier, found in text however it is written there.
#pragma once

#include "core/base/result.h"
#include "core/corpus/folded_words.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace retort::corpus {

enum class TermKind { Name, Email, Identifier };
// "name", "e-mail", "identifier".
[[nodiscard]] std::string_view termKindName(TermKind kind);

// How what stands in the text differs from the term, the farthest of several.
enum class Spelling {
    Exact,    // byte for byte
    Case,     // capitals
    Marks,    // diacritics, or letters written out: e for é, oe or o for ö, ss for ß
    Joined,   // hyphen, space, apostrophe or nothing between two parts; separators in an identifier
    Order,    // of the parts of a name
    Initials, // a letter for a part, or one more between the parts
    Near      // within the edit distance
};
// "exact", "case", "marks", "joined", "order", "initials", "near".
[[nodiscard]] std::string_view spellingName(Spelling spelling);

struct FoundTerm {
    std::size_t begin = 0; // half-open byte range in the text
    std::size_t end = 0;
    Spelling spelling = Spelling::Exact;
};

// Thread: any number of threads may use one object at once.
class Term {
public:
    // A term with @ is an e-mail address, one with a digit an identifier, any other a name. `near`: also what
    // lies within an edit distance. Usage for ill-formed UTF-8, fewer than two letters or digits, more than
    // 200 bytes, or a name of more than 8 parts; the message doesn't repeat the term.
    [[nodiscard]] static Result<Term> make(std::string_view text, bool near);

    [[nodiscard]] TermKind kind() const { return m_kind; }
    // Where it stands in well-formed text, as whole words, in order and without overlap. A name of up to 4
    // parts is found in any order of them, a longer one in its own and with the last part first. Near:
    // optimal string alignment (insertions, deletions, substitutions, transpositions of neighbours), 1 for
    // words of 4 to 7 letters, 2 for longer ones, none for shorter ones; of a name, 2 over all its parts.
    [[nodiscard]] std::vector<FoundTerm> find(std::string_view text) const;
    // Ways to write it, to be compared as whole texts with hashes: orders, capitals, initials, marks left out
    // or written out, hyphens. The term as it is comes first; none twice. No near ones.
    [[nodiscard]] std::vector<std::string> spellings() const;

private:
    Term() = default;
    std::string m_text;
    TermKind m_kind = TermKind::Name;
    bool m_near = false;
    std::vector<FoldedWord> m_parts;
    std::vector<std::vector<FoldedWord>> m_orders; // of the parts; the term's own first
};

} // namespace retort::corpus
