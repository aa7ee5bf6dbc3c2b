// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/inputs.h"

#include "core/store/connection.h"

namespace retort::store {

namespace {

std::string jsonOf(const std::vector<std::string>& texts) {
    return toJsonLine(Json(texts));
}

std::string text(SQLite::Statement& statement, int column) {
    return statement.getColumn(column).getString();
}

Result<Json> storedJson(const Connection& connection, const std::string& line) {
    return parseJson(line, connection.path().string());
}

bool sameModel(const Model& a, const Model& b) {
    return a.role == b.role && a.fingerprint == b.fingerprint && a.family == b.family &&
           a.parameters == b.parameters && a.vocabulary == b.vocabulary && a.context == b.context &&
           a.tokenizerFingerprint == b.tokenizerFingerprint && a.recipe == b.recipe && a.info == b.info;
}

bool sameDataSet(const DataSet& a, const DataSet& b) {
    return a.fingerprint == b.fingerprint && a.seenBy == b.seenBy && a.split == b.split && a.info == b.info;
}

void insertModel(SQLite::Database& database, const Model& model) {
    SQLite::Statement insert(
        database, "INSERT INTO model (name, role, fingerprint, family, parameters, vocabulary, context, "
                  "tokenizer, recipe, info) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, model.name);
    insert.bind(2, model.role);
    insert.bind(3, model.fingerprint);
    insert.bind(4, model.family);
    insert.bind(5, static_cast<std::int64_t>(model.parameters));
    insert.bind(6, static_cast<std::int64_t>(model.vocabulary));
    insert.bind(7, static_cast<std::int64_t>(model.context));
    insert.bind(8, model.tokenizerFingerprint);
    insert.bind(9, model.recipe);
    insert.bind(10, toJsonLine(model.info));
    insert.exec();
}

void insertDataSet(SQLite::Database& database, const DataSet& dataSet) {
    SQLite::Statement insert(
        database, "INSERT INTO data_set (name, fingerprint, seen_by, split, info) VALUES (?, ?, ?, ?, ?)");
    insert.bind(1, dataSet.name);
    insert.bind(2, dataSet.fingerprint);
    insert.bind(3, jsonOf(dataSet.seenBy));
    insert.bind(4, dataSet.split);
    insert.bind(5, toJsonLine(dataSet.info));
    insert.exec();
}

std::vector<std::string> placesOf(SQLite::Database& database, std::int64_t dataSet) {
    std::vector<std::string> places;
    SQLite::Statement query(database, "SELECT path FROM data_set_place WHERE data_set = ? ORDER BY number");
    query.bind(1, dataSet);
    while (query.executeStep())
        places.push_back(text(query, 0));
    return places;
}

void replacePlaces(SQLite::Database& database, const std::string& name,
                   const std::vector<std::string>& paths) {
    SQLite::Statement remove(
        database, "DELETE FROM data_set_place WHERE data_set = (SELECT id FROM data_set WHERE name = ?)");
    remove.bind(1, name);
    remove.exec();
    SQLite::Statement insert(database, "INSERT INTO data_set_place (data_set, number, path) "
                                       "VALUES ((SELECT id FROM data_set WHERE name = ?), ?, ?)");
    for (std::size_t i = 0; i < paths.size(); ++i) {
        insert.reset();
        insert.bind(1, name);
        insert.bind(2, static_cast<std::int64_t>(i));
        insert.bind(3, paths[i]);
        insert.exec();
    }
}

} // namespace

Result<StoredPlan> Inputs::plan() const {
    return m_connection->guard("read the plan", [&]() -> Result<StoredPlan> {
        SQLite::Statement query(m_connection->database(), "SELECT text, hash FROM plan");
        if (!query.executeStep())
            return fail(ErrorCode::InvalidInput, "{}: the audit has no plan; the file is damaged",
                        m_connection->path().string());
        return StoredPlan{text(query, 0), text(query, 1)};
    });
}

Status Inputs::putModel(const Model& model) const {
    RETORT_TRY(const auto known, models());
    return m_connection->write("store a model", [&]() -> Status {
        auto& database = m_connection->database();
        bool isNew = true;
        for (const Model& other : known) {
            if (other.name != model.name)
                continue;
            isNew = false;
            if (!sameModel(model, other))
                return fail(
                    ErrorCode::Conflict,
                    "{}: the model '{}' is not the one this audit was started with; restore it, or start "
                    "a new audit",
                    m_connection->path().string(), model.name);
        }
        if (isNew)
            insertModel(database, model);
        SQLite::Statement place(database, "INSERT OR REPLACE INTO model_place (model, path) "
                                          "VALUES ((SELECT id FROM model WHERE name = ?), ?)");
        place.bind(1, model.name);
        place.bind(2, model.path);
        place.exec();
        return {};
    });
}

Result<std::vector<Model>> Inputs::models() const {
    return m_connection->guard("read the models", [&]() -> Result<std::vector<Model>> {
        std::vector<Model> models;
        SQLite::Statement query(
            m_connection->database(),
            "SELECT name, role, fingerprint, family, parameters, vocabulary, context, tokenizer, "
            "recipe, info, ifnull(path, '') FROM model LEFT JOIN model_place ON model = id "
            "ORDER BY id");
        while (query.executeStep()) {
            Model model;
            model.name = text(query, 0);
            model.role = text(query, 1);
            model.fingerprint = text(query, 2);
            model.family = text(query, 3);
            model.parameters = static_cast<std::uint64_t>(query.getColumn(4).getInt64());
            model.vocabulary = static_cast<std::uint64_t>(query.getColumn(5).getInt64());
            model.context = static_cast<std::uint64_t>(query.getColumn(6).getInt64());
            model.tokenizerFingerprint = text(query, 7);
            model.recipe = text(query, 8);
            RETORT_TRY(model.info, storedJson(*m_connection, text(query, 9)));
            model.path = text(query, 10);
            models.push_back(std::move(model));
        }
        return models;
    });
}

Status Inputs::putDataSet(const DataSet& dataSet) const {
    RETORT_TRY(const auto known, dataSets());
    return m_connection->write("store a data set", [&]() -> Status {
        auto& database = m_connection->database();
        bool isNew = true;
        for (const DataSet& other : known) {
            if (other.name != dataSet.name)
                continue;
            isNew = false;
            if (!sameDataSet(dataSet, other))
                return fail(
                    ErrorCode::Conflict,
                    "{}: the data set '{}' is not the one this audit was started with; restore it, or start "
                    "a new audit",
                    m_connection->path().string(), dataSet.name);
        }
        if (isNew)
            insertDataSet(database, dataSet);
        replacePlaces(database, dataSet.name, dataSet.paths);
        return {};
    });
}

Result<std::vector<DataSet>> Inputs::dataSets() const {
    return m_connection->guard("read the data sets", [&]() -> Result<std::vector<DataSet>> {
        auto& database = m_connection->database();
        std::vector<DataSet> dataSets;
        SQLite::Statement query(
            database, "SELECT id, name, fingerprint, seen_by, split, info FROM data_set ORDER BY id");
        while (query.executeStep()) {
            DataSet dataSet;
            dataSet.name = text(query, 1);
            dataSet.fingerprint = text(query, 2);
            RETORT_TRY(const Json seenBy, storedJson(*m_connection, text(query, 3)));
            for (const Json& model : seenBy)
                dataSet.seenBy.push_back(model.is_string() ? model.get<std::string>() : std::string());
            dataSet.split = text(query, 4);
            RETORT_TRY(dataSet.info, storedJson(*m_connection, text(query, 5)));
            dataSet.paths = placesOf(database, query.getColumn(0).getInt64());
            dataSets.push_back(std::move(dataSet));
        }
        return dataSets;
    });
}

Status Inputs::putVolatile(std::string_view name, std::string_view value) const {
    return m_connection->write("store a note on this run", [&]() -> Status {
        SQLite::Statement insert(m_connection->database(),
                                 "INSERT OR REPLACE INTO volatile (name, value) VALUES (?, ?)");
        insert.bind(1, std::string(name));
        insert.bind(2, std::string(value));
        insert.exec();
        return {};
    });
}

Result<std::map<std::string, std::string>> Inputs::volatileFacts() const {
    return m_connection->guard(
        "read the notes on its runs", [&]() -> Result<std::map<std::string, std::string>> {
            std::map<std::string, std::string> facts;
            SQLite::Statement query(m_connection->database(), "SELECT name, value FROM volatile");
            while (query.executeStep())
                facts[text(query, 0)] = text(query, 1);
            return facts;
        });
}

} // namespace retort::store
