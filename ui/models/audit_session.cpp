// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/audit_session.h"

namespace retort::ui {

AuditSession::AuditSession(QObject* parent) : QObject(parent) {}

void AuditSession::open(const QString& path) {
    const std::uint64_t generation = m_generation.next();
    m_loading = true;
    Q_EMIT loadingChanged(true);
    runAsync(
        this, [path] { return loadSummary(path); },
        [this, generation, path](const Result<std::shared_ptr<const AuditSummary>>& loaded) {
            if (!m_generation.isCurrent(generation))
                return;
            m_loading = false;
            Q_EMIT loadingChanged(false);
            if (!loaded) {
                Q_EMIT failed(QString::fromStdString(loaded.error().message));
                return;
            }
            m_path = path;
            m_summary = *loaded;
            m_audit = generation;
            m_tables.clear();
            m_requested.clear();
            Q_EMIT auditChanged();
        });
}

void AuditSession::reload() {
    if (!m_path.isEmpty())
        open(m_path);
}

void AuditSession::close() {
    m_audit = m_generation.next();
    m_path.clear();
    m_summary.reset();
    m_tables.clear();
    m_requested.clear();
    if (m_loading) {
        m_loading = false;
        Q_EMIT loadingChanged(false);
    }
    Q_EMIT auditChanged();
}

std::shared_ptr<const DataTable> AuditSession::table(const std::string& data) {
    if (const auto found = m_tables.find(data); found != m_tables.end())
        return found->second;
    if (!m_summary || !m_requested.insert(data).second)
        return nullptr;
    const std::uint64_t audit = m_audit;
    runAsync(
        this, [path = m_path, data] { return loadDataTable(path, data); },
        [this, audit, data](const Result<std::shared_ptr<const DataTable>>& loaded) {
            if (audit != m_audit)
                return;
            if (!loaded) {
                Q_EMIT failed(QString::fromStdString(loaded.error().message));
                return;
            }
            m_tables[data] = *loaded;
            Q_EMIT tableLoaded(QString::fromStdString(data));
        });
    return nullptr;
}

} // namespace retort::ui
