// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the models repeat word for word: overlap of the three, reduction with its test, tables.
#pragma once

#include "ui/pages/page.h"

class QComboBox;
class QLabel;

namespace retort::ui {

class PlotFrame;
class TableView;
class ValueTableModel;
class VennPlot;

class MemorizationPage : public Page {
    Q_OBJECT

public:
    explicit MemorizationPage(AuditSession* session, QWidget* parent = nullptr);
    void refresh() override;
    void goTo(const Target& target) override;

private:
    void showSelection();
    [[nodiscard]] QWidget* makeTop();
    [[nodiscard]] QWidget* makeTables();
    void showOverlap(const audit::Findings& findings);
    void showTables(const audit::Findings& findings);

    QComboBox* m_data = nullptr;
    QComboBox* m_window = nullptr;
    VennPlot* m_venn = nullptr;
    PlotFrame* m_vennFrame = nullptr;
    QLabel* m_inherited = nullptr;
    QLabel* m_easy = nullptr;
    QLabel* m_reduction = nullptr;
    QLabel* m_empty = nullptr;
    ValueTableModel* m_models = nullptr;
    ValueTableModel* m_repeats = nullptr;
    ValueTableModel* m_types = nullptr;
    TableView* m_modelsView = nullptr;
    TableView* m_repeatsView = nullptr;
    TableView* m_typesView = nullptr;
};

} // namespace retort::ui
