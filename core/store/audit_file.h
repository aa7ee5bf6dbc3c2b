// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One audit in one SQLite file (*.retort); docs/formats/audit-file.md describes it for other programs.
// The file is worked on through one object per subject: inputs(), records(), chunks(), results(), events().
// Those objects are cheap to make and valid as long as the AuditFile lives.
// Thread: one AuditFile by one thread at a time; another thread or process opens its own. A reader never
// blocks a run.
#pragma once

#include "core/base/result.h"
#include "core/store/chunks.h"
#include "core/store/erasure.h"
#include "core/store/events.h"
#include "core/store/inputs.h"
#include "core/store/records.h"
#include "core/store/remarks.h"
#include "core/store/results.h"
#include "core/store/verification.h"

#include <filesystem>
#include <memory>

namespace retort::store {

class Connection;

class AuditFile {
public:
    // A new file with mode 0600, ready for a run. Refuses a path that exists (Conflict).
    [[nodiscard]] static Result<AuditFile> create(const std::filesystem::path& path, const NewAudit& audit);
    // To go on with a run: brings the schema up to date and switches to the working mode (WAL). The caller
    // holds the run lease (core/jobs). Errors: NotFound, InvalidInput (not a Retort file), Unsupported (newer
    // schema), Io.
    [[nodiscard]] static Result<AuditFile> openForRun(const std::filesystem::path& path);
    // To add notes, decisions and the like, also while a run works on it; the journal stays as it is.
    [[nodiscard]] static Result<AuditFile> openToAmend(const std::filesystem::path& path);
    // To look at a file, finished or while a run works on it. Every put function fails on it.
    [[nodiscard]] static Result<AuditFile> openReadOnly(const std::filesystem::path& path);

    ~AuditFile();
    AuditFile(AuditFile&&) noexcept;
    AuditFile& operator=(AuditFile&&) noexcept;

    // A copy of what is committed now, in the empty file `target`, without a trace of what was deleted
    // earlier.
    [[nodiscard]] Status copyTo(const std::filesystem::path& target) const;
    // Rewrites the file so that nothing deleted stays readable in free parts of it.
    [[nodiscard]] Status compact() const;

    // Makes it one ordinary file again (no -wal, no -shm) after a run, also after a cancelled one. Fails with
    // Conflict while a reader is in the middle of a query; the results are safe then and the next finish()
    // tidies up.
    [[nodiscard]] Status finish();

    [[nodiscard]] Inputs inputs() const;
    [[nodiscard]] Records records() const;
    [[nodiscard]] Chunks chunks() const;
    [[nodiscard]] Results results() const;
    [[nodiscard]] Events events() const;
    [[nodiscard]] Remarks remarks() const;
    [[nodiscard]] Erasure erasure() const;
    [[nodiscard]] Verification verification() const;

    [[nodiscard]] bool storesText() const;
    [[nodiscard]] const std::filesystem::path& path() const;
    // For rooms that keep a table of their own in the file (core/jobs).
    [[nodiscard]] Connection& connection() const;

private:
    explicit AuditFile(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> m_connection;
};

} // namespace retort::store
