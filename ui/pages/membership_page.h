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

namespace retort::ui {

class PlotFrame;
class RocPlot;
class TableView;
class ValueTableModel;

class MembershipPage : public Page {
    Q_OBJECT

public:
    explicit MembershipPage(AuditSession* session, QWidget* parent = nullptr);
    void refresh() override;
    void goTo(const Target& target) override;

private:
    void showSelection();
    void showTable(const audit::Findings& findings);
    void showGates(const audit::Findings& findings);
    [[nodiscard]] QWidget* makeSelectors();

    QComboBox* m_model = nullptr;
    QComboBox* m_data = nullptr;
    QRadioButton* m_linear = nullptr;
    QRadioButton* m_logarithmic = nullptr;
    QLabel* m_gates = nullptr;
    QLabel* m_empty = nullptr;
    RocPlot* m_plot = nullptr;
    PlotFrame* m_frame = nullptr;
    ValueTableModel* m_table = nullptr;
    TableView* m_view = nullptr;
    Generation m_generation;
};

} // namespace retort::ui
