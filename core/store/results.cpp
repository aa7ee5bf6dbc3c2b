// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/results.h"

#include "core/base/hash.h"
#include "core/store/blob_codec.h"
#include "core/store/connection.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace retort::store {

namespace {

// A model's row as a query parameter: no row for the columns that depend on the text alone.
Result<std::optional<std::int64_t>> optionalModelRow(Connection& connection, std::string_view model) {
    if (model.empty())
        return std::optional<std::int64_t>();
    RETORT_TRY(const std::int64_t row, modelRow(connection, model));
    return std::optional<std::int64_t>(row);
}

void bindModel(SQLite::Statement& statement, int index, const std::optional<std::int64_t>& model) {
    if (model)
        statement.bind(index, *model);
    else
        statement.bind(index);
}

// Numbers of a row (count, hash, packed numbers), `perCount` for each that is counted; compares the hash.
template <class T>
Result<std::vector<T>> unpackChecked(SQLite::Statement& row, std::size_t perCount) {
    constexpr std::int64_t kLimit = std::int64_t{1} << 40;
    const std::int64_t stored = row.getColumn(0).getInt64();
    if (stored < 0 || stored > kLimit)
        return fail(ErrorCode::InvalidInput, "a stored column has an impossible length");
    const std::size_t count = static_cast<std::size_t>(stored) * perCount;
    RETORT_TRY(const auto raw, unpackColumn(blobOf(row.getColumn(2)), count, sizeof(T)));
    if (textOf(sha256(std::span<const std::byte>(raw))) != blobOf(row.getColumn(1)))
        return fail(ErrorCode::InvalidInput, "a stored column was changed after it was written");
    std::vector<T> values(count);
    if (!raw.empty())
        std::memcpy(values.data(), raw.data(), raw.size());
    return values;
}

} // namespace

Status Results::putColumn(std::string_view dataSet, std::string_view model, std::string_view name,
                          std::span<const double> values) const {
    // One bit pattern for "absent": equal runs write equal bytes.
    std::vector<double> canonical(values.begin(), values.end());
    for (double& value : canonical)
        if (std::isnan(value))
            value = std::numeric_limits<double>::quiet_NaN();
    const auto bytes = std::as_bytes(std::span<const double>(canonical));
    const std::string blob = packColumn(bytes, sizeof(double));
    const Digest digest = sha256(bytes);
    RETORT_TRY(const std::int64_t dataSetId, dataSetRow(*m_connection, dataSet));
    RETORT_TRY(const auto modelId, optionalModelRow(*m_connection, model));
    return m_connection->write("store a column", [&]() -> Status {
        auto& database = m_connection->database();
        SQLite::Statement remove(database,
                                 "DELETE FROM record_column WHERE data_set = ? AND ifnull(model, 0) = "
                                 "ifnull(?, 0) AND name = ?");
        remove.bind(1, dataSetId);
        bindModel(remove, 2, modelId);
        remove.bind(3, std::string(name));
        remove.exec();
        SQLite::Statement insert(database,
                                 "INSERT INTO record_column (data_set, model, name, rows, sha256, data) "
                                 "VALUES (?, ?, ?, ?, ?, ?)");
        insert.bind(1, dataSetId);
        bindModel(insert, 2, modelId);
        insert.bind(3, std::string(name));
        insert.bind(4, static_cast<std::int64_t>(values.size()));
        bindBlob(insert, 5, textOf(digest));
        bindBlob(insert, 6, blob);
        insert.exec();
        return {};
    });
}

Result<std::optional<std::vector<double>>> Results::column(std::string_view dataSet, std::string_view model,
                                                           std::string_view name) const {
    using Column = std::optional<std::vector<double>>;
    RETORT_TRY(const std::int64_t dataSetId, dataSetRow(*m_connection, dataSet));
    RETORT_TRY(const auto modelId, optionalModelRow(*m_connection, model));
    return m_connection->guard("read a column", [&]() -> Result<Column> {
        SQLite::Statement query(m_connection->database(),
                                "SELECT rows, sha256, data FROM record_column WHERE data_set = ? AND "
                                "ifnull(model, 0) = ifnull(?, 0) AND name = ?");
        query.bind(1, dataSetId);
        bindModel(query, 2, modelId);
        query.bind(3, std::string(name));
        if (!query.executeStep())
            return Column();
        auto values = unpackChecked<double>(query, 1);
        if (!values)
            return within(fmt::format("{}: {} {} {}", m_connection->path().string(), dataSet, model, name),
                          values.error());
        return Column(std::move(*values));
    });
}

