// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/records.h"

#include "core/store/blob_codec.h"
#include "core/store/connection.h"

#include <map>

namespace retort::store {

namespace {

constexpr const char* kColumns =
    "r.ordinal, r.id, r.source_group, r.repeats, r.cluster, r.file, r.line, "
    "r.byte_offset, r.byte_length, r.tokens, r.truncated, r.zlib_bytes, r.excluded, "
    "r.extraction_excluded, r.text_hash, r.subject_hash";
constexpr const char* kTable = " FROM record r";
constexpr const char* kTextTable =
    " LEFT JOIN record_text t ON t.data_set = r.data_set AND t.ordinal = r.ordinal";
constexpr int kColumnCount = 16;

std::optional<std::string> optionalText(const SQLite::Column& column) {
    if (column.isNull())
        return std::nullopt;
    return column.getString();
}

std::optional<Digest> optionalDigest(const SQLite::Column& column) {
    if (column.isNull())
        return std::nullopt;
    return digestFrom(blobOf(column));
}

// Paths of the files that a data set was read from, by number.
using Paths = std::map<std::int64_t, std::string>;

Paths readPaths(SQLite::Database& database, std::int64_t dataSet) {
    Paths paths;
    SQLite::Statement query(database, "SELECT number, path FROM data_file WHERE data_set = ?");
    query.bind(1, dataSet);
    while (query.executeStep())
        paths[query.getColumn(0).getInt64()] = query.getColumn(1).getString();
    return paths;
}

Record recordOf(SQLite::Statement& query, const Paths& paths, bool withText) {
    int column = 0;
    const auto number = [&]() { return query.getColumn(column++).getInt64(); };
    const auto text = [&]() { return query.getColumn(column++).getString(); };
    Record record;
    record.ordinal = static_cast<std::uint64_t>(number());
    record.id = text();
    record.group = text();
    record.repeats = static_cast<std::uint32_t>(number());
    record.cluster = static_cast<std::uint64_t>(number());
    if (const auto path = paths.find(number()); path != paths.end())
        record.path = path->second;
    record.line = static_cast<std::uint64_t>(number());
    record.byteOffset = static_cast<std::uint64_t>(number());
    record.byteLength = static_cast<std::uint64_t>(number());
    record.tokens = static_cast<std::uint32_t>(number());
    record.truncated = number() != 0;
    record.zlibBytes = static_cast<std::uint64_t>(number());
    record.excluded = optionalText(query.getColumn(column++));
    record.extractionExcluded = optionalText(query.getColumn(column++));
    record.textHash = optionalDigest(query.getColumn(column++));
    record.subjectHash = optionalDigest(query.getColumn(column++));
    if (withText) {
        record.text = optionalText(query.getColumn(kColumnCount));
        record.subject = optionalText(query.getColumn(kColumnCount + 1));
    }
    return record;
}

std::optional<std::string> readKey(SQLite::Database& database) {
    SQLite::Statement query(database, "SELECT value FROM secret WHERE name = 'record_key'");
    if (!query.executeStep())
        return std::nullopt;
    return std::string(blobOf(query.getColumn(0)));
}

void bindText(SQLite::Statement& statement, int index, const std::optional<std::string>& text) {
    if (text)
        statement.bindNoCopy(index, *text);
    else
        statement.bind(index);
}

// Inserts records one by one with statements prepared once; inside a write transaction.
class Inserter {
public:
    Inserter(SQLite::Database& database, std::int64_t dataSet, std::string key, bool storesText)
        : m_dataSet(dataSet), m_key(std::move(key)), m_storesText(storesText),
          m_record(database,
                   "INSERT INTO record (data_set, ordinal, id, source_group, repeats, cluster, file, line, "
                   "byte_offset, byte_length, tokens, truncated, zlib_bytes, excluded, "
                   "extraction_excluded, text_hash, subject_hash) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          m_text(database, "INSERT INTO record_text (data_set, ordinal, text, subject) VALUES (?, ?, ?, ?)"),
          m_file(database, "INSERT INTO data_file (data_set, number, path) VALUES (?, ?, ?)") {
        for (const auto& [number, path] : readPaths(database, dataSet))
            m_files[path] = number;
    }

    void insert(const Record& record) {
        const auto signedOf = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
        m_record.reset();
        m_record.bind(1, m_dataSet);
        m_record.bind(2, signedOf(record.ordinal));
        m_record.bindNoCopy(3, record.id);
        m_record.bindNoCopy(4, record.group);
        m_record.bind(5, static_cast<std::int64_t>(record.repeats));
        m_record.bind(6, signedOf(record.cluster));
        m_record.bind(7, fileNumber(record.path));
        m_record.bind(8, signedOf(record.line));
        m_record.bind(9, signedOf(record.byteOffset));
        m_record.bind(10, signedOf(record.byteLength));
        m_record.bind(11, static_cast<std::int64_t>(record.tokens));
        m_record.bind(12, record.truncated ? 1 : 0);
        m_record.bind(13, signedOf(record.zlibBytes));
        bindText(m_record, 14, record.excluded);
        bindText(m_record, 15, record.extractionExcluded);
        const Digest textHash = bindHash(16, record.text);
        const Digest subjectHash = bindHash(17, record.subject);
        if (record.text)
            bindBlob(m_record, 16, textOf(textHash));
        if (record.subject)
            bindBlob(m_record, 17, textOf(subjectHash));
        m_record.exec();
        if (m_storesText && (record.text || record.subject))
            insertText(record);
    }

private:
    Digest bindHash(int index, const std::optional<std::string>& text) {
        m_record.bind(index);
        return text ? hmacSha256(m_key, *text) : Digest{};
    }

    void insertText(const Record& record) {
        m_text.reset();
        m_text.bind(1, m_dataSet);
        m_text.bind(2, static_cast<std::int64_t>(record.ordinal));
        bindText(m_text, 3, record.text);
        bindText(m_text, 4, record.subject);
        m_text.exec();
    }

    std::int64_t fileNumber(const std::string& path) {
        const auto [place, isNew] = m_files.try_emplace(path, static_cast<std::int64_t>(m_files.size()));
        if (isNew) {
            m_file.reset();
            m_file.bind(1, m_dataSet);
            m_file.bind(2, place->second);
            m_file.bind(3, path);
            m_file.exec();
        }
        return place->second;
    }

    std::int64_t m_dataSet;
    std::string m_key;
    bool m_storesText;
    SQLite::Statement m_record;
    SQLite::Statement m_text;
    SQLite::Statement m_file;
    std::map<std::string, std::int64_t> m_files;
};

std::uint64_t countRecords(SQLite::Database& database, std::int64_t dataSet) {
    // Ordinals have no gaps, so the last one says it without counting.
    SQLite::Statement query(database, "SELECT ifnull(max(ordinal) + 1, 0) FROM record WHERE data_set = ?");
    query.bind(1, dataSet);
    query.executeStep();
    return static_cast<std::uint64_t>(query.getColumn(0).getInt64());
}

bool completeFlag(SQLite::Database& database, std::int64_t dataSet) {
    SQLite::Statement query(database, "SELECT complete FROM data_set WHERE id = ?");
    query.bind(1, dataSet);
    return query.executeStep() && query.getColumn(0).getInt() != 0;
}

// The ordinal of a stored record with this id, if there is one.
std::optional<std::uint64_t> ordinalOf(SQLite::Database& database, std::int64_t dataSet,
                                       const std::string& id) {
    SQLite::Statement query(database, "SELECT ordinal FROM record WHERE data_set = ? AND id = ?");
    query.bind(1, dataSet);
    query.bind(2, id);
    if (!query.executeStep())
        return std::nullopt;
    return static_cast<std::uint64_t>(query.getColumn(0).getInt64());
}

} // namespace

Status Records::append(std::string_view dataSet, std::span<const Record> records) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->write("store records", [&]() -> Status {
        auto& database = m_connection->database();
        const auto where = m_connection->path().string();
        if (completeFlag(database, id))
            return fail(ErrorCode::Conflict, "{}: the records of '{}' are complete; nothing can be added",
                        where, dataSet);
        const auto key = readKey(database);
        if (!key)
            return fail(ErrorCode::Conflict, "{}: the key for hashes was dropped; start a new audit", where);
        std::uint64_t next = countRecords(database, id);
        Inserter inserter(database, id, *key, m_connection->storesText());
        for (const Record& record : records) {
            if (record.ordinal != next)
                return fail(ErrorCode::Internal, "{}: record {} of '{}' came where {} was due", where,
                            record.ordinal, dataSet, next);
            try {
                inserter.insert(record);
            } catch (const SQLite::Exception&) {
                const auto first = ordinalOf(database, id, record.id);
                if (!first || *first == record.ordinal)
                    throw;
                return fail(ErrorCode::Conflict,
                            "{}: records {} and {} of '{}' have the same id; give every record its own",
                            where, *first, record.ordinal, dataSet);
            }
            ++next;
        }
        return {};
    });
}

Status Records::complete(std::string_view dataSet) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->write("complete the records", [&]() -> Status {
        SQLite::Statement update(m_connection->database(), "UPDATE data_set SET complete = 1 WHERE id = ?");
        update.bind(1, id);
        update.exec();
        return {};
    });
}

