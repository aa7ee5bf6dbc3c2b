// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Token tables, stored chunk by chunk as they are scored.
//
// A result set holds the rows of one scoring question; its key is the hash of everything the numbers depend
// on (weights, tokenizer, records, windows, parameters, precision, instruction set, threads, method version),
// made by the caller. A result can therefore not be taken for the answer to another question.
// Sets of the kinds "record" and "window" hold token tables; those whose kind begins with "sums:" hold the
// sums of further passes, two numbers a row.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/scores/row_sums.h"
#include "core/scores/token_table.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

class Connection;

struct ResultSet {
    std::string key;     // 64 hex digits
    std::string model;   // name
    std::string dataSet; // name
    std::string kind;    // of its sequences: "record", "window", "sums:" and the pass
    std::uint64_t rows = 0;
    std::uint32_t chunks = 0;       // numbered from 0
    Json identity = Json::object(); // what the key was hashed from, for readers
};

// Without storeText a rank above this is stored as this value: the exact rank would give the text away.
inline constexpr std::uint32_t kRankLimit = 255;

inline constexpr std::string_view kSumsKind = "sums:";

class Chunks {
public:
    explicit Chunks(Connection& connection) : m_connection(&connection) {}

    // Announces a result set; the same again is allowed (resume), another one under the key is a Conflict.
    [[nodiscard]] Status declare(const ResultSet& resultSet) const;
    [[nodiscard]] Result<std::vector<ResultSet>> resultSets() const;
    // The one for this model, data set and kind that was declared last; nothing if there is none.
    [[nodiscard]] Result<std::optional<ResultSet>> find(std::string_view model, std::string_view dataSet,
                                                        std::string_view kind) const;

    // Rows [firstRow, firstRow + table.rows()) of a declared result set, in one transaction; compression
    // happens before it begins. The same content again is allowed, other content under a known number is a
    // Conflict.
    [[nodiscard]] Status putChunk(std::string_view key, std::uint32_t number, std::uint64_t firstRow,
                                  const scores::TokenTable& table) const;
    [[nodiscard]] Result<bool> hasChunk(std::string_view key, std::uint32_t number) const;
    // Numbers of the chunks still to be scored, ascending.
    [[nodiscard]] Result<std::vector<std::uint32_t>> missing(std::string_view key) const;

    // Each load checks sizes and the content's hash; a changed byte is an InvalidInput error.
    [[nodiscard]] Result<scores::TokenTable> loadChunk(std::string_view key, std::uint32_t number) const;
    // All rows in order; an error if chunks are missing.
    [[nodiscard]] Result<scores::TokenTable> loadTable(std::string_view key) const;
    // One row as a table of one row.
    [[nodiscard]] Result<scores::TokenTable> loadRow(std::string_view key, std::uint64_t row) const;

    // The same for sets of sums.
    [[nodiscard]] Status putSums(std::string_view key, std::uint32_t number, std::uint64_t firstRow,
                                 const scores::RowSums& sums) const;
    [[nodiscard]] Result<scores::RowSums> loadSums(std::string_view key) const;

    // Takes the numbers of these rows (ascending) out of every chunk that is there; the rows stay, with 0
    // tokens.
    [[nodiscard]] Status eraseRows(const ResultSet& resultSet, std::span<const std::uint64_t> rows) const;

    // Whether every chunk that is there fits its hash, whatever it holds.
    [[nodiscard]] Status check(const ResultSet& resultSet) const;

private:
    [[nodiscard]] Result<scores::RowSums> loadSumsOfChunk(std::string_view key, std::uint32_t number) const;

    Connection* m_connection;
};

} // namespace retort::store
