// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The open audit: loads it in the background and tells the pages what arrived. GUI thread.
#pragma once

#include "ui/models/audit_data.h"
#include "ui/plots/async.h"

#include <QObject>

#include <functional>
#include <map>
#include <set>

namespace retort::ui {

class AuditSession : public QObject {
    Q_OBJECT

public:
    explicit AuditSession(QObject* parent = nullptr);

    // Replaces the open audit once the new one is read; a failure leaves the old one open.
    void open(const QString& path);
    void reload();
    void close();

    [[nodiscard]] std::shared_ptr<const AuditSummary> summary() const { return m_summary; } // null: none open
    [[nodiscard]] bool isLoading() const { return m_loading; }

    // The data set's table: at once if it is there, otherwise loaded and announced by tableLoaded().
    [[nodiscard]] std::shared_ptr<const DataTable> table(const std::string& data);

Q_SIGNALS:
    void loadingChanged(bool loading);
    void auditChanged(); // opened, reloaded or closed
    void tableLoaded(const QString& data);
    void failed(const QString& message);

private:
    QString m_path;
    std::shared_ptr<const AuditSummary> m_summary;
    std::map<std::string, std::shared_ptr<const DataTable>> m_tables;
    std::set<std::string> m_requested;
    Generation m_generation;
    std::uint64_t m_audit = 0; // generation of the open audit
    bool m_loading = false;
};

} // namespace retort::ui