Result<bool> Records::isComplete(std::string_view dataSet) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->guard("read records",
                               [&]() -> Result<bool> { return completeFlag(m_connection->database(), id); });
}

Status Records::discardIncomplete(std::string_view dataSet) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->write("discard incomplete records", [&]() -> Status {
        auto& database = m_connection->database();
        if (completeFlag(database, id))
            return fail(ErrorCode::Conflict, "{}: the records of '{}' are complete and stay",
                        m_connection->path().string(), dataSet);
        for (const char* deed :
             {"DELETE FROM window_set WHERE data_set = ?", "DELETE FROM record WHERE data_set = ?",
              "DELETE FROM data_file WHERE data_set = ?"}) {
            SQLite::Statement remove(database, deed);
            remove.bind(1, id);
            remove.exec();
        }
        return {};
    });
}

Result<std::uint64_t> Records::count(std::string_view dataSet) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->guard("read records", [&]() -> Result<std::uint64_t> {
        return countRecords(m_connection->database(), id);
    });
}

Result<std::vector<Record>> Records::all(std::string_view dataSet) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->guard("read records", [&]() -> Result<std::vector<Record>> {
        std::vector<Record> records;
        const Paths paths = readPaths(m_connection->database(), id);
        SQLite::Statement query(m_connection->database(), fmt::format("SELECT {}{} WHERE r.data_set = ? "
                                                                      "ORDER BY r.ordinal",
                                                                      kColumns, kTable));
        query.bind(1, id);
        while (query.executeStep())
            records.push_back(recordOf(query, paths, false));
        return records;
    });
}

