// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scores/token_table.h"

#include <numeric>

namespace retort::scores {

TokenColumns TokenColumns::middle(std::size_t first, std::size_t count) const {
    return {logProbability.subspan(first, count), entropy.subspan(first, count),
            variance.subspan(first, count), margin.subspan(first, count), rank.subspan(first, count)};
}

TokenColumns TokenColumns::last(std::size_t count) const {
    return middle(size() - count, count);
}

bool TokenTable::consistent() const {
    const std::size_t total = std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
    return logProbability.size() == total && entropy.size() == total && variance.size() == total &&
           margin.size() == total && rank.size() == total;
}

TokenTable TokenTable::sized(std::vector<std::uint32_t> rowLengths) {
    TokenTable table;
    table.lengths = std::move(rowLengths);
    const std::size_t total = std::accumulate(table.lengths.begin(), table.lengths.end(), std::size_t{0});
    table.logProbability.resize(total);
    table.entropy.resize(total);
    table.variance.resize(total);
    table.margin.resize(total);
    table.rank.resize(total);
    return table;
}

void TokenTable::append(const TokenTable& other) {
    const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    add(lengths, other.lengths);
    add(logProbability, other.logProbability);
    add(entropy, other.entropy);
    add(variance, other.variance);
    add(margin, other.margin);
    add(rank, other.rank);
}

TokenTableIndex::TokenTableIndex(const TokenTable& table) : m_table(&table) {
    m_offsets.reserve(table.lengths.size() + 1);
    m_offsets.push_back(0);
    for (const std::uint32_t length : table.lengths)
        m_offsets.push_back(m_offsets.back() + length);
}

TokenColumns TokenTableIndex::row(std::size_t i) const {
    const TokenColumns all{m_table->logProbability, m_table->entropy, m_table->variance, m_table->margin,
                           m_table->rank};
    return all.middle(m_offsets[i], m_offsets[i + 1] - m_offsets[i]);
}

} // namespace retort::scores
