// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Decoders of tokenizer.json, and that of SentencePiece: spelled tokens back to text. Implemented: ByteLevel,
// Replace, ByteFallback, Fuse, Strip, Metaspace; "Sequence" is a list of them.
#pragma once

#include "core/tokenizer/regex.h"

#include <string>
#include <vector>

namespace retort::tokenizer {

// Changes the list of tokens; what is left at the end is joined. Thread: const members from any number of
// threads at once.
class Decoder {
public:
    Decoder() = default;
    virtual ~Decoder() = default;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    virtual void apply(std::vector<std::string>& tokens) const = 0;
};

// GPT-2's spelling to bytes; a token that is not in that spelling stands for itself. One token comes out, in
// which what is not UTF-8 is U+FFFD.
class ByteLevelDecoder : public Decoder {
public:
    void apply(std::vector<std::string>& tokens) const override;
};

class ReplaceDecoder : public Decoder {
public:
    ReplaceDecoder(Regex pattern, std::string content)
        : m_pattern(std::move(pattern)), m_content(std::move(content)) {}
    void apply(std::vector<std::string>& tokens) const override;

private:
    Regex m_pattern;
    std::string m_content;
};

// A run of tokens "<0xNN>" to its bytes, or, if they are not UTF-8, to one U+FFFD for each.
class ByteFallbackDecoder : public Decoder {
public:
    void apply(std::vector<std::string>& tokens) const override;
};

// All tokens to one.
class FuseDecoder : public Decoder {
public:
    void apply(std::vector<std::string>& tokens) const override;
};

// Up to `start` (`stop`) times the character at the beginning (end) of every token.
class StripDecoder : public Decoder {
public:
    StripDecoder(std::string character, std::size_t start, std::size_t stop)
        : m_character(std::move(character)), m_start(start), m_stop(stop) {}
    void apply(std::vector<std::string>& tokens) const override;

private:
    std::string m_character;
    std::size_t m_start;
    std::size_t m_stop;
};

// The replacement becomes a space, or nothing in the first token where the tokenizer puts one in front.
class MetaspaceDecoder : public Decoder {
public:
    MetaspaceDecoder(std::string replacement, bool prepended)
        : m_replacement(std::move(replacement)), m_prepended(prepended) {}
    void apply(std::vector<std::string>& tokens) const override;

private:
    std::string m_replacement;
    bool m_prepended;
};

class SentencePieceDecoder : public Decoder {
public:
    struct Rules {
        bool dropFirstSpace = true;         // the one that the normaliser put in front
        bool removeExtraWhitespaces = true; // then all of them at the beginning
        bool byteFallback = false;          // pieces "<0xNN>" are bytes
        std::string unknownPiece;
        std::string unknownSurface; // what it stands for
    };
    explicit SentencePieceDecoder(Rules rules) : m_rules(std::move(rules)) {}
    void apply(std::vector<std::string>& tokens) const override;

private:
    Rules m_rules;
};

} // namespace retort::tokenizer
