// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Text on its way to pieces, every byte of it with its place in the text that was given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::tokenizer {

using Range = std::pair<std::uint32_t, std::uint32_t>; // half-open

struct Segment {
    std::string text;
    // Where each byte of `text` comes from; empty: byte i comes from byte base + i.
    std::vector<Range> origin;
    std::uint32_t base = 0;

    // Range in the given text that [begin, end) of `text` comes from; begin < end <= text.size().
    [[nodiscard]] Range originOf(std::size_t begin, std::size_t end) const {
        if (origin.empty())
            return {base + static_cast<std::uint32_t>(begin), base + static_cast<std::uint32_t>(end)};
        return {origin[begin].first, origin[end - 1].second};
    }
    [[nodiscard]] Segment part(std::size_t begin, std::size_t end) const;
};

// The given text as one segment, ill-formed UTF-8 repaired.
[[nodiscard]] Segment segmentOf(std::string_view text);

// Builds a changed segment piece by piece.
class SegmentBuilder {
public:
    explicit SegmentBuilder(const Segment& source) : m_source(source) {}
    // Bytes [begin, end) of the source as they are.
    void keep(std::size_t begin, std::size_t end);
    // `text` in place of the source's [begin, end); begin == end inserts.
    void replace(std::size_t begin, std::size_t end, std::string_view text);
    // What is built so far.
    [[nodiscard]] std::string_view text() const { return m_result.text; }
    [[nodiscard]] std::size_t size() const { return m_result.text.size(); }
    [[nodiscard]] Segment finish() { return std::move(m_result); }

private:
    const Segment& m_source;
    Segment m_result;
};

} // namespace retort::tokenizer
