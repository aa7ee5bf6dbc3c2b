// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tests of the store share: a folder that goes away, a small audit, token tables, and raw access to
// the file.
#pragma once

#include "core/base/philox.h"
#include "core/store/audit_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace retort::store::testing {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

inline void must(const Status& status) {
    if (!status)
        throw std::runtime_error(status.error().message);
}

template <class T>
std::string messageOf(const Result<T>& result) {
    return result ? std::string() : result.error().message;
}

template <class T>
bool failsWith(const Result<T>& result, ErrorCode code, std::string_view part) {
    return !result && result.error().code == code && result.error().message.find(part) != std::string::npos;
}

class Folder {
public:
    std::filesystem::path file(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }

private:
    QTemporaryDir m_folder;
};

inline const std::string kKey(64, 'a');

// Two models, one data set "private" of `rows` records, and a declared result set of `chunks` chunks under
// kKey.
inline AuditFile smallAudit(const std::filesystem::path& path, bool storeText = false,
                            std::uint64_t rows = 40, std::uint32_t chunks = 4) {
    AuditFile audit = must(AuditFile::create(path, {"[audit]\ntitle = \"test\"\n", storeText}));
    for (const char* name : {"teacher", "student"}) {
        Model model;
        model.name = name;
        model.role = name;
        model.path = std::string("/models/") + name;
        model.fingerprint = std::string(name) + "-weights";
        model.family = "gpt_neox";
        model.parameters = 1'000'000;
        model.vocabulary = 512;
        model.context = 256;
        model.tokenizerFingerprint = "tokenizer";
        model.recipe = "none";
        model.info = {{"dtype", "F32"}};
        must(audit.inputs().putModel(model));
    }
    DataSet data;
    data.name = "private";
    data.paths = {"data/private.jsonl"};
    data.fingerprint = "data";
    data.seenBy = {"teacher"};
    data.split = "random";
    must(audit.inputs().putDataSet(data));
    std::vector<Record> records(rows);
    for (std::uint64_t i = 0; i < rows; ++i) {
        Record& record = records[i];
        record.ordinal = i;
        record.id = "r" + std::to_string(i);
        record.group = i % 2 ? "mail" : "note";
        record.repeats = static_cast<std::uint32_t>(1 + i % 4);
        record.cluster = i - i % 3;
        record.path = i < rows / 2 ? "data/a.jsonl" : "data/b.jsonl";
        record.line = i + 1;
        record.byteOffset = i * 100;
        record.byteLength = 99;
        record.tokens = static_cast<std::uint32_t>(10 + i);
        record.truncated = i % 5 == 0;
        record.zlibBytes = 60 + i;
        if (i == 3)
            record.excluded = "empty";
        if (i == 4)
            record.extractionExcluded = "too short";
        record.text = "Dear Erika Musterfrau, number " + std::to_string(i);
        if (i % 2)
            record.subject = "Erika Musterfrau";
    }
    must(audit.records().append("private", records));
    must(audit.records().complete("private"));
    must(
        audit.chunks().declare({kKey, "teacher", "private", "record", rows, chunks, {{"precision", "f32"}}}));
    return audit;
}

// Values that don't compress well, of both signs, ranks far beyond 255 among them.
inline scores::TokenTable sampleTable(std::size_t rows, std::uint32_t tokensPerRow, std::uint64_t seed) {
    std::vector<std::uint32_t> lengths(rows);
    for (std::size_t i = 0; i < rows; ++i)
        lengths[i] = i % 7 == 6 ? 0 : tokensPerRow;
    auto table = scores::TokenTable::sized(std::move(lengths));
    Philox random(seed);
    for (std::size_t i = 0; i < table.tokens(); ++i) {
        table.logProbability[i] = static_cast<float>(-10 * random.uniform());
        table.entropy[i] = static_cast<float>(6 * random.uniform());
        table.variance[i] = static_cast<float>(random.uniform());
        table.margin[i] = static_cast<float>(random.normal());
        table.rank[i] = static_cast<std::uint32_t>(1 + random.below(500));
    }
    return table;
}

template <class T>
bool sameBits(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

inline bool sameButRanks(const scores::TokenTable& a, const scores::TokenTable& b) {
    return sameBits(a.lengths, b.lengths) && sameBits(a.logProbability, b.logProbability) &&
           sameBits(a.entropy, b.entropy) && sameBits(a.variance, b.variance) && sameBits(a.margin, b.margin);
}

// Runs SQL as somebody else's program would; gives the first value of the first row as text.
inline std::string rawSql(const std::filesystem::path& path, const std::string& sql) {
    sqlite3* database = nullptr;
    if (sqlite3_open(path.c_str(), &database) != SQLITE_OK)
        throw std::runtime_error("can't open");
    std::string first;
    char* message = nullptr;
    const auto keep = [](void* target, int columns, char** values, char**) {
        auto& text = *static_cast<std::string*>(target);
        if (text.empty() && columns > 0 && values[0])
            text = values[0];
        return 0;
    };
    const int status = sqlite3_exec(database, sql.c_str(), keep, &first, &message);
    const std::string problem = message ? message : "";
    sqlite3_free(message);
    sqlite3_close(database);
    if (status != SQLITE_OK)
        throw std::runtime_error(problem);
    return first;
}

} // namespace retort::store::testing
