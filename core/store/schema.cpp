// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"

#include "core/base/hash.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <openssl/rand.h>

#include <array>
#include <string>

namespace retort::store {

namespace {

constexpr const char* kVersion1 = R"sql(
CREATE TABLE plan (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    store_text INTEGER NOT NULL
) STRICT;
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE volatile (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    family TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    vocabulary INTEGER NOT NULL,
    context INTEGER NOT NULL,
    tokenizer TEXT NOT NULL,
    recipe TEXT NOT NULL,
    info TEXT NOT NULL
) STRICT;
CREATE TABLE model_place (model INTEGER PRIMARY KEY REFERENCES model (id), path TEXT NOT NULL) STRICT;

CREATE TABLE data_set (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    seen_by TEXT NOT NULL,
    split TEXT NOT NULL,
    info TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE data_set_place (
    data_set INTEGER NOT NULL REFERENCES data_set (id),
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (data_set, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE data_file (
    data_set INTEGER NOT NULL REFERENCES data_set (id),
    number INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (data_set, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    data_set INTEGER NOT NULL REFERENCES data_set (id),
    ordinal INTEGER NOT NULL,
    id TEXT NOT NULL,
    source_group TEXT NOT NULL,
    repeats INTEGER NOT NULL,
    cluster INTEGER NOT NULL,
    file INTEGER NOT NULL,
    line INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    byte_length INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    truncated INTEGER NOT NULL,
    zlib_bytes INTEGER NOT NULL,
    excluded TEXT,
    extraction_excluded TEXT,
    text_hash BLOB,
    subject_hash BLOB,
    PRIMARY KEY (data_set, ordinal)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX record_by_id ON record (data_set, id);
CREATE TABLE record_text (
    data_set INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    text TEXT,
    subject TEXT,
    PRIMARY KEY (data_set, ordinal),
    FOREIGN KEY (data_set, ordinal) REFERENCES record (data_set, ordinal) ON DELETE CASCADE
) STRICT;

CREATE TABLE window_set (
    id INTEGER PRIMARY KEY,
    data_set INTEGER NOT NULL REFERENCES data_set (id),
    tokenizer TEXT NOT NULL,
    UNIQUE (data_set, tokenizer)
) STRICT;
CREATE TABLE extraction_window (
    window_set INTEGER NOT NULL REFERENCES window_set (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    record INTEGER NOT NULL,
    kind TEXT NOT NULL,
    type TEXT NOT NULL,
    prefix_begin INTEGER NOT NULL,
    suffix_begin INTEGER NOT NULL,
    suffix_end INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (window_set, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE result_set (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    model INTEGER NOT NULL REFERENCES model (id),
    data_set INTEGER NOT NULL REFERENCES data_set (id),
    kind TEXT NOT NULL,
    rows INTEGER NOT NULL,
    chunks INTEGER NOT NULL,
    identity TEXT NOT NULL
) STRICT;
CREATE TABLE chunk (
    result_set INTEGER NOT NULL REFERENCES result_set (id),
    number INTEGER NOT NULL,
    first_row INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (result_set, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE chunk_part (
    result_set INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    part INTEGER NOT NULL,
    count INTEGER NOT NULL,
    width INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (result_set, number, name, part),
    FOREIGN KEY (result_set, number) REFERENCES chunk (result_set, number) ON DELETE CASCADE
) STRICT;

CREATE TABLE record_column (
    id INTEGER PRIMARY KEY,
    data_set INTEGER NOT NULL REFERENCES data_set (id),
    model INTEGER REFERENCES model (id),
    name TEXT NOT NULL,
    rows INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_column_by_name ON record_column (data_set, ifnull(model, 0), name);
CREATE TABLE curve (
    name TEXT PRIMARY KEY,
    points INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE TABLE findings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    inputs_hash TEXT NOT NULL,
    json TEXT NOT NULL,
    sha256 BLOB NOT NULL
) STRICT;

CREATE TABLE event (
    sequence INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    data_set TEXT NOT NULL,
    state TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    unit TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT NOT NULL,
    message TEXT NOT NULL,
    UNIQUE (kind, model, data_set)
) STRICT;
)sql";

// Texts that people wrote, apart from the events that speak of them, so that they can be erased.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE remark (
    event INTEGER PRIMARY KEY REFERENCES event (sequence),
    salt BLOB NOT NULL,
    text TEXT NOT NULL
) STRICT;
)sql";

// Entry i brings a file from version i to version i + 1. Entries are never changed once released, only added.
constexpr std::array<const char*, kSchemaVersion> kMigrations = {kVersion1, kVersion2};

void applyMigrations(SQLite::Database& database) {
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    for (auto next = static_cast<std::size_t>(version); next < kMigrations.size(); ++next)
        database.exec(kMigrations[next]);
    database.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
}

constexpr int kKeyBytes = 32;

} // namespace

Status initialise(SQLite::Database& database, const NewAudit& audit) {
    std::array<unsigned char, kKeyBytes> key{};
    if (RAND_bytes(key.data(), kKeyBytes) != 1)
        return fail(ErrorCode::Internal, "the system gives no random numbers");
    // Both settings only take effect on an empty database.
    database.exec("PRAGMA page_size = 16384; PRAGMA auto_vacuum = NONE");
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    applyMigrations(database);
    SQLite::Statement plan(database, "INSERT INTO plan (id, text, hash, store_text) VALUES (1, ?, ?, ?)");
    plan.bind(1, audit.planText);
    plan.bind(2, toHex(sha256(audit.planText)));
    plan.bind(3, audit.storeText ? 1 : 0);
    plan.exec();
    SQLite::Statement secret(database, "INSERT INTO secret (name, value) VALUES ('record_key', ?)");
    secret.bind(1, key.data(), kKeyBytes);
    secret.exec();
    transaction.commit();
    return {};
}

void migrate(SQLite::Database& database) {
    if (database.execAndGet("PRAGMA user_version").getUInt() == kSchemaVersion)
        return;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    applyMigrations(database);
    transaction.commit();
}

} // namespace retort::store
