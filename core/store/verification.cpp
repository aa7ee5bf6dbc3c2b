// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/verification.h"

#include "core/base/hash.h"
#include "core/store/chunks.h"
#include "core/store/connection.h"
#include "core/store/events.h"
#include "core/store/inputs.h"
#include "core/store/remarks.h"
#include "core/store/results.h"

#include <string_view>
#include <utility>

namespace retort::store {

namespace {

// Rows as bytes, whatever they hold: each value is a tag and its content, each row ends with 'R'. Integers
// and lengths take 8 little-endian bytes. docs/formats/audit-file.md gives the same recipe to others.
class RowHash {
public:
    void addRows(SQLite::Statement& query) {
        const int columns = query.getColumnCount();
        while (query.executeStep()) {
            for (int i = 0; i < columns; ++i)
                addValue(query.getColumn(i));
            m_buffer.push_back('R');
            if (m_buffer.size() >= kBufferBytes)
                flush();
        }
    }

    std::string hex() {
        flush();
        return toHex(m_hash.finish());
    }

private:
    static constexpr std::size_t kBufferBytes = 1U << 16U;

    void flush() {
        m_hash.update(m_buffer);
        m_buffer.clear();
    }

    void addNumber(std::uint64_t value) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            m_buffer.push_back(static_cast<char>(value >> shift & 0xFFU));
    }

    void addValue(const SQLite::Column& column) {
        if (column.isNull()) {
            m_buffer.push_back('N');
        } else if (column.isInteger()) {
            m_buffer.push_back('I');
            addNumber(static_cast<std::uint64_t>(column.getInt64()));
        } else {
            m_buffer.push_back(column.isBlob() ? 'B' : 'T');
            const std::string_view bytes = blobOf(column);
            addNumber(bytes.size());
            m_buffer.append(bytes);
        }
    }

    Sha256 m_hash;
    std::string m_buffer;
};

std::string digestOf(SQLite::Database& database, const char* query) {
    SQLite::Statement statement(database, query);
    RowHash hash;
    hash.addRows(statement);
    return hash.hex();
}

std::string digestOf(SQLite::Database& database, const char* query, std::int64_t id) {
    SQLite::Statement statement(database, query);
    statement.bind(1, id);
    RowHash hash;
    hash.addRows(statement);
    return hash.hex();
}

constexpr const char* kPlan = "SELECT text, hash, store_text FROM plan";
constexpr const char* kModels =
    "SELECT name, role, fingerprint, family, parameters, vocabulary, context, tokenizer, "
    "recipe, info FROM model ORDER BY id";
constexpr const char* kDataSets = "SELECT name, fingerprint, seen_by, split, info FROM data_set ORDER BY id";
constexpr const char* kRecords =
    "SELECT ordinal, id, source_group, repeats, cluster, file, line, byte_offset, "
    "byte_length, tokens, truncated, zlib_bytes, excluded, extraction_excluded "
    "FROM record WHERE data_set = ? ORDER BY ordinal";
constexpr const char* kTexts =
    "SELECT r.ordinal, r.text_hash, r.subject_hash, t.text, t.subject FROM record r "
    "LEFT JOIN record_text t ON t.data_set = r.data_set AND t.ordinal = r.ordinal "
    "WHERE r.data_set = ? ORDER BY r.ordinal";
constexpr const char* kWindows = "SELECT s.tokenizer, w.number, w.record, w.kind, w.type, w.prefix_begin, "
                                 "w.suffix_begin, w.suffix_end, w.sequence FROM window_set s "
                                 "JOIN extraction_window w ON w.window_set = s.id WHERE s.data_set = ? "
                                 "ORDER BY s.tokenizer, w.number";
constexpr const char* kResultSet =
    "SELECT m.name, d.name, s.kind, s.rows, s.chunks, s.identity FROM result_set s "
    "JOIN model m ON m.id = s.model JOIN data_set d ON d.id = s.data_set "
    "WHERE s.id = ?";
constexpr const char* kChunks =
    "SELECT number, first_row, rows, tokens, sha256 FROM chunk WHERE result_set = ? "
    "ORDER BY number";
constexpr const char* kRecordColumns =
    "SELECT d.name, m.name, c.name, c.rows, c.sha256 FROM record_column c "
    "JOIN data_set d ON d.id = c.data_set LEFT JOIN model m ON m.id = c.model "
    "ORDER BY d.name, ifnull(m.name, ''), c.name";
constexpr const char* kCurves = "SELECT name, points, sha256 FROM curve ORDER BY name";
constexpr const char* kFindings = "SELECT inputs_hash, sha256 FROM findings";

std::vector<std::pair<std::int64_t, std::string>> namedRows(SQLite::Database& database, const char* query) {
    std::vector<std::pair<std::int64_t, std::string>> rows;
    SQLite::Statement statement(database, query);
    while (statement.executeStep())
        rows.emplace_back(statement.getColumn(0).getInt64(), statement.getColumn(1).getString());
    return rows;
}

Json digestsOf(SQLite::Database& database) {
    Json digests = Json::object();
    digests["plan"] = digestOf(database, kPlan);
    digests["models"] = digestOf(database, kModels);
    digests["data_sets"] = digestOf(database, kDataSets);
    Json data = Json::object();
    for (const auto& [id, name] : namedRows(database, "SELECT id, name FROM data_set ORDER BY id"))
        data[name] = {{"records", digestOf(database, kRecords, id)},
                      {"texts", digestOf(database, kTexts, id)},
                      {"windows", digestOf(database, kWindows, id)}};
    digests["data"] = std::move(data);
    Json results = Json::object();
    for (const auto& [id, key] : namedRows(database, "SELECT id, key FROM result_set ORDER BY key")) {
        RowHash hash;
        for (const char* query : {kResultSet, kChunks}) {
            SQLite::Statement statement(database, query);
            statement.bind(1, id);
            hash.addRows(statement);
        }
        results[key] = hash.hex();
    }
    digests["results"] = std::move(results);
    digests["columns"] = digestOf(database, kRecordColumns);
    digests["curves"] = digestOf(database, kCurves);
    digests["findings"] = digestOf(database, kFindings);
    return digests;
}

// The first place where two trees of digests differ, as "data / private / records"; empty if they are equal.
std::string firstDifference(const Json& expected, const Json& found) {
    if (expected.is_object() && found.is_object()) {
        for (const auto& [name, value] : expected.items()) {
            if (!found.contains(name))
                return name + " (no longer there)";
            const std::string inner = firstDifference(value, found[name]);
            if (!inner.empty())
                return value.is_object() && inner != "." ? name + " / " + inner : name;
        }
        for (const auto& [name, value] : found.items())
            if (!expected.contains(name))
                return name + " (added)";
        return {};
    }
    return expected == found ? "" : ".";
}

class Checker {
public:
    explicit Checker(Connection& connection) : m_connection(connection) {}

