// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/erasure.h"

#include "core/store/chunks.h"
#include "core/store/connection.h"
#include "core/store/events.h"
#include "core/store/records.h"
#include "core/store/remarks.h"
#include "core/store/results.h"
#include "core/store/window_sets.h"

#include <algorithm>
#include <limits>

namespace retort::store {

namespace {

constexpr std::string_view kSlotsKind = "sums:slots";

std::int64_t signedOf(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

// Runs the statement for each ordinal; gives the number of rows changed.
std::uint64_t forEach(SQLite::Database& database, const char* sql, std::int64_t dataSet,
                      std::span<const std::uint64_t> ordinals) {
    SQLite::Statement statement(database, sql);
    std::uint64_t changed = 0;
    for (const std::uint64_t ordinal : ordinals) {
        statement.reset();
        statement.bind(1, dataSet);
        statement.bind(2, signedOf(ordinal));
        changed += static_cast<std::uint64_t>(statement.exec());
    }
    return changed;
}

// Deletes the remarks of events that speak of one of the records.
std::vector<std::uint64_t> eraseRemarks(SQLite::Database& database, const std::vector<Event>& events,
                                        std::string_view dataSet, std::span<const std::uint64_t> ordinals) {
    std::vector<std::uint64_t> gone;
    SQLite::Statement remove(database, "DELETE FROM remark WHERE event = ?");
    for (const Event& event : events) {
        const auto payload = parseJson(event.payload, "event");
        if (!payload || !payload->is_object() || !payload->contains(kRemarkKey))
            continue;
        const std::string about = payload->value("about", std::string());
        const bool concerned = std::any_of(ordinals.begin(), ordinals.end(), [&](std::uint64_t ordinal) {
            return about == fmt::format("record:{}/{}", dataSet, ordinal);
        });
        if (!concerned)
            continue;
        remove.reset();
        remove.bind(1, signedOf(event.sequence));
        if (remove.exec() > 0)
            gone.push_back(event.sequence);
    }
    return gone;
}

// Rows of a model's own window passes that belong to the records, ascending.
std::vector<std::uint64_t> windowRows(SQLite::Database& database, const ResultSet& set,
                                      std::span<const std::uint64_t> ordinals) {
    std::vector<std::uint64_t> rows;
    SQLite::Statement query(
        database, "SELECT w.sequence FROM extraction_window w JOIN window_set s ON s.id = w.window_set "
                  "JOIN data_set d ON d.id = s.data_set JOIN model m ON m.name = ? "
                  "WHERE d.name = ? AND w.record = ? AND w.sequence >= 0 "
                  "AND s.tokenizer = ifnull(json_extract(m.info, '$.' || ?), '')");
    for (const std::uint64_t ordinal : ordinals) {
        query.reset();
        query.bind(1, set.model);
        query.bind(2, set.dataSet);
        query.bind(3, signedOf(ordinal));
        query.bind(4, kOtherTokenizer);
        while (query.executeStep())
            rows.push_back(static_cast<std::uint64_t>(query.getColumn(0).getInt64()));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

void deleteSet(SQLite::Database& database, const std::string& key) {
    for (const char* sql : {"DELETE FROM chunk WHERE result_set = (SELECT id FROM result_set WHERE key = ?)",
                            "DELETE FROM result_set WHERE key = ?"}) {
        SQLite::Statement statement(database, sql);
        statement.bind(1, key);
        statement.exec();
    }
}

} // namespace

Status Erasure::eraseRecordRows(std::int64_t dataSet, std::string_view name,
                                std::span<const std::uint64_t> ordinals, Erased& erased) const {
    RETORT_TRY(const auto events, Events(*m_connection).all());
    return m_connection->write("erase records", [&]() -> Status {
        auto& database = m_connection->database();
        erased.texts = forEach(database, "DELETE FROM record_text WHERE data_set = ? AND ordinal = ?",
                               dataSet, ordinals);
        erased.windows =
            forEach(database,
                    "DELETE FROM extraction_window WHERE window_set IN (SELECT id FROM window_set WHERE "
                    "data_set = ?) AND record = ?",
                    dataSet, ordinals);
        const std::string blank = fmt::format(
            "UPDATE record SET id = 'erased ' || ordinal, source_group = '', file = -1, line = 0, "
            "byte_offset = 0, byte_length = 0, tokens = 0, truncated = 0, zlib_bytes = 0, "
            "excluded = '{}', extraction_excluded = NULL, text_hash = NULL, subject_hash = NULL "
            "WHERE data_set = ? AND ordinal = ?",
            kErasedReason);
        forEach(database, blank.c_str(), dataSet, ordinals);
        erased.remarks = eraseRemarks(database, events, name, ordinals);
        return {};
    });
}

Status Erasure::eraseResults(std::string_view dataSet, std::uint64_t records,
                             std::span<const std::uint64_t> ordinals, Erased& erased) const {
    const Chunks chunks(*m_connection);
    RETORT_TRY(const auto sets, chunks.resultSets());
    for (const ResultSet& set : sets) {
        if (set.dataSet != dataSet)
            continue;
        std::vector<std::uint64_t> rows;
        const bool whole = set.kind == kSlotsKind || (set.kind != "window" && set.rows % records != 0);
        RETORT_CHECK(m_connection->guard("find rows to erase", [&]() -> Status {
            if (whole || set.kind != "window")
                return {};
            rows = windowRows(m_connection->database(), set, ordinals);
            return {};
        }));
        if (whole) {
            ++erased.resultSets;
            RETORT_CHECK(m_connection->write("erase results", [&]() -> Status {
                deleteSet(m_connection->database(), set.key);
                return {};
            }));
            continue;
        }
        if (set.kind != "window") {
            for (std::uint64_t first = 0; first < set.rows; first += records)
                for (const std::uint64_t ordinal : ordinals)
                    rows.push_back(first + ordinal);
        }
        RETORT_CHECK(chunks.eraseRows(set, rows));
    }
    return {};
}

Status Erasure::eraseColumns(std::string_view dataSet, std::span<const std::uint64_t> ordinals) const {
    const Results results(*m_connection);
    RETORT_TRY(const auto names, results.columns());
    for (const ColumnName& name : names) {
        if (name.dataSet != dataSet)
            continue;
        RETORT_TRY(auto values, results.column(name.dataSet, name.model, name.name));
        if (!values)
            return fail(ErrorCode::Internal, "{}: a listed column is not there",
                        m_connection->path().string());
        for (const std::uint64_t ordinal : ordinals)
            values->at(ordinal) = std::numeric_limits<double>::quiet_NaN();
        RETORT_CHECK(results.putColumn(name.dataSet, name.model, name.name, *values));
    }
    return {};
}

Result<Erased> Erasure::eraseRecords(std::string_view dataSet,
                                     std::span<const std::uint64_t> ordinals) const {
    Erased erased;
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    RETORT_TRY(const std::uint64_t records, Records(*m_connection).count(dataSet));
    if (ordinals.empty() || ordinals.back() >= records)
        return fail(ErrorCode::NotFound,
                    "{}: the data set '{}' has {} records; there is nothing to erase at "
                    "the place given",
                    m_connection->path().string(), dataSet, records);
    // Windows tell which rows of results are the records', so they go last.
    RETORT_CHECK(eraseResults(dataSet, records, ordinals, erased));
    RETORT_CHECK(eraseRecordRows(id, dataSet, ordinals, erased));
    RETORT_CHECK(eraseColumns(dataSet, ordinals));
    return erased;
}

Result<Erased> Erasure::eraseAllPersonal(bool keepIds) const {
    return m_connection->write("erase what is personal", [&]() -> Result<Erased> {
        auto& database = m_connection->database();
        Erased erased;
        SQLite::Statement remarks(database, "SELECT event FROM remark ORDER BY event");
        while (remarks.executeStep())
            erased.remarks.push_back(static_cast<std::uint64_t>(remarks.getColumn(0).getInt64()));
        erased.texts = static_cast<std::uint64_t>(database.exec("DELETE FROM record_text"));
        erased.resultSets =
            static_cast<std::uint64_t>(database.execAndGet("SELECT count(*) FROM result_set").getInt64());
        for (const char* sql :
             {"DELETE FROM remark", "DELETE FROM secret", "DELETE FROM chunk_part", "DELETE FROM chunk",
              "DELETE FROM result_set", "UPDATE record SET text_hash = NULL, subject_hash = NULL",
              "UPDATE model_place SET path = ''", "UPDATE data_set_place SET path = ''",
              "UPDATE data_file SET path = ''", "DELETE FROM volatile WHERE name = 'plan'"})
            database.exec(sql);
        if (!keepIds) {
            // An old id may be another record's new one, so none may be left when the new ones come.
            database.exec("UPDATE record SET id = char(1) || ordinal");
            database.exec("UPDATE record SET id = 'record ' || ordinal");
        }
        return erased;
    });
}

} // namespace retort::store
