// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every record with what a model made of it: sort, filter, find, one record in detail. Personal text is not
// shown.
#pragma once

#include "ui/pages/page.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;

namespace retort::ui {

class RecordsModel;
class TableView;
class ValueTableModel;

class RecordsPage : public Page {
    Q_OBJECT

public:
    explicit RecordsPage(AuditSession* session, QWidget* parent = nullptr);
    void refresh() override;
    void goTo(const Target& target) override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* makeFilters();
    [[nodiscard]] QWidget* makeDetail();
    void showTable();
    void applyFilter();
    void showCount();
    void showRecord();
    void selectPending();

    QComboBox* m_data = nullptr;
    QComboBox* m_modelSelector = nullptr;
    QComboBox* m_region = nullptr;
    QComboBox* m_memorized = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_recordTitle = nullptr;
    QLabel* m_recordFacts = nullptr;
    QLabel* m_recordText = nullptr;
    RecordsModel* m_records = nullptr;
    TableView* m_view = nullptr;
    ValueTableModel* m_scores = nullptr;
    TableView* m_scoresView = nullptr;
    QTimer m_searchPause;
    std::optional<std::size_t> m_pending; // record to select once its row is there
    bool m_fitColumns = true;
};

} // namespace retort::ui
