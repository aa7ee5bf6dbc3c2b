// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pre-tokenizers of tokenizer.json: a segment to the pieces that BPE works on one by one. Implemented: Split,
// Digits, WhitespaceSplit and CharDelimiterSplit (all as Split), ByteLevel, Metaspace; "Sequence" is a list
// of them.
#pragma once

#include "core/tokenizer/regex.h"
#include "core/tokenizer/segment.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::tokenizer {

using Piece = TextRange; // bytes of the segment's text, not empty

struct Pieces {
    Segment segment;
    std::vector<Piece> list;
    // Room for the pre-tokenizers.
    std::vector<Piece> spare;
    std::vector<TextRange> matches;
};

// Thread: const members from any number of threads at once.
class PreTokenizer {
public:
    PreTokenizer() = default;
    virtual ~PreTokenizer() = default;
    PreTokenizer(const PreTokenizer&) = delete;
    PreTokenizer& operator=(const PreTokenizer&) = delete;
    virtual void apply(Pieces& pieces) const = 0;
};

enum class SplitBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

class SplitPreTokenizer : public PreTokenizer {
public:
    SplitPreTokenizer(Regex pattern, SplitBehavior behavior, bool invert)
        : m_pattern(std::move(pattern)), m_behavior(behavior), m_invert(invert) {}
    void apply(Pieces& pieces) const override;

private:
    Regex m_pattern;
    SplitBehavior m_behavior;
    bool m_invert;
};

class ByteLevelPreTokenizer : public PreTokenizer {
public:
    // pattern: what isolates the pieces; none when the file says use_regex = false.
    ByteLevelPreTokenizer(std::optional<Regex> pattern, bool addPrefixSpace);
    void apply(Pieces& pieces) const override;

    // GPT-2's pattern.
    static constexpr std::string_view kPattern =
        R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

private:
    std::optional<SplitPreTokenizer> m_split;
    bool m_addPrefixSpace;
};

// Spaces become `replacement`, and one is put in front of the text.
class MetaspacePreTokenizer : public PreTokenizer {
public:
    enum class Prepend {
        Always, // to every piece that does not begin with one
        First,  // only to the one at the beginning of the given text
        Never
    };
    // split: cut in front of every replacement.
    MetaspacePreTokenizer(std::string replacement, Prepend prepend, bool split);
    void apply(Pieces& pieces) const override;

private:
    std::string m_replacement;
    Prepend m_prepend;
    bool m_split;
};

} // namespace retort::tokenizer
