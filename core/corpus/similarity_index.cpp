// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/similarity_index.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace retort::corpus {

namespace {

std::size_t dividedUp(std::size_t numerator, std::size_t denominator) {
    return (numerator + denominator - 1) / denominator;
}

// Two similar sets have at least 4 (|A| + |B|) / 9 values in common. The smaller one has 8/9 of its own or
// more among them, the larger one 4/5.
std::size_t narrowLength(std::size_t size) {
    return size == 0 ? 0 : size - dividedUp(8 * size, 9) + 1;
}
std::size_t wideLength(std::size_t size) {
    return size == 0 ? 0 : size - dividedUp(4 * size, 5) + 1;
}

std::vector<std::uint64_t> sortedValues(const SetList& list) {
    std::vector<std::uint64_t> values = list.values();
    std::sort(values.begin(), values.end());
    return values;
}

// How many sets hold a value, counted up to 65,535. Values that share a counter only make the order less apt.
class ValueCounts {
public:
    explicit ValueCounts(const std::vector<std::uint64_t>& values)
        : m_counts(std::bit_ceil(std::clamp(2 * values.size(), kLeastCounters, kMostCounters))) {
        for (const std::uint64_t value : values) {
            std::uint16_t& count = m_counts[value % m_counts.size()];
            if (count < std::numeric_limits<std::uint16_t>::max())
                ++count;
        }
    }
    [[nodiscard]] std::uint16_t operator[](std::uint64_t value) const {
        return m_counts[value % m_counts.size()];
    }

private:
    static constexpr std::size_t kLeastCounters = std::size_t{1} << 10U;
    static constexpr std::size_t kMostCounters = std::size_t{1} << 26U;
    std::vector<std::uint16_t> m_counts;
};

// In one order of all values, rarest first, two sets with c values in common share one among the first
// |A| - c + 1 of A and the first |B| - c + 1 of B (Chaudhuri, Ganti, Kaushik 2006). Which c must be reached
// depends on which of the two is smaller (Bayardo, Ma, Srikant 2007; Xiao et al. 2008): hence two lengths.
SetPrefixes prefixesOf(const SetList& sets) {
    const ValueCounts counts(sets.values());
    SetPrefixes prefixes;
    std::vector<std::pair<std::uint16_t, std::uint64_t>> order;
    std::vector<std::uint64_t> values;
    const auto take = [&](SetList& list, std::size_t begin, std::size_t end) {
        values.clear();
        for (std::size_t k = begin; k < end; ++k) {
            if (order[k].first > 1)
                values.push_back(order[k].second);
        }
        list.add(values);
    };
    for (std::size_t i = 0; i < sets.size(); ++i) {
        order.clear();
        for (const std::uint64_t value : sets[i])
            order.emplace_back(counts[value], value);
        const std::size_t narrow = narrowLength(order.size());
        const std::size_t wide = wideLength(order.size());
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wide), order.end());
        take(prefixes.narrow, 0, narrow);
        take(prefixes.wide, narrow, wide);
    }
    return prefixes;
}

} // namespace

bool similarSets(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    if (a.empty() || b.empty())
        return false;
    const std::size_t needed = dividedUp(4 * (a.size() + b.size()), 9);
    std::size_t common = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (common + std::min(a.size() - i, b.size() - j) < needed)
            return false;
        common += a[i] == b[j] ? 1 : 0;
        const bool stepA = a[i] <= b[j];
        const bool stepB = b[j] <= a[i];
        i += stepA ? 1 : 0;
        j += stepB ? 1 : 0;
    }
    return common >= needed;
}

PostingLists::PostingLists(const SetPrefixes& prefixes) {
    const std::vector<std::uint64_t> narrowValues = sortedValues(prefixes.narrow);
    const std::vector<std::uint64_t> wideValues = sortedValues(prefixes.wide);
    std::vector<std::uint64_t> all(narrowValues.size() + wideValues.size());
    std::merge(narrowValues.begin(), narrowValues.end(), wideValues.begin(), wideValues.end(), all.begin());
    for (std::size_t i = 1; i < all.size(); ++i) {
        const bool repeated = all[i] == all[i - 1];
        if (repeated && (m_values.empty() || m_values.back() != all[i]))
            m_values.push_back(all[i]);
    }
    reserve(m_narrow, narrowValues);
    reserve(m_wide, wideValues);
}

void PostingLists::reserve(Area& area, const std::vector<std::uint64_t>& sorted) const {
    std::size_t total = 0;
    auto at = sorted.begin();
    for (const std::uint64_t value : m_values) {
        at = std::find_if(at, sorted.end(), [&](std::uint64_t other) { return other >= value; });
        const auto end = std::find_if(at, sorted.end(), [&](std::uint64_t other) { return other > value; });
        area.begins.push_back(total);
        total += static_cast<std::size_t>(end - at);
        at = end;
    }
    area.used.resize(m_values.size());
    area.sets.resize(total);
}

void PostingLists::add(Part part, std::uint64_t value, std::uint32_t set) {
    Area& area = part == Part::Narrow ? m_narrow : m_wide;
    const std::size_t list = find(value);
    if (list < m_values.size())
        area.sets[area.begins[list] + area.used[list]++] = set;
}

std::span<const std::uint32_t> PostingLists::at(Part part, std::uint64_t value) const {
    const Area& area = part == Part::Narrow ? m_narrow : m_wide;
    const std::size_t list = find(value);
    if (list == m_values.size())
        return {};
    return std::span(area.sets).subspan(area.begins[list], area.used[list]);
}

std::size_t PostingLists::find(std::uint64_t value) const {
    const auto place = std::lower_bound(m_values.begin(), m_values.end(), value);
    const bool found = place != m_values.end() && *place == value;
    return found ? static_cast<std::size_t>(place - m_values.begin()) : m_values.size();
}

SimilarityIndex::SimilarityIndex(const SetList& sets)
    : m_sets(sets), m_prefixes(prefixesOf(sets)), m_lists(m_prefixes) {}

void SimilarityIndex::collect(PostingLists::Part part, std::uint64_t value, std::size_t least,
                              std::size_t most) {
    for (const std::uint32_t set : m_lists.at(part, value)) {
        const std::size_t size = m_sets[set].size();
        if (size >= least && size <= most)
            m_candidates.push_back(set);
    }
}

std::uint32_t SimilarityIndex::representative(std::uint32_t i) {
    using Part = PostingLists::Part;
    const std::size_t size = m_sets[i].size();
    const std::size_t smallest = dividedUp(4 * size, 5);
    const std::size_t largest = 5 * size / 4;
    m_candidates.clear();
    for (const std::uint64_t value : m_prefixes.narrow[i]) {
        collect(Part::Narrow, value, smallest, largest);
        collect(Part::Wide, value, size, largest);
    }
    for (const std::uint64_t value : m_prefixes.wide[i])
        collect(Part::Narrow, value, smallest, size);
    std::sort(m_candidates.begin(), m_candidates.end());
    m_candidates.erase(std::unique(m_candidates.begin(), m_candidates.end()), m_candidates.end());
    for (const std::uint32_t candidate : m_candidates) {
        if (similarSets(m_sets[i], m_sets[candidate]))
            return candidate;
    }
    for (const std::uint64_t value : m_prefixes.narrow[i])
        m_lists.add(Part::Narrow, value, i);
    for (const std::uint64_t value : m_prefixes.wide[i])
        m_lists.add(Part::Wide, value, i);
    return i;
}

} // namespace retort::corpus
