// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/connection.h"

#include "core/store/schema.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>

namespace retort::store {

namespace {

constexpr int kBusyTimeoutMs = 5000;

// WAL needs shared memory between the processes, which these file systems don't give (magic numbers of
// statfs(2)).
bool onNetworkFileSystem(const std::filesystem::path& path) {
    constexpr std::array<std::uint64_t, 9> kNetwork = {
        0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x65735546, 0x00C36400, 0x0BD00BD0, 0x47504653, 0x01021997};
    struct statfs info = {};
    if (statfs(path.c_str(), &info) != 0)
        return false;
    const auto type = static_cast<std::uint64_t>(info.f_type) & 0xFFFFFFFFU;
    return std::find(kNetwork.begin(), kNetwork.end(), type) != kNetwork.end();
}

std::uint32_t bigEndian(const char* bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
        value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

// Looks at the first bytes before SQLite does, so that the refusal can say what the file is instead.
Status checkHeader(const std::filesystem::path& path) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found)
        return fail(ErrorCode::NotFound, "{}: there is no such file; check the path", path.string());
    if (status.type() != std::filesystem::file_type::regular)
        return fail(ErrorCode::InvalidInput, "{}: not a file; give the path of a .retort file",
                    path.string());
    std::ifstream file(path, std::ios::binary);
    std::array<char, 100> header{};
    if (!file)
        return fail(ErrorCode::Io, "{}: can't be read ({}); check its permissions", path.string(),
                    std::strerror(errno));
    file.read(header.data(), header.size());
    if (file.gcount() == 0)
        return fail(
            ErrorCode::InvalidInput,
            "{}: the file is empty; an audit that was stopped while it was created can be deleted and "
            "started again",
            path.string());
    constexpr std::string_view kMagic("SQLite format 3\0", 16);
    if (file.gcount() < 100 || std::string_view(header.data(), 16) != kMagic)
        return fail(ErrorCode::InvalidInput,
                    "{}: not an audit file (no SQLite database); give a .retort file", path.string());
    if (bigEndian(header.data() + 68) != kApplicationId)
        return fail(ErrorCode::InvalidInput,
                    "{}: an SQLite database, but not one of Retort's; give a .retort file", path.string());
    const std::uint32_t version = bigEndian(header.data() + 60);
    if (version > kSchemaVersion)
        return fail(ErrorCode::Unsupported,
                    "{}: written by a newer Retort (format {}, this one reads up to {}); update Retort",
                    path.string(), version, kSchemaVersion);
    if (version == 0)
        return fail(ErrorCode::InvalidInput, "{}: an audit file without a format version; it is damaged",
                    path.string());
    return {};
}

} // namespace

Connection::Connection(std::filesystem::path path, bool readOnly)
    : m_path(std::move(path)), m_readOnly(readOnly) {}

Result<std::unique_ptr<Connection>> Connection::create(const std::filesystem::path& path,
                                                       const NewAudit& audit) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST)
        return fail(ErrorCode::Conflict,
                    "{}: the file exists; go on with it by --resume, or choose another name", path.string());
    if (descriptor < 0)
        return fail(ErrorCode::Io, "{}: can't be created ({}); choose a folder that can be written to",
                    path.string(), std::strerror(errno));
    ::close(descriptor);
    std::unique_ptr<Connection> connection(new Connection(path, false));
    auto status = connection->guard("be created", [&]() -> Status {
        connection->openDatabase();
        return initialise(connection->database(), audit);
    });
    connection->m_storesText = audit.storeText;
    if (status)
        status = connection->useWorkingJournal();
    if (!status) {
        connection.reset();
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return tl::unexpected<Error>(status.error());
    }
    return connection;
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& path, Access access) {
    RETORT_CHECK(checkHeader(path));
    std::unique_ptr<Connection> connection(new Connection(path, access == Access::Read));
    RETORT_CHECK(connection->guard("be opened", [&]() -> Status {
        if (access != Access::Read)
            migrate(connection->database());
        SQLite::Statement plan(connection->database(), "SELECT store_text FROM plan");
        if (!plan.executeStep())
            return fail(ErrorCode::InvalidInput, "{}: the audit has no plan; the file is damaged",
                        path.string());
        connection->m_storesText = plan.getColumn(0).getInt() != 0;
        return {};
    }));
    if (access == Access::Run)
        RETORT_CHECK(connection->useWorkingJournal());
    return connection;
}

