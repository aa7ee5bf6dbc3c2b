// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The SQLite connection under an audit file. For the files of this room and for rooms that keep a table of
// their own in the audit file. SQLite's exceptions end in guard().
#pragma once

#include "core/base/result.h"
#include "core/store/inputs.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

namespace retort::store {

// Amend: writes beside a run or to a finished file, whose journal stays as it is. Run: for the holder of the
// run lease.
enum class Access { Read, Amend, Run };

class Connection {
public:
    // A new, empty file with mode 0600 and the current schema. Refuses a path that exists.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> create(const std::filesystem::path& path,
                                                                    const NewAudit& audit);
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& path,
                                                                  Access access);

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] bool readOnly() const { return m_readOnly; }
    [[nodiscard]] bool storesText() const { return m_storesText; }
    // Only inside a function given to guard().
    [[nodiscard]] SQLite::Database& database() { return *m_database; }

    // Runs f, which returns a Result, with the database open. `deed` completes "can't ..." in the error's
    // message. A read-only connection is open only as long as the outermost guard(): an idle reader locks
    // nothing, so a run can finish its file beside it.
    template <class F>
    auto guard(std::string_view deed, F&& f) -> decltype(f()) {
        try {
            const Use use(*this);
            return std::forward<F>(f)();
        } catch (const SQLite::Exception& exception) {
            return explain(deed, exception);
        }
    }

    // As guard(), inside BEGIN IMMEDIATE; committed if f returns no error. `durable`: on disk when it
    // returns, also in WAL mode, where a plain commit may be lost with the power (but never torn).
    template <class F>
    auto write(std::string_view deed, F&& f, bool durable = false) -> decltype(f()) {
        return guard(deed, [&]() -> decltype(f()) {
            RETORT_CHECK(requireWritable(deed));
            const Durability durability(*this, durable);
            SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
            auto result = std::forward<F>(f)();
            if (result)
                transaction.commit();
            return result;
        });
    }

    // The journal for work (WAL; a rollback journal on network file systems) and for rest (none left behind).
    [[nodiscard]] Status useWorkingJournal();
    [[nodiscard]] Status usePlainJournal();

private:
    class Use {
    public:
        explicit Use(Connection& connection);
        ~Use();
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;

    private:
        Connection& m_connection;
    };
    class Durability {
    public:
        Durability(Connection& connection, bool wanted);
        ~Durability();
        Durability(const Durability&) = delete;
        Durability& operator=(const Durability&) = delete;

    private:
        Connection* m_connection;
    };

    Connection(std::filesystem::path path, bool readOnly);
    void openDatabase();
    [[nodiscard]] Status requireWritable(std::string_view deed) const;
    [[nodiscard]] tl::unexpected<Error> explain(std::string_view deed,
                                                const SQLite::Exception& exception) const;

    std::filesystem::path m_path;
    bool m_readOnly;
    bool m_storesText = false;
    bool m_walMode = false;
    int m_uses = 0;
    std::unique_ptr<SQLite::Database> m_database;
};

// Row numbers of named things; NotFound if there is no such model or data set.
[[nodiscard]] Result<std::int64_t> modelRow(Connection& connection, std::string_view name);
[[nodiscard]] Result<std::int64_t> dataSetRow(Connection& connection, std::string_view name);

// The bytes stay the caller's until the statement has run.
inline void bindBlob(SQLite::Statement& statement, int index, std::string_view blob) {
    statement.bindNoCopy(index, blob.data(), static_cast<int>(blob.size()));
}

// Valid until the statement's next step.
[[nodiscard]] inline std::string_view blobOf(const SQLite::Column& column) {
    const void* bytes = column.getBlob();
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(column.getBytes())};
}

} // namespace retort::store