Result<std::vector<Record>> Records::range(std::string_view dataSet, std::uint64_t first,
                                           std::uint64_t count) const {
    RETORT_TRY(const std::int64_t id, dataSetRow(*m_connection, dataSet));
    return m_connection->guard("read records", [&]() -> Result<std::vector<Record>> {
        std::vector<Record> records;
        const Paths paths = readPaths(m_connection->database(), id);
        SQLite::Statement query(m_connection->database(),
                                fmt::format("SELECT {}, t.text, t.subject{}{} WHERE r.data_set = ? AND "
                                            "r.ordinal >= ? ORDER BY r.ordinal LIMIT ?",
                                            kColumns, kTable, kTextTable));
        query.bind(1, id);
        query.bind(2, static_cast<std::int64_t>(first));
        query.bind(3, static_cast<std::int64_t>(count));
        while (query.executeStep())
            records.push_back(recordOf(query, paths, true));
        return records;
    });
}

Result<std::optional<Record>> Records::byId(std::string_view dataSet, std::string_view id) const {
    RETORT_TRY(const std::int64_t row, dataSetRow(*m_connection, dataSet));
    return m_connection->guard("read a record", [&]() -> Result<std::optional<Record>> {
        SQLite::Statement query(
            m_connection->database(),
            fmt::format("SELECT {}, t.text, t.subject{}{} WHERE r.data_set = ? AND r.id = ?", kColumns,
                        kTable, kTextTable));
        query.bind(1, row);
        query.bind(2, std::string(id));
        if (!query.executeStep())
            return std::optional<Record>();
        return std::optional<Record>(recordOf(query, readPaths(m_connection->database(), row), true));
    });
}

Result<Digest> Records::keyedHash(std::string_view text) const {
    return m_connection->guard("read the key for hashes", [&]() -> Result<Digest> {
        const auto key = readKey(m_connection->database());
        if (!key)
            return fail(ErrorCode::NotFound,
                        "{}: the key for hashes was dropped; texts can't be looked up any more",
                        m_connection->path().string());
        return hmacSha256(*key, text);
    });
}

Status Records::dropKey() const {
    return m_connection->guard("drop the key for hashes", [&]() -> Status {
        // Without this the key's bytes would stay readable in a free part of the page.
        m_connection->database().exec("PRAGMA secure_delete = ON");
        return m_connection->write("drop the key for hashes", [&]() -> Status {
            m_connection->database().exec("DELETE FROM secret WHERE name = 'record_key'");
            return {};
        });
    });
}

} // namespace retort::store
