// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The random texts of tests/reference/tokenizer_texts.py, made again from the same numbers, and its digests.
#pragma once

#include "core/base/hash.h"
#include "core/base/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retort::test {

inline std::string utf8(std::uint32_t c) {
    const auto low = [](std::uint32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
    if (c < 0x80)
        return {static_cast<char>(c)};
    if (c < 0x800)
        return {static_cast<char>(0xC0U | c >> 6U), low(c)};
    if (c < 0x10000)
        return {static_cast<char>(0xE0U | c >> 12U), low(c >> 6U), low(c)};
    return {static_cast<char>(0xF0U | c >> 18U), low(c >> 12U), low(c >> 6U), low(c)};
}

// xorshift64*.
class Numbers {
public:
    static constexpr std::uint64_t kSeed = 20260131;
    explicit Numbers(std::uint64_t seed = kSeed) : m_state(seed) {}
    std::size_t below(std::size_t limit) {
        m_state ^= m_state >> 12U;
        m_state ^= m_state << 25U;
        m_state ^= m_state >> 27U;
        return static_cast<std::size_t>((m_state * 2685821657736338717ULL >> 33U) % limit);
    }

private:
    std::uint64_t m_state;
};

class RandomTexts {
public:
    static constexpr std::size_t kBlocks = 100; // of kBlock texts each
    static constexpr std::size_t kBlock = 1000;

    RandomTexts() {
        const auto json = readJsonFile(RETORT_TEST_DATA "/tokenizer/pool.json").value();
        for (const Json& c : json["pool"])
            m_pool.push_back(utf8(c.get<std::uint32_t>()));
        m_snippets = json["snippets"].get<std::vector<std::string>>();
        m_leftOut = json["left_out"].get<std::vector<std::pair<std::uint32_t, std::uint32_t>>>();
    }
    // `characters` of the pool.
    std::string pooled(Numbers& numbers, std::size_t characters) const {
        std::string text;
        for (std::size_t i = 0; i < characters; ++i)
            text += m_pool[numbers.below(m_pool.size())];
        return text;
    }
    std::vector<std::string> block(std::size_t index) const {
        Numbers numbers(Numbers::kSeed + index);
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < kBlock; ++i)
            texts.push_back(mixed(numbers));
        return texts;
    }

private:
    std::string anyCodePoint(Numbers& numbers, std::size_t limit) const {
        const auto c = static_cast<std::uint32_t>(numbers.below(limit));
        bool out = c >= 0xD800 && c <= 0xDFFF;
        for (const auto& [first, last] : m_leftOut)
            out = out || (first <= c && c <= last);
        return out ? " " : utf8(c);
    }
    std::string mixed(Numbers& numbers) const {
        std::string text;
        const std::size_t parts = 1 + numbers.below(24);
        for (std::size_t i = 0; i < parts; ++i) {
            const std::size_t kind = numbers.below(16);
            if (kind < 8) {
                text += m_pool[numbers.below(m_pool.size())];
            } else if (kind < 12) {
                text += anyCodePoint(numbers, kind < 11 ? 0x10000 : 0x110000);
            } else if (kind < 14) {
                text += m_snippets[numbers.below(m_snippets.size())];
            } else {
                const std::string& c = m_pool[numbers.below(m_pool.size())];
                for (std::size_t left = 1 + numbers.below(12); left > 0; --left)
                    text += c;
            }
        }
        return text;
    }

    std::vector<std::string> m_pool;
    std::vector<std::string> m_snippets;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_leftOut;
};

inline std::vector<std::int32_t> randomIds(Numbers& numbers, std::int32_t size) {
    std::vector<std::int32_t> ids(1 + numbers.below(24));
    for (std::int32_t& id : ids)
        id = static_cast<std::int32_t>(numbers.below(static_cast<std::size_t>(size)));
    return ids;
}

// First 16 hexadecimal digits of SHA-256 over what was added, numbers as 32 bits, little-endian.
class ShortDigest {
public:
    ShortDigest& number(std::uint32_t value) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            m_bytes += static_cast<char>(value >> shift & 0xFFU);
        return *this;
    }
    ShortDigest& ids(const std::vector<std::int32_t>& ids) {
        for (const std::int32_t id : ids)
            number(static_cast<std::uint32_t>(id));
        return *this;
    }
    // With their number (length) in front.
    ShortDigest& list(const std::vector<std::int32_t>& list) {
        return number(static_cast<std::uint32_t>(list.size())).ids(list);
    }
    ShortDigest& text(const std::string& text) {
        number(static_cast<std::uint32_t>(text.size()));
        m_bytes += text;
        return *this;
    }
    [[nodiscard]] std::string hex() const { return toHex(sha256(m_bytes)).substr(0, 16); }

private:
    std::string m_bytes;
};

} // namespace retort::test
