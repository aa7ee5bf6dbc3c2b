// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/audit_file.h"

#include "core/base/clock.h"
#include "core/store/connection.h"
#include "core/store/schema.h"

namespace retort::store {

namespace {

// Also for a file whose creator died before its first event.
Status recordCreation(const AuditFile& file) {
    RETORT_TRY(const auto events, file.events().all());
    if (!events.empty())
        return {};
    RETORT_TRY(const auto plan, file.inputs().plan());
    return file.events().append(
        "created", {{"format", kSchemaVersion}, {"plan", plan.hash}, {"store_text", file.storesText()}});
}

} // namespace

AuditFile::AuditFile(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {}
AuditFile::~AuditFile() = default;
AuditFile::AuditFile(AuditFile&&) noexcept = default;
AuditFile& AuditFile::operator=(AuditFile&&) noexcept = default;

Result<AuditFile> AuditFile::create(const std::filesystem::path& path, const NewAudit& audit) {
    RETORT_TRY(auto connection, Connection::create(path, audit));
    AuditFile file(std::move(connection));
    RETORT_CHECK(file.inputs().putVolatile("created", utcNow()));
    RETORT_CHECK(recordCreation(file));
    return file;
}

Result<AuditFile> AuditFile::openForRun(const std::filesystem::path& path) {
    RETORT_TRY(auto connection, Connection::open(path, Access::Run));
    AuditFile file(std::move(connection));
    RETORT_CHECK(recordCreation(file));
    return file;
}

Result<AuditFile> AuditFile::openReadOnly(const std::filesystem::path& path) {
    RETORT_TRY(auto connection, Connection::open(path, Access::Read));
    return AuditFile(std::move(connection));
}

Result<AuditFile> AuditFile::openToAmend(const std::filesystem::path& path) {
    RETORT_TRY(auto connection, Connection::open(path, Access::Amend));
    return AuditFile(std::move(connection));
}

Status AuditFile::finish() {
    return m_connection->usePlainJournal();
}

Status AuditFile::copyTo(const std::filesystem::path& target) const {
    return m_connection->guard("be copied", [&]() -> Status {
        SQLite::Statement copy(m_connection->database(), "VACUUM INTO ?");
        copy.bind(1, target.string());
        copy.exec();
        return {};
    });
}

Status AuditFile::compact() const {
    return m_connection->guard("be rewritten", [&]() -> Status {
        m_connection->database().exec("VACUUM");
        return {};
    });
}

Inputs AuditFile::inputs() const {
    return Inputs(*m_connection);
}

Records AuditFile::records() const {
    return Records(*m_connection);
}

Chunks AuditFile::chunks() const {
    return Chunks(*m_connection);
}

Results AuditFile::results() const {
    return Results(*m_connection);
}

Events AuditFile::events() const {
    return Events(*m_connection);
}

Remarks AuditFile::remarks() const {
    return Remarks(*m_connection);
}

Erasure AuditFile::erasure() const {
    return Erasure(*m_connection);
}

Verification AuditFile::verification() const {
    return Verification(*m_connection);
}

bool AuditFile::storesText() const {
    return m_connection->storesText();
}

const std::filesystem::path& AuditFile::path() const {
    return m_connection->path();
}

Connection& AuditFile::connection() const {
    return *m_connection;
}

} // namespace retort::store