void Connection::openDatabase() {
    const int flags = m_readOnly ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE;
    m_database = std::make_unique<SQLite::Database>(m_path.string(), flags, kBusyTimeoutMs);
    // An audit file may come from somebody else: no code of its schema runs beyond what Retort's own needs.
    sqlite3_db_config(m_database->getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    m_database->exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; "
                     "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864");
}

Status Connection::useWorkingJournal() {
    if (onNetworkFileSystem(m_path))
        return usePlainJournal();
    return guard("be prepared for a run", [&]() -> Status {
        const std::string mode = m_database->execAndGet("PRAGMA journal_mode = WAL").getString();
        m_walMode = mode == "wal";
        m_database->exec(m_walMode ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
        return {};
    });
}

Status Connection::usePlainJournal() {
    return guard("be finished", [&]() -> Status {
        RETORT_CHECK(requireWritable("be finished"));
        m_database->exec("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
        // A reader in the middle of a query holds the WAL for a moment; SQLite doesn't wait for it here by
        // itself.
        for (int attempt = 0;; ++attempt) {
            try {
                if (m_database->execAndGet("PRAGMA journal_mode = DELETE").getString() == "delete")
                    break;
            } catch (const SQLite::Exception& exception) {
                if (exception.getErrorCode() != SQLITE_BUSY && exception.getErrorCode() != SQLITE_LOCKED)
                    throw;
            }
            if (attempt == 20)
                return fail(
                    ErrorCode::Conflict,
                    "{}: can't be made one plain file while another program reads it; the results are safe",
                    m_path.string());
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        m_walMode = false;
        return {};
    });
}

Status Connection::requireWritable(std::string_view deed) const {
    if (m_readOnly)
        return fail(ErrorCode::Io, "{}: can't {}: the file was opened for reading only", m_path.string(),
                    deed);
    return {};
}

tl::unexpected<Error> Connection::explain(std::string_view deed, const SQLite::Exception& exception) const {
    const auto because = [&](ErrorCode code, std::string_view reason) {
        return fail(code, "{}: can't {}: {}", m_path.string(), deed, reason);
    };
    switch (exception.getErrorCode()) {
    case SQLITE_FULL:
        return because(ErrorCode::Io, "the disk is full; free some space and resume");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return because(ErrorCode::Conflict, "another program holds the file; close it and try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return because(ErrorCode::Io,
                       "no permission, or a folder that can't be written to; an audit that a run works "
                       "on, or that was left by one, can't be read in such a folder");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return because(ErrorCode::InvalidInput, "the file is damaged; use a copy of it");
    case SQLITE_IOERR:
        return because(ErrorCode::Io, "the disk reports an error while reading or writing");
    case SQLITE_ERROR:
        // A table or column that the schema has is not there.
        return because(ErrorCode::InvalidInput, "the file lacks a part of its format; use a copy of it");
    default:
        return because(ErrorCode::Internal, exception.getErrorStr());
    }
}

Connection::Use::Use(Connection& connection) : m_connection(connection) {
    if (!m_connection.m_database)
        m_connection.openDatabase();
    ++m_connection.m_uses;
}

Connection::Use::~Use() {
    if (--m_connection.m_uses == 0 && m_connection.m_readOnly)
        m_connection.m_database.reset();
}

Connection::Durability::Durability(Connection& connection, bool wanted)
    : m_connection(wanted && connection.m_walMode ? &connection : nullptr) {
    if (m_connection)
        m_connection->m_database->exec("PRAGMA synchronous = FULL");
}

Connection::Durability::~Durability() {
    if (m_connection)
        m_connection->m_database->tryExec("PRAGMA synchronous = NORMAL");
}

namespace {

Result<std::int64_t> rowOf(Connection& connection, const char* query, std::string_view what,
                           std::string_view name) {
    return connection.guard("be read", [&]() -> Result<std::int64_t> {
        SQLite::Statement statement(connection.database(), query);
        statement.bind(1, std::string(name));
        if (!statement.executeStep())
            return fail(ErrorCode::NotFound, "{}: the audit has no {} named '{}'", connection.path().string(),
                        what, name);
        return statement.getColumn(0).getInt64();
    });
}

} // namespace

Result<std::int64_t> modelRow(Connection& connection, std::string_view name) {
    return rowOf(connection, "SELECT id FROM model WHERE name = ?", "model", name);
}

Result<std::int64_t> dataSetRow(Connection& connection, std::string_view name) {
    return rowOf(connection, "SELECT id FROM data_set WHERE name = ?", "data set", name);
}

} // namespace retort::store
