// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two features of every record against each other, coloured by who memorized it.
#pragma once

#include "ui/pages/page.h"
#include "ui/plots/async.h"

class QComboBox;
class QLabel;

namespace retort::ui {

class PlotFrame;
class ScatterPlot;

class ScatterPage : public Page {
    Q_OBJECT

public:
    explicit ScatterPage(AuditSession* session, QWidget* parent = nullptr);
    void refresh() override;
    void goTo(const Target& target) override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showSelection();
    void fillFeatures(const DataTable& table);

    QComboBox* m_data = nullptr;
    QComboBox* m_model = nullptr;
    QComboBox* m_x = nullptr;
    QComboBox* m_y = nullptr;
    ScatterPlot* m_plot = nullptr;
    PlotFrame* m_frame = nullptr;
    QLabel* m_empty = nullptr;
    Generation m_generation;
};

} // namespace retort::ui
