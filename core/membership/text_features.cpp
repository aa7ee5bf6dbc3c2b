// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/text_features.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::membership {

namespace {

constexpr std::uint64_t kSeed = 0xCBF29CE484222325U; // FNV-1a, 64 bits
constexpr std::uint64_t kPrime = 0x100000001B3U;

constexpr std::uint64_t mixIn(std::uint64_t hash, unsigned char byte) {
    return (hash ^ byte) * kPrime;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isCapital(char c) {
    return c >= 'A' && c <= 'Z';
}

bool isWordByte(char c) {
    return isDigit(c) || isCapital(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 127;
}

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

unsigned char lower(char c) {
    return static_cast<unsigned char>(isCapital(c) ? c - 'A' + 'a' : c);
}

} // namespace

TextFeatures::TextFeatures() : m_counts(kHashedColumns, 0) {}

void TextFeatures::add(std::uint64_t hash) {
    const auto column = static_cast<std::uint32_t>((hash ^ (hash >> 32U)) % kHashedColumns);
    if (m_counts[column] == 0)
        m_result.columns.push_back(column);
    if (m_counts[column] < std::numeric_limits<std::uint16_t>::max())
        ++m_counts[column];
}

void TextFeatures::addWords(std::string_view text) {
    constexpr std::uint64_t kWord = mixIn(kSeed, 'w');
    constexpr std::uint64_t kPair = mixIn(kSeed, 'p');
    constexpr std::uint64_t kShape = mixIn(kSeed, 's');
    std::uint64_t previous = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (!isWordByte(text[i])) {
            ++i;
            continue;
        }
        std::uint64_t word = kWord;
        std::uint64_t shape = kShape;
        bool digits = false;
        // Points and dashes between digits keep a date or number whole in its shape, but end the word.
        const std::size_t begin = i;
        for (; i < text.size() && isWordByte(text[i]); ++i) {
            word = mixIn(word, lower(text[i]));
            digits = digits || isDigit(text[i]);
        }
        for (std::size_t j = begin; digits && j < text.size() && !isSpace(text[j]) && j < begin + 24; ++j)
            shape = mixIn(shape, isDigit(text[j]) ? '9' : lower(text[j]));
        add(word);
        if (digits)
            add(shape);
        if (previous != 0)
            add((previous ^ kPair) * kPrime ^ word);
        previous = word;
    }
}

const HashedText& TextFeatures::hashed(std::string_view text) {
    m_result.columns.clear();
    m_result.values.clear();
    const std::string_view read = text.substr(0, kTextBytesRead);
    addWords(read);
    constexpr std::uint64_t kTrigram = mixIn(kSeed, 't');
    for (std::size_t i = 0; i + 3 <= read.size(); ++i)
        add(mixIn(mixIn(mixIn(kTrigram, lower(read[i])), lower(read[i + 1])), lower(read[i + 2])));
    double square = 0;
    for (const std::uint32_t column : m_result.columns) {
        const double value = 1 + std::log(static_cast<double>(m_counts[column]));
        m_result.values.push_back(static_cast<float>(value));
        square += value * value;
        m_counts[column] = 0;
    }
    const auto scale = static_cast<float>(square > 0 ? 1 / std::sqrt(square) : 0);
    for (float& value : m_result.values)
        value *= scale;
    return m_result;
}

StyleFeatures TextFeatures::style(std::string_view text) {
    double digits = 0;
    double capitals = 0;
    double spaces = 0;
    double lineEnds = 0;
    double high = 0;
    double punctuation = 0;
    double words = 0;
    bool inWord = false;
    for (const char c : text) {
        digits += isDigit(c) ? 1 : 0;
        capitals += isCapital(c) ? 1 : 0;
        spaces += isSpace(c) ? 1 : 0;
        lineEnds += c == '\n' ? 1 : 0;
        high += static_cast<unsigned char>(c) > 127 ? 1 : 0;
        punctuation += !isWordByte(c) && !isSpace(c) ? 1 : 0;
        words += isWordByte(c) && !inWord ? 1 : 0;
        inWord = isWordByte(c);
    }
    const double bytes = std::max<double>(1, static_cast<double>(text.size()));
    const bool ended = !text.empty() && !isWordByte(text.back());
    return {std::log1p(static_cast<double>(text.size())),
            std::log1p(words),
            std::log1p(lineEnds),
            digits / bytes,
            capitals / bytes,
            spaces / bytes,
            high / bytes,
            punctuation / bytes,
            bytes / std::max(1.0, words),
            ended ? 1.0 : 0.0};
}

} // namespace retort::membership
