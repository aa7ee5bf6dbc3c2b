// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the window's pages have in common: they show the session's audit and ask the window to go elsewhere.
#pragma once

#include "ui/models/audit_session.h"

#include <QWidget>

#include <optional>
#include <string>

class QComboBox;
class QHBoxLayout;

namespace retort::ui {

enum class PageId { Start, Run, Overview, Records, Memorization, Scatter, Membership };

// Where to go, and what to select there.
struct Target {
    PageId page = PageId::Overview;
    std::string data;                  // empty: as it is there
    std::string model;                 // empty: as it is there
    std::optional<int> region;         // Records: only this region
    std::optional<std::size_t> record; // Records: select this record of the data set
    std::optional<bool> memorized;     // Records: only memorized ones, or only the others
};

class Page : public QWidget {
    Q_OBJECT

public:
    Page(AuditSession* session, const QString& objectName, QWidget* parent = nullptr);

    // The session's audit changed, also to none.
    virtual void refresh() = 0;
    // Selects what the target names.
    virtual void goTo(const Target& target);

Q_SIGNALS:
    void targetRequested(const retort::ui::Target& target);
    void noticePosted(const QString& text);  // something was done
    void problemPosted(const QString& text); // something failed

protected:
    [[nodiscard]] AuditSession& session() const { return *m_session; }

private:
    AuditSession* m_session;
};

// Fills a selector with (value, text) pairs and keeps its choice where possible; no signals are sent.
void fillSelector(QComboBox& selector, const std::vector<std::pair<std::string, QString>>& choices);
[[nodiscard]] std::string chosen(const QComboBox& selector);
// Chooses a value if the selector has it.
void choose(QComboBox& selector, const std::string& value);
// The data set of which the three models together memorized most: the one to look at first. Empty if there is
// none.
[[nodiscard]] std::string mostMemorizedData(const audit::Findings& findings);
// A selector with its label as buddy, added to a row.
[[nodiscard]] QComboBox* addSelector(QHBoxLayout& row, const QString& label, const QString& objectName);

} // namespace retort::ui
