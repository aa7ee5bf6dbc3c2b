// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/decoder.h"

#include "core/base/utf8.h"
#include "core/tokenizer/byte_alphabet.h"

#include <charconv>
#include <optional>

namespace retort::tokenizer {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kSpace = "\xE2\x96\x81";

// "<0xNN>": the byte NN.
std::optional<char> fallbackByte(std::string_view token) {
    if (token.size() != 6 || token.substr(0, 3) != "<0x" || token.back() != '>')
        return std::nullopt;
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(token.data() + 3, token.data() + 5, byte, 16);
    if (error != std::errc() || end != token.data() + 5)
        return std::nullopt;
    return static_cast<char>(byte);
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Every byte that belongs to no character becomes U+FFFD on its own.
std::string repairEachByte(std::string_view bytes) {
    std::string text;
    for (std::size_t invalid = firstInvalidUtf8(bytes); invalid != std::string_view::npos;
         invalid = firstInvalidUtf8(bytes)) {
        text += bytes.substr(0, invalid);
        text += kReplacement;
        bytes.remove_prefix(invalid + 1);
    }
    return text += bytes;
}

} // namespace

void ByteLevelDecoder::apply(std::vector<std::string>& tokens) const {
    std::string bytes;
    for (const std::string& token : tokens)
        bytes += spelledBytes(token).value_or(token);
    tokens.assign(1, repairUtf8(bytes));
}

void ReplaceDecoder::apply(std::vector<std::string>& tokens) const {
    for (std::string& token : tokens) {
        const auto matches = m_pattern.findAll(token);
        for (auto match = matches.rbegin(); match != matches.rend(); ++match)
            token.replace(match->begin, match->end - match->begin, m_content);
    }
}

void ByteFallbackDecoder::apply(std::vector<std::string>& tokens) const {
    std::vector<std::string> decoded;
    std::string bytes;
    const auto endRun = [&] {
        if (!bytes.empty() && firstInvalidUtf8(bytes) == std::string_view::npos)
            decoded.push_back(bytes);
        else
            decoded.insert(decoded.end(), bytes.size(), std::string(kReplacement));
        bytes.clear();
    };
    for (std::string& token : tokens) {
        if (const auto byte = fallbackByte(token)) {
            bytes += *byte;
            continue;
        }
        endRun();
        decoded.push_back(std::move(token));
    }
    endRun();
    tokens = std::move(decoded);
}

void FuseDecoder::apply(std::vector<std::string>& tokens) const {
    std::string joined;
    for (const std::string& token : tokens)
        joined += token;
    tokens.assign(1, std::move(joined));
}

void StripDecoder::apply(std::vector<std::string>& tokens) const {
    for (std::string& token : tokens) {
        std::string_view text = token;
        for (std::size_t i = 0; i < m_start && text.substr(0, m_character.size()) == m_character; ++i)
            text.remove_prefix(m_character.size());
        for (std::size_t i = 0; i < m_stop && text.size() >= m_character.size() &&
                                text.substr(text.size() - m_character.size()) == m_character;
             ++i)
            text.remove_suffix(m_character.size());
        token = std::string(text);
    }
}

void MetaspaceDecoder::apply(std::vector<std::string>& tokens) const {
    for (std::size_t i = 0; i < tokens.size(); ++i)
        replaceAll(tokens[i], m_replacement, i == 0 && m_prepended ? "" : " ");
}

void SentencePieceDecoder::apply(std::vector<std::string>& tokens) const {
    std::string text;
    std::string bytes;
    bool first = m_rules.dropFirstSpace || m_rules.removeExtraWhitespaces; // a space here is not text
    for (const std::string& token : tokens) {
        if (const auto byte = m_rules.byteFallback ? fallbackByte(token) : std::nullopt) {
            bytes += *byte;
            continue;
        }
        text += repairEachByte(bytes);
        bytes.clear();
        first = first && text.empty();
        if (token == m_rules.unknownPiece) {
            text += m_rules.unknownSurface;
            continue;
        }
        std::string surface = token;
        if (first && surface.compare(0, kSpace.size(), kSpace) == 0) {
            surface.erase(0, kSpace.size());
            first = m_rules.removeExtraWhitespaces;
        }
        replaceAll(surface, kSpace, " ");
        text += surface;
    }
    tokens.assign(1, text + repairEachByte(bytes));
}

} // namespace retort::tokenizer