Result<std::vector<ColumnName>> Results::columns() const {
    return m_connection->guard("read the columns", [&]() -> Result<std::vector<ColumnName>> {
        std::vector<ColumnName> names;
        SQLite::Statement query(m_connection->database(),
                                "SELECT d.name, ifnull(m.name, ''), c.name FROM record_column c "
                                "JOIN data_set d ON d.id = c.data_set LEFT JOIN model m ON m.id = c.model "
                                "ORDER BY 1, 2, 3");
        while (query.executeStep())
            names.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                             query.getColumn(2).getString()});
        return names;
    });
}

Status Results::putCurve(std::string_view name, std::span<const std::uint32_t> falsePositives,
                         std::span<const std::uint32_t> truePositives) const {
    if (falsePositives.size() != truePositives.size())
        throw std::invalid_argument("a curve needs as many true as false positives");
    std::vector<std::uint32_t> points(falsePositives.begin(), falsePositives.end());
    points.insert(points.end(), truePositives.begin(), truePositives.end());
    const auto bytes = std::as_bytes(std::span<const std::uint32_t>(points));
    const std::string blob = packColumn(bytes, sizeof(std::uint32_t));
    const Digest digest = sha256(bytes);
    return m_connection->write("store a curve", [&]() -> Status {
        SQLite::Statement insert(
            m_connection->database(),
            "INSERT OR REPLACE INTO curve (name, points, sha256, data) VALUES (?, ?, ?, ?)");
        insert.bind(1, std::string(name));
        insert.bind(2, static_cast<std::int64_t>(falsePositives.size()));
        bindBlob(insert, 3, textOf(digest));
        bindBlob(insert, 4, blob);
        insert.exec();
        return {};
    });
}

Result<std::optional<Curve>> Results::curve(std::string_view name) const {
    return m_connection->guard("read a curve", [&]() -> Result<std::optional<Curve>> {
        SQLite::Statement query(m_connection->database(),
                                "SELECT points, sha256, data FROM curve WHERE name = ?");
        query.bind(1, std::string(name));
        if (!query.executeStep())
            return std::optional<Curve>();
        const auto points = unpackChecked<std::uint32_t>(query, 2);
        if (!points)
            return within(fmt::format("{}: curve {}", m_connection->path().string(), name), points.error());
        const auto middle = points->begin() + static_cast<std::ptrdiff_t>(points->size() / 2);
        return std::optional<Curve>(Curve{{points->begin(), middle}, {middle, points->end()}});
    });
}

Result<std::vector<std::string>> Results::curves() const {
    return m_connection->guard("read the curves", [&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> names;
        SQLite::Statement query(m_connection->database(), "SELECT name FROM curve ORDER BY name");
        while (query.executeStep())
            names.push_back(query.getColumn(0).getString());
        return names;
    });
}

Status Results::putFindings(std::string_view inputsHash, std::string_view json) const {
    const Digest digest = sha256(json);
    return m_connection->write("store the findings", [&]() -> Status {
        SQLite::Statement insert(
            m_connection->database(),
            "INSERT OR REPLACE INTO findings (id, inputs_hash, json, sha256) VALUES (1, ?, ?, ?)");
        insert.bind(1, std::string(inputsHash));
        insert.bind(2, std::string(json));
        bindBlob(insert, 3, textOf(digest));
        insert.exec();
        return {};
    });
}

Result<std::optional<StoredFindings>> Results::findings() const {
    return m_connection->guard("read the findings", [&]() -> Result<std::optional<StoredFindings>> {
        SQLite::Statement query(m_connection->database(), "SELECT inputs_hash, json, sha256 FROM findings");
        if (!query.executeStep())
            return std::optional<StoredFindings>();
        StoredFindings findings{query.getColumn(0).getString(), query.getColumn(1).getString()};
        if (textOf(sha256(findings.json)) != blobOf(query.getColumn(2)))
            return fail(ErrorCode::InvalidInput, "{}: the findings were changed after they were written",
                        m_connection->path().string());
        return std::optional<StoredFindings>(std::move(findings));
    });
}

} // namespace retort::store
