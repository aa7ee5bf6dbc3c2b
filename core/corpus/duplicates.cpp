// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/duplicates.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/corpus/similarity_index.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <unordered_map>

namespace retort::corpus {

namespace {

constexpr std::size_t kShingleWords = 5;

std::string mapped(std::string_view text, int options) {
    utf8proc_uint8_t* out = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &out,
                                   static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
    if (size < 0)
        throw std::bad_alloc(); // the text is well-formed, so memory is the only thing that can fail
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Bytes of the white space character at the beginning of `text` (White_Space of Unicode), 0 if there is none.
std::size_t whiteSpaceLength(std::string_view text) {
    const auto c = static_cast<unsigned char>(text.front());
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (c < 0xC2)
        return 0;
    if (text.substr(0, 2) == "\xC2\x85" || text.substr(0, 2) == "\xC2\xA0")
        return 2;
    const std::string_view three = text.substr(0, 3);
    const bool inBlock = three.size() == 3 && three.substr(0, 2) == "\xE2\x80" &&
                         static_cast<unsigned char>(three[2]) >= 0x80 &&
                         static_cast<unsigned char>(three[2]) <= 0x8A;
    if (inBlock || three == "\xE1\x9A\x80" || three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" ||
        three == "\xE2\x80\xAF" || three == "\xE2\x81\x9F" || three == "\xE3\x80\x80")
        return 3;
    return 0;
}

std::string collapsed(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool pending = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t space = whiteSpaceLength(text.substr(at));
        if (space > 0) {
            pending = !out.empty();
            at += space;
            continue;
        }
        if (pending)
            out += ' ';
        pending = false;
        out += text[at++];
    }
    return out;
}

std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 30U;
    x *= 0xBF58476D1CE4E5B9ULL;
    x ^= x >> 27U;
    x *= 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
}

std::uint64_t wordHash(std::string_view word) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : word)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return mixed(hash);
}

// The set of word 5-shingles as sorted 64-bit hashes; empty for fewer than five words.
std::vector<std::uint64_t> shinglesOf(std::string_view normalized) {
    std::vector<std::uint64_t> words;
    for (std::size_t at = 0; at < normalized.size();) {
        const std::size_t end = std::min(normalized.find(' ', at), normalized.size());
        words.push_back(wordHash(normalized.substr(at, end - at)));
        at = end + 1;
    }
    std::vector<std::uint64_t> shingles;
    for (std::size_t i = 0; i + kShingleWords <= words.size(); ++i) {
        std::uint64_t hash = 0;
        for (std::size_t k = 0; k < kShingleWords; ++k)
            hash = mixed(hash * 0x9E3779B97F4A7C15ULL + words[i + k]);
        shingles.push_back(hash);
    }
    std::sort(shingles.begin(), shingles.end());
    shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
    return shingles;
}

// The first bytes of a SHA-256 are as good a hash as any.
struct DigestHash {
    std::size_t operator()(const Digest& digest) const {
        std::size_t hash = 0;
        std::memcpy(&hash, digest.data(), sizeof hash);
        return hash;
    }
};

} // namespace

std::string normalizedForClusters(std::string_view text) {
    if (isAscii(text)) {
        std::string out = collapsed(text);
        for (char& c : out)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return out;
    }
    const std::string repaired = repairUtf8(text);
    const std::string composed = mapped(repaired, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return collapsed(mapped(composed, UTF8PROC_STABLE | UTF8PROC_CASEFOLD));
}

std::vector<std::uint32_t> duplicateClusters(std::span<const std::string_view> texts) {
    SetList sets;
    std::unordered_map<Digest, std::uint32_t, DigestHash> firstOf; // of a normalised text
    std::vector<std::uint32_t> equalTo;
    equalTo.reserve(texts.size());
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        const std::string normalized = normalizedForClusters(texts[i]);
        const auto [place, isNew] = firstOf.try_emplace(sha256(normalized), i);
        equalTo.push_back(place->second);
        sets.add(isNew ? shinglesOf(normalized) : std::vector<std::uint64_t>{});
    }
    SimilarityIndex index(sets);
    std::vector<std::uint32_t> clusters(texts.size());
    for (std::uint32_t i = 0; i < texts.size(); ++i)
        clusters[i] = equalTo[i] < i ? clusters[equalTo[i]] : index.representative(i);
    return clusters;
}

} // namespace retort::corpus