    // Every blob against the hash beside it. The loads compare; what they refuse is a finding here.
    void checkBlobs() {
        note(checkChunks());
        note(checkColumns());
        note(checkCurves());
        note(toStatus(Results(m_connection).findings()));
        note(checkPlan());
    }

    void note(const Status& status) {
        if (!status)
            m_problems.push_back(status.error().message);
    }

    std::vector<std::string> takeProblems() { return std::move(m_problems); }

private:
    template <class T>
    static Status toStatus(const Result<T>& result) {
        if (!result)
            return tl::unexpected<Error>(result.error());
        return {};
    }

    Status checkPlan() {
        RETORT_TRY(const auto plan, Inputs(m_connection).plan());
        if (toHex(sha256(plan.text)) != plan.hash)
            return fail(ErrorCode::Gate, "{}: the plan was changed after the audit began",
                        m_connection.path().string());
        return {};
    }

    Status checkChunks() {
        const Chunks chunks(m_connection);
        RETORT_TRY(const auto sets, chunks.resultSets());
        for (const ResultSet& set : sets) {
            if (const Status status = chunks.check(set); !status)
                return within(fmt::format("results of {} on {} ({})", set.model, set.dataSet, set.kind),
                              status.error());
        }
        return {};
    }

    Status checkColumns() {
        const Results results(m_connection);
        RETORT_TRY(const auto columns, results.columns());
        for (const ColumnName& column : columns)
            RETORT_CHECK(results.column(column.dataSet, column.model, column.name));
        return {};
    }

    Status checkCurves() {
        const Results results(m_connection);
        RETORT_TRY(const auto curves, results.curves());
        for (const std::string& curve : curves)
            RETORT_CHECK(results.curve(curve));
        return {};
    }

    Connection& m_connection;
    std::vector<std::string> m_problems;
};

} // namespace

Result<Json> Verification::contentDigests() const {
    return m_connection->guard("compute its hashes", [&]() -> Result<Json> {
        // One transaction: the hashes of one moment.
        auto& database = m_connection->database();
        const SQLite::Transaction transaction(database);
        return digestsOf(database);
    });
}

Status Verification::anchor() const {
    RETORT_TRY(const Json digests, contentDigests());
    return Events(*m_connection).append(kContentEvent, digests);
}

Result<VerificationReport> Verification::verify() const {
    return m_connection->guard("be verified", [&]() -> Result<VerificationReport> {
        const Events events(*m_connection);
        RETORT_TRY(const auto chain, events.all());
        VerificationReport report;
        RETORT_TRY(report.seal, events.seal());

        Checker checker(*m_connection);
        checker.note(events.verifyChain());
        checker.note(Remarks(*m_connection).verify());
        checker.checkBlobs();

        const Event* content = nullptr;
        for (const Event& event : chain) {
            if (event.kind == kContentEvent)
                content = &event;
            else if (event.kind == kStartEvent)
                content = nullptr;
        }
        if (content) {
            RETORT_TRY(const Json found, contentDigests());
            const auto expected = parseJson(content->payload, "event");
            const std::string where = expected ? firstDifference(*expected, found) : std::string("payload");
            if (where.empty())
                report.anchored = true;
            else
                checker.note(fail(ErrorCode::Gate, "{}: {} is not what event {} recorded",
                                  m_connection->path().string(), where, content->sequence));
        }
        report.problems = checker.takeProblems();
        report.intact = report.problems.empty();
        return report;
    });
}

} // namespace retort::store
