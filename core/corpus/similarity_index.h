// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Similar sets among many: finds for one set after the other the earliest representative with a Jaccard
// similarity of at least 0.8. Complete, not approximate: no pair is missed (docs/decisions,
// "Near duplicates are found by prefix filter").
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace retort::corpus {

// Many lists of numbers, one behind the other.
class SetList {
public:
    void add(std::span<const std::uint64_t> values) {
        m_values.insert(m_values.end(), values.begin(), values.end());
        m_ends.push_back(m_values.size());
    }
    [[nodiscard]] std::span<const std::uint64_t> operator[](std::size_t i) const {
        return std::span(m_values).subspan(m_ends[i], m_ends[i + 1] - m_ends[i]);
    }
    [[nodiscard]] std::size_t size() const { return m_ends.size() - 1; }
    [[nodiscard]] const std::vector<std::uint64_t>& values() const { return m_values; }

private:
    std::vector<std::uint64_t> m_values;
    std::vector<std::size_t> m_ends = {0};
};

// |A and B| / |A or B| >= 0.8, in integers. Both ascending without repeated values; empty sets are similar to
// nothing.
[[nodiscard]] bool similarSets(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

// By set: its rarest values, and those that follow them in rarity. Values that no other set holds are left
// out.
struct SetPrefixes {
    SetList narrow;
    SetList wide;
};

// Finds the sets that share a value. Values that stand in one set alone take no room.
class PostingLists {
public:
    // For all values that add() may bring.
    explicit PostingLists(const SetPrefixes& prefixes);
    enum class Part { Narrow, Wide };
    void add(Part part, std::uint64_t value, std::uint32_t set);
    [[nodiscard]] std::span<const std::uint32_t> at(Part part, std::uint64_t value) const;

private:
    struct Area {
        std::vector<std::size_t> begins; // of each value's list
        std::vector<std::uint32_t> used; // entries it has so far
        std::vector<std::uint32_t> sets;
    };
    [[nodiscard]] std::size_t find(std::uint64_t value) const; // the number of values if it has no list
    void reserve(Area& area, const std::vector<std::uint64_t>& sorted) const;

    std::vector<std::uint64_t> m_values; // ascending
    Area m_narrow, m_wide;
};

class SimilarityIndex {
public:
    // Sets of well-mixed hashes, ascending. The list must outlive the index and stay as it is.
    explicit SimilarityIndex(const SetList& sets);
    // To be called for i = 0, 1, ...: the earliest representative that is similar to set i, or i itself,
    // which then is one.
    [[nodiscard]] std::uint32_t representative(std::uint32_t i);

private:
    // Representatives under the value whose size lies in [least, most].
    void collect(PostingLists::Part part, std::uint64_t value, std::size_t least, std::size_t most);

    const SetList& m_sets;
    SetPrefixes m_prefixes;
    PostingLists m_lists;
    std::vector<std::uint32_t> m_candidates;
};

} // namespace retort::corpus
