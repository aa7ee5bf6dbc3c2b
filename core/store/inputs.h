// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an audit is about: plan, models, data sets. Storing the same again is allowed, so a resumed run
// registers its inputs as the first run did; storing something else under a known name is a Conflict.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

class Connection;

// What is fixed when an audit begins.
struct NewAudit {
    std::string planText;   // the plan file as it was read; its SHA-256 identifies it from then on
    bool storeText = false; // keep personal text, subjects and exact ranks inside the file
};

struct StoredPlan {
    std::string text;
    std::string hash; // SHA-256 of the text, hex
};

struct Model {
    std::string name;        // unique: "teacher", "baseline", "student", "base", a reference's own name
    std::string role;        // teacher | baseline | student | base | baseline_2 | reference
    std::string path;        // where it was found last; kept apart from what is compared between equal runs
    std::string fingerprint; // of the weights, hex
    std::string family;
    std::uint64_t parameters = 0;
    std::uint64_t vocabulary = 0;
    std::uint64_t context = 0;
    std::string tokenizerFingerprint;
    std::string recipe;         // free text of the plan
    Json info = Json::object(); // anything else worth showing: dtype, files with their hashes
};

struct DataSet {
    std::string name;                // unique
    std::vector<std::string> paths;  // as read; kept apart from what is compared between equal runs
    std::string fingerprint;         // of the files' content, hex
    std::vector<std::string> seenBy; // names of models; empty: nobody
    std::string split = "unknown";   // random | date | unknown
    Json info = Json::object();
};

class Inputs {
public:
    explicit Inputs(Connection& connection) : m_connection(&connection) {}

    [[nodiscard]] Result<StoredPlan> plan() const;

    [[nodiscard]] Status putModel(const Model& model) const;
    [[nodiscard]] Result<std::vector<Model>> models() const; // in the order they were stored
    [[nodiscard]] Status putDataSet(const DataSet& dataSet) const;
    [[nodiscard]] Result<std::vector<DataSet>> dataSets() const; // in the order they were stored

    // Facts that may differ between equal runs: machine, versions of libraries, path of the plan, times.
    [[nodiscard]] Status putVolatile(std::string_view name, std::string_view value) const;
    [[nodiscard]] Result<std::map<std::string, std::string>> volatileFacts() const;

private:
    Connection* m_connection;
};

} // namespace retort::store
