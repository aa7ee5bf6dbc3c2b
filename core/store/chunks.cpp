// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunks.h"

#include "core/store/blob_codec.h"
#include "core/store/chunk_content.h"
#include "core/store/connection.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace retort::store {

namespace {

constexpr std::size_t kKeyDigits = 64;
constexpr const char* kResultSets =
    "SELECT s.key, m.name, d.name, s.kind, s.rows, s.chunks, s.identity, s.id "
    "FROM result_set s JOIN model m ON m.id = s.model "
    "JOIN data_set d ON d.id = s.data_set ";

struct StoredChunk {
    ChunkPlace place;
    Digest digest{};
};

bool isKey(std::string_view key) {
    return key.size() == kKeyDigits && std::all_of(key.begin(), key.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Result<ResultSet> resultSetOf(SQLite::Statement& query, const Connection& connection) {
    ResultSet set;
    set.key = query.getColumn(0).getString();
    set.model = query.getColumn(1).getString();
    set.dataSet = query.getColumn(2).getString();
    set.kind = query.getColumn(3).getString();
    set.rows = static_cast<std::uint64_t>(query.getColumn(4).getInt64());
    set.chunks = query.getColumn(5).getUInt();
    RETORT_TRY(set.identity, parseJson(query.getColumn(6).getString(), connection.path().string()));
    return set;
}

StoredChunk chunkOf(SQLite::Statement& query) {
    StoredChunk chunk;
    chunk.place.number = query.getColumn(0).getUInt();
    chunk.place.firstRow = static_cast<std::uint64_t>(query.getColumn(1).getInt64());
    chunk.place.rows = static_cast<std::uint64_t>(query.getColumn(2).getInt64());
    chunk.place.tokens = static_cast<std::uint64_t>(query.getColumn(3).getInt64());
    chunk.digest = digestFrom(blobOf(query.getColumn(4)));
    return chunk;
}

struct SetRow {
    std::int64_t id = 0;
    std::uint64_t rows = 0;
    std::uint32_t chunks = 0;
};

Result<SetRow> requireSet(Connection& connection, std::string_view key) {
    SQLite::Statement query(connection.database(), "SELECT id, rows, chunks FROM result_set WHERE key = ?");
    query.bind(1, std::string(key));
    if (!query.executeStep())
        return fail(ErrorCode::NotFound, "{}: the audit has no results under the key {}",
                    connection.path().string(), key);
    SetRow set{query.getColumn(0).getInt64(), static_cast<std::uint64_t>(query.getColumn(1).getInt64()),
               query.getColumn(2).getUInt()};
    if (set.chunks > set.rows + 1)
        return fail(ErrorCode::InvalidInput,
                    "{}: a result set has more chunks than rows; the file is damaged",
                    connection.path().string());
    return set;
}

std::optional<StoredChunk> findChunk(SQLite::Database& database, std::int64_t set, std::uint32_t number) {
    SQLite::Statement query(database, "SELECT number, first_row, rows, tokens, sha256 FROM chunk "
                                      "WHERE result_set = ? AND number = ?");
    query.bind(1, set);
    query.bind(2, static_cast<std::int64_t>(number));
    if (!query.executeStep())
        return std::nullopt;
    return chunkOf(query);
}

std::vector<StoredChunk> chunksOf(SQLite::Database& database, std::int64_t set) {
    std::vector<StoredChunk> chunks;
    SQLite::Statement query(database, "SELECT number, first_row, rows, tokens, sha256 FROM chunk "
                                      "WHERE result_set = ? ORDER BY number");
    query.bind(1, set);
    while (query.executeStep())
        chunks.push_back(chunkOf(query));
    return chunks;
}

void insertChunk(SQLite::Database& database, std::int64_t set, const StoredChunk& chunk,
                 const std::vector<ChunkPart>& parts) {
    SQLite::Statement insert(database,
                             "INSERT INTO chunk (result_set, number, first_row, rows, tokens, sha256) "
                             "VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, set);
    insert.bind(2, static_cast<std::int64_t>(chunk.place.number));
    insert.bind(3, static_cast<std::int64_t>(chunk.place.firstRow));
    insert.bind(4, static_cast<std::int64_t>(chunk.place.rows));
    insert.bind(5, static_cast<std::int64_t>(chunk.place.tokens));
    bindBlob(insert, 6, textOf(chunk.digest));
    insert.exec();
    SQLite::Statement insertPart(database,
                                 "INSERT INTO chunk_part (result_set, number, name, part, count, width, "
                                 "data) VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (const ChunkPart& part : parts) {
        insertPart.reset();
        insertPart.bind(1, set);
        insertPart.bind(2, static_cast<std::int64_t>(chunk.place.number));
        insertPart.bindNoCopy(3, part.name);
        insertPart.bind(4, static_cast<std::int64_t>(part.part));
        insertPart.bind(5, static_cast<std::int64_t>(part.count));
        insertPart.bind(6, static_cast<std::int64_t>(part.width));
        bindBlob(insertPart, 7, part.data);
        insertPart.exec();
    }
}

std::vector<ChunkPart> readParts(SQLite::Database& database, std::int64_t set, std::uint32_t number) {
    std::vector<ChunkPart> parts;
    SQLite::Statement query(database, "SELECT name, part, count, width, data FROM chunk_part "
                                      "WHERE result_set = ? AND number = ?");
    query.bind(1, set);
    query.bind(2, static_cast<std::int64_t>(number));
    while (query.executeStep()) {
        ChunkPart part;
        part.name = query.getColumn(0).getString();
        part.part = query.getColumn(1).getUInt();
        part.count = static_cast<std::uint64_t>(query.getColumn(2).getInt64());
        part.width = query.getColumn(3).getUInt();
        part.data = std::string(blobOf(query.getColumn(4)));
        parts.push_back(std::move(part));
    }
    return parts;
}

Result<scores::TokenTable> readTable(Connection& connection, std::int64_t set, const StoredChunk& chunk) {
    auto table = unpackChunk(chunk.place, readParts(connection.database(), set, chunk.place.number));
    if (!table)
        return within(fmt::format("{}: chunk {}", connection.path().string(), chunk.place.number),
                      table.error());
    if (chunkDigest(chunk.place, *table) != chunk.digest)
        return fail(ErrorCode::InvalidInput, "{}: chunk {} was changed after it was written",
                    connection.path().string(), chunk.place.number);
    return table;
}

Result<scores::RowSums> readSums(Connection& connection, std::int64_t set, const StoredChunk& chunk) {
    auto sums = unpackSums(chunk.place, readParts(connection.database(), set, chunk.place.number));
    if (!sums)
        return within(fmt::format("{}: chunk {}", connection.path().string(), chunk.place.number),
                      sums.error());
    if (chunkDigest(chunk.place, *sums) != chunk.digest)
        return fail(ErrorCode::InvalidInput, "{}: chunk {} was changed after it was written",
                    connection.path().string(), chunk.place.number);
    return sums;
}

// In one transaction; the same content again is allowed.
Status storeChunk(Connection& connection, std::string_view key, const StoredChunk& chunk,
                  const std::vector<ChunkPart>& parts) {
    return connection.write("store a chunk", [&]() -> Status {
        RETORT_TRY(const SetRow set, requireSet(connection, key));
        const ChunkPlace& place = chunk.place;
        if (place.number >= set.chunks || place.firstRow > set.rows || place.rows > set.rows - place.firstRow)
            return fail(ErrorCode::Internal, "{}: chunk {} lies outside of its result set",
                        connection.path().string(), place.number);
        if (const auto other = findChunk(connection.database(), set.id, place.number)) {
            if (other->digest == chunk.digest)
                return {};
            return fail(ErrorCode::Conflict, "{}: chunk {} under {} is stored already with other content",
                        connection.path().string(), place.number, key);
        }
        insertChunk(connection.database(), set.id, chunk, parts);
        return {};
    });
}

Error notThere(const Connection& connection, std::uint32_t number) {
    return {ErrorCode::NotFound,
            fmt::format("{}: chunk {} is not there yet; resume the run", connection.path().string(), number)};
}

} // namespace

Status Chunks::declare(const ResultSet& resultSet) const {
    if (!isKey(resultSet.key))
        throw std::invalid_argument("a result set's key is 64 lower-case hex digits");
    RETORT_TRY(const std::int64_t model, modelRow(*m_connection, resultSet.model));
    RETORT_TRY(const std::int64_t dataSet, dataSetRow(*m_connection, resultSet.dataSet));
    return m_connection->write("announce results", [&]() -> Status {
        auto& database = m_connection->database();
        SQLite::Statement known(database, std::string(kResultSets) + "WHERE s.key = ?");
        known.bind(1, resultSet.key);
        if (known.executeStep()) {
            RETORT_TRY(const ResultSet other, resultSetOf(known, *m_connection));
            if (other.model == resultSet.model && other.dataSet == resultSet.dataSet &&
                other.kind == resultSet.kind && other.rows == resultSet.rows &&
                other.chunks == resultSet.chunks)
                return {};
            return fail(ErrorCode::Conflict, "{}: the key {} stands for other results already",
                        m_connection->path().string(), resultSet.key);
        }
        SQLite::Statement insert(database,
                                 "INSERT INTO result_set (key, model, data_set, kind, rows, chunks, "
                                 "identity) VALUES (?, ?, ?, ?, ?, ?, ?)");
        insert.bind(1, resultSet.key);
        insert.bind(2, model);
        insert.bind(3, dataSet);
        insert.bind(4, resultSet.kind);
        insert.bind(5, static_cast<std::int64_t>(resultSet.rows));
        insert.bind(6, static_cast<std::int64_t>(resultSet.chunks));
        insert.bind(7, toJsonLine(resultSet.identity));
        insert.exec();
        return {};
    });
}

Result<std::vector<ResultSet>> Chunks::resultSets() const {
    return m_connection->guard("read the list of results", [&]() -> Result<std::vector<ResultSet>> {
        std::vector<ResultSet> sets;
        SQLite::Statement query(m_connection->database(), std::string(kResultSets) + "ORDER BY s.id");
        while (query.executeStep()) {
            RETORT_TRY(ResultSet set, resultSetOf(query, *m_connection));
            sets.push_back(std::move(set));
        }
        return sets;
    });
}

Result<std::optional<ResultSet>> Chunks::find(std::string_view model, std::string_view dataSet,
                                              std::string_view kind) const {
    RETORT_TRY(const auto sets, resultSets());
    std::optional<ResultSet> found;
    for (const ResultSet& set : sets)
        if (set.model == model && set.dataSet == dataSet && set.kind == kind)
            found = set;
    return found;
}

Status Chunks::putChunk(std::string_view key, std::uint32_t number, std::uint64_t firstRow,
                        const scores::TokenTable& table) const {
    if (!table.consistent())
        throw std::invalid_argument("the columns of a token table differ in length");
    const bool clip = !m_connection->storesText();
    const scores::TokenTable* stored = &table;
    scores::TokenTable clipped;
    if (clip) {
        clipped = table;
        for (std::uint32_t& rank : clipped.rank)
            rank = std::min(rank, kRankLimit);
        stored = &clipped;
    }
    StoredChunk chunk;
    chunk.place = {number, firstRow, table.rows(), table.tokens()};
    chunk.digest = chunkDigest(chunk.place, *stored);
    return storeChunk(*m_connection, key, chunk, packChunk(*stored, clip));
}

Result<bool> Chunks::hasChunk(std::string_view key, std::uint32_t number) const {
    return m_connection->guard("look for a chunk", [&]() -> Result<bool> {
        SQLite::Statement query(m_connection->database(),
                                "SELECT 1 FROM chunk WHERE number = ? AND result_set = "
                                "(SELECT id FROM result_set WHERE key = ?)");
        query.bind(1, static_cast<std::int64_t>(number));
        query.bind(2, std::string(key));
        return query.executeStep();
    });
}

Result<std::vector<std::uint32_t>> Chunks::missing(std::string_view key) const {
    return m_connection->guard("look for missing chunks", [&]() -> Result<std::vector<std::uint32_t>> {
        RETORT_TRY(const SetRow set, requireSet(*m_connection, key));
        const auto chunks = chunksOf(m_connection->database(), set.id);
        std::vector<std::uint32_t> numbers;
        auto next = chunks.begin();
        for (std::uint32_t number = 0; number < set.chunks; ++number) {
            if (next != chunks.end() && next->place.number == number)
                ++next;
            else
                numbers.push_back(number);
        }
        return numbers;
    });
}

Result<scores::TokenTable> Chunks::loadChunk(std::string_view key, std::uint32_t number) const {
    return m_connection->guard("load a chunk", [&]() -> Result<scores::TokenTable> {
        RETORT_TRY(const SetRow set, requireSet(*m_connection, key));
        const auto chunk = findChunk(m_connection->database(), set.id, number);
        if (!chunk)
            return tl::unexpected<Error>(notThere(*m_connection, number));
        return readTable(*m_connection, set.id, *chunk);
    });
}

Result<scores::TokenTable> Chunks::loadTable(std::string_view key) const {
    return m_connection->guard("load results", [&]() -> Result<scores::TokenTable> {
        RETORT_TRY(const SetRow set, requireSet(*m_connection, key));
        scores::TokenTable table;
        for (const StoredChunk& chunk : chunksOf(m_connection->database(), set.id)) {
            if (chunk.place.firstRow != table.rows())
                break;
            RETORT_TRY(const auto part, readTable(*m_connection, set.id, chunk));
            table.append(part);
        }
        if (table.rows() != set.rows)
            return fail(ErrorCode::NotFound, "{}: rows {} to {} are not there yet; resume the run",
                        m_connection->path().string(), table.rows(), set.rows - 1);
        return table;
    });
}

Result<scores::TokenTable> Chunks::loadRow(std::string_view key, std::uint64_t row) const {
    return m_connection->guard("load a row", [&]() -> Result<scores::TokenTable> {
        RETORT_TRY(const SetRow set, requireSet(*m_connection, key));
        for (const StoredChunk& chunk : chunksOf(m_connection->database(), set.id)) {
            if (row < chunk.place.firstRow || row - chunk.place.firstRow >= chunk.place.rows)
                continue;
            RETORT_TRY(const auto part, readTable(*m_connection, set.id, chunk));
            const scores::TokenTableIndex index(part);
            const auto columns = index.row(static_cast<std::size_t>(row - chunk.place.firstRow));
            scores::TokenTable result;
            result.lengths = {static_cast<std::uint32_t>(columns.size())};
            result.logProbability.assign(columns.logProbability.begin(), columns.logProbability.end());
            result.entropy.assign(columns.entropy.begin(), columns.entropy.end());
            result.variance.assign(columns.variance.begin(), columns.variance.end());
            result.margin.assign(columns.margin.begin(), columns.margin.end());
            result.rank.assign(columns.rank.begin(), columns.rank.end());
            return result;
        }
        return fail(ErrorCode::NotFound, "{}: row {} is not there yet; resume the run",
                    m_connection->path().string(), row);
    });
}

Status Chunks::putSums(std::string_view key, std::uint32_t number, std::uint64_t firstRow,
                       const scores::RowSums& sums) const {
    if (sums.tokens.size() != sums.logProbability.size())
        throw std::invalid_argument("a row has a sum and a number of tokens");
    StoredChunk chunk;
    const std::uint64_t tokens = std::accumulate(sums.tokens.begin(), sums.tokens.end(), std::uint64_t{0});
    chunk.place = {number, firstRow, sums.rows(), tokens};
    chunk.digest = chunkDigest(chunk.place, sums);
    return storeChunk(*m_connection, key, chunk, packChunk(sums));
}

Result<scores::RowSums> Chunks::loadSumsOfChunk(std::string_view key, std::uint32_t number) const {
    return m_connection->guard("load a chunk", [&]() -> Result<scores::RowSums> {
        RETORT_TRY(const SetRow set, requireSet(*m_connection, key));
        const auto chunk = findChunk(m_connection->database(), set.id, number);
        if (!chunk)
            return tl::unexpected<Error>(notThere(*m_connection, number));
        return readSums(*m_connection, set.id, *chunk);
    });
}

Result<scores::RowSums> Chunks::loadSums(std::string_view key) const {
    return m_connection->guard("load results", [&]() -> Result<scores::RowSums> {
        RETORT_TRY(const SetRow set, requireSet(*m_connection, key));
        scores::RowSums sums;
        for (const StoredChunk& chunk : chunksOf(m_connection->database(), set.id)) {
            if (chunk.place.firstRow != sums.rows())
                break;
            RETORT_TRY(const auto part, readSums(*m_connection, set.id, chunk));
            sums.tokens.insert(sums.tokens.end(), part.tokens.begin(), part.tokens.end());
            sums.logProbability.insert(sums.logProbability.end(), part.logProbability.begin(),
                                       part.logProbability.end());
        }
        if (sums.rows() != set.rows)
            return fail(ErrorCode::NotFound, "{}: rows {} to {} are not there yet; resume the run",
                        m_connection->path().string(), sums.rows(), set.rows - 1);
        return sums;
    });
}

Status Chunks::check(const ResultSet& resultSet) const {
    RETORT_TRY(const auto gaps, missing(resultSet.key));
    auto gap = gaps.begin();
    for (std::uint32_t number = 0; number < resultSet.chunks; ++number) {
        if (gap != gaps.end() && *gap == number)
            ++gap;
        else if (resultSet.kind.starts_with(kSumsKind))
            RETORT_CHECK(loadSumsOfChunk(resultSet.key, number));
        else
            RETORT_CHECK(loadChunk(resultSet.key, number));
    }
    return {};
}

} // namespace retort::store
