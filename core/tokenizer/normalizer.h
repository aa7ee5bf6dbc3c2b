// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Normalizers of tokenizer.json, and that of SentencePiece. Implemented: NFC, NFD, NFKC, NFKD, Prepend,
// Replace, Strip, Lowercase; "Sequence" is a list of them.
#pragma once

#include "core/tokenizer/byte_trie.h"
#include "core/tokenizer/regex.h"
#include "core/tokenizer/segment.h"

#include <string>
#include <string_view>

namespace retort::tokenizer {

// Thread: const members from any number of threads at once.
class Normalizer {
public:
    Normalizer() = default;
    virtual ~Normalizer() = default;
    Normalizer(const Normalizer&) = delete;
    Normalizer& operator=(const Normalizer&) = delete;
    virtual void apply(Segment& segment) const = 0;
};

// A normalisation form of Unicode (utf8proc, Unicode 15).
class UnicodeNormalizer : public Normalizer {
public:
    enum class Form { Nfc, Nfd, Nfkc, Nfkd };
    explicit UnicodeNormalizer(Form form);
    void apply(Segment& segment) const override;

private:
    class Table;
    const Table& m_table;
};

// Puts a text in front; an empty segment stays empty.
class PrependNormalizer : public Normalizer {
public:
    explicit PrependNormalizer(std::string text) : m_text(std::move(text)) {}
    void apply(Segment& segment) const override;

private:
    std::string m_text;
};

class ReplaceNormalizer : public Normalizer {
public:
    ReplaceNormalizer(Regex pattern, std::string content)
        : m_pattern(std::move(pattern)), m_content(std::move(content)) {}
    void apply(Segment& segment) const override;

private:
    Regex m_pattern;
    std::string m_content;
};

// Removes white space at the ends.
class StripNormalizer : public Normalizer {
public:
    StripNormalizer(bool left, bool right) : m_left(left), m_right(right) {}
    void apply(Segment& segment) const override;

private:
    bool m_left;
    bool m_right;
};

// Every character on its own, without context (as Rust's char::to_lowercase).
class LowercaseNormalizer : public Normalizer {
public:
    void apply(Segment& segment) const override;
};

// What SentencePiece does with a text when its table of character replacements is empty.
class SentencePieceNormalizer : public Normalizer {
public:
    struct Rules {
        bool addDummyPrefix = true;         // a space in front
        bool removeExtraWhitespaces = true; // spaces at the ends, and all but the first of several
        bool escapeWhitespaces = true;      // spaces become U+2581
        ByteTrie whole;                     // user-defined symbols, whose inside is left alone
    };
    explicit SentencePieceNormalizer(Rules rules) : m_rules(std::move(rules)) {}
    void apply(Segment& segment) const override;

private:
    [[nodiscard]] std::size_t partEnd(std::string_view text, std::size_t begin) const;

    Rules m_rules;
};

} // namespace retort::tokenizer
