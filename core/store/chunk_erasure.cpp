// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunks.h"
#include "core/store/connection.h"

#include <algorithm>

namespace retort::store {

namespace {

struct Place {
    std::uint32_t number = 0;
    std::uint64_t firstRow = 0;
    std::uint64_t rows = 0;
};

std::vector<Place> placesOf(SQLite::Database& database, const std::string& key) {
    std::vector<Place> places;
    SQLite::Statement query(database, "SELECT number, first_row, rows FROM chunk WHERE result_set = "
                                      "(SELECT id FROM result_set WHERE key = ?) ORDER BY number");
    query.bind(1, key);
    while (query.executeStep())
        places.push_back({query.getColumn(0).getUInt(),
                          static_cast<std::uint64_t>(query.getColumn(1).getInt64()),
                          static_cast<std::uint64_t>(query.getColumn(2).getInt64())});
    return places;
}

scores::TokenTable without(const scores::TokenTable& table, std::span<const std::uint64_t> rows,
                           std::uint64_t firstRow) {
    std::vector<std::uint32_t> lengths = table.lengths;
    for (const std::uint64_t row : rows)
        lengths[row - firstRow] = 0;
    auto result = scores::TokenTable::sized(std::move(lengths));
    std::size_t from = 0;
    std::size_t to = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::size_t count = result.lengths[row];
        const auto copy = [&](const auto& source, auto& target) {
            std::copy_n(source.begin() + static_cast<std::ptrdiff_t>(from), count,
                        target.begin() + static_cast<std::ptrdiff_t>(to));
        };
        copy(table.logProbability, result.logProbability);
        copy(table.entropy, result.entropy);
        copy(table.variance, result.variance);
        copy(table.margin, result.margin);
        copy(table.rank, result.rank);
        from += table.lengths[row];
        to += count;
    }
    return result;
}

scores::RowSums without(scores::RowSums sums, std::span<const std::uint64_t> rows, std::uint64_t firstRow) {
    for (const std::uint64_t row : rows) {
        sums.tokens[row - firstRow] = 0;
        sums.logProbability[row - firstRow] = 0;
    }
    return sums;
}

} // namespace

Status Chunks::eraseRows(const ResultSet& resultSet, std::span<const std::uint64_t> rows) const {
    std::vector<Place> places;
    RETORT_CHECK(m_connection->guard("look for chunks", [&]() -> Status {
        places = placesOf(m_connection->database(), resultSet.key);
        return {};
    }));
    const auto remove = [&](std::uint32_t number) {
        return m_connection->write("erase rows", [&]() -> Status {
            SQLite::Statement statement(m_connection->database(),
                                        "DELETE FROM chunk WHERE number = ? AND result_set = "
                                        "(SELECT id FROM result_set WHERE key = ?)");
            statement.bind(1, static_cast<std::int64_t>(number));
            statement.bind(2, resultSet.key);
            statement.exec();
            return {};
        });
    };
    for (const Place& place : places) {
        const auto begin = std::lower_bound(rows.begin(), rows.end(), place.firstRow);
        const auto end = std::lower_bound(begin, rows.end(), place.firstRow + place.rows);
        if (begin == end)
            continue;
        const std::span<const std::uint64_t> affected(begin, end);
        if (resultSet.kind.starts_with(kSumsKind)) {
            RETORT_TRY(scores::RowSums sums, loadSumsOfChunk(resultSet.key, place.number));
            RETORT_CHECK(remove(place.number));
            RETORT_CHECK(putSums(resultSet.key, place.number, place.firstRow,
                                 without(std::move(sums), affected, place.firstRow)));
        } else {
            RETORT_TRY(const scores::TokenTable table, loadChunk(resultSet.key, place.number));
            RETORT_CHECK(remove(place.number));
            RETORT_CHECK(putChunk(resultSet.key, place.number, place.firstRow,
                                  without(table, affected, place.firstRow)));
        }
    }
    return {};
}

} // namespace retort::store
