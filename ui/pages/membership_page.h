// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Can it be told who was in the training data: ROC curves, the validity checks, attacks x models x data.
#pragma once

#include "ui/pages/page.h"
#include "ui/plots/async.h"

class QComboBox;
class QLabel;
class QRadioButton;
class QTabWidget;

namespace retort::ui {

class PlotFrame;
class RocPlot;
class TableView;

class MembershipPage : public Page {
    Q_OBJECT

public:
    explicit MembershipPage(AuditSession* session, QWidget* parent = nullptr);
    void refresh() override;
    void goTo(const Target& target) override;

private:
    void showSelection();
    void showTables(const audit::Findings& findings);
    void showGroups(const audit::Findings& findings);
    void showGates(const audit::Findings& findings);
    [[nodiscard]] QWidget* makeSelectors();
    [[nodiscard]] QWidget* makeTables();
    // A table that copies, exports and says so.
    TableView* addTable(const QString& title, const QString& name);

    QComboBox* m_model = nullptr;
    QComboBox* m_data = nullptr;
    QRadioButton* m_linear = nullptr;
    QRadioButton* m_logarithmic = nullptr;
    QLabel* m_gates = nullptr;
    QLabel* m_empty = nullptr;
    RocPlot* m_plot = nullptr;
    PlotFrame* m_frame = nullptr;
    QTabWidget* m_tabs = nullptr;
    TableView* m_attacks = nullptr;
    TableView* m_groups = nullptr;
    TableView* m_bestOf = nullptr;
    TableView* m_agreement = nullptr;
    QLabel* m_groupsNote = nullptr;
    Generation m_generation;
};

} // namespace retort::ui
