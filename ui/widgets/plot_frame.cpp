// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plot_frame.h"

#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {

PlotFrame::PlotFrame(PlotWidget* plot, const QString& objectName, QWidget* parent)
    : QWidget(parent), m_plot(plot), m_caption(makeLabel({}, TextStyle::Muted, objectName + u"Caption"_s)) {
    setObjectName(objectName);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(plot, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(m_caption, 1);
    const auto addButton = [&](const QString& text, const QString& name, const QString& spoken, auto slot) {
        auto* button = new QPushButton(text);
        button->setObjectName(objectName + name);
        button->setAccessibleName(spoken);
        connect(button, &QPushButton::clicked, plot, slot);
        row->addWidget(button, 0, Qt::AlignTop);
    };
    addButton(tr("Copy"), u"CopyButton"_s, tr("Copy the plot as an image"), &PlotWidget::copyImage);
    addButton(tr("Export…"), u"ExportButton"_s, tr("Export the plot or its data"), &PlotWidget::exportPlot);
    column->addLayout(row);
    connect(plot, &PlotWidget::exported, this, &PlotFrame::exported);
    connect(plot, &PlotWidget::exportFailed, this, &PlotFrame::exportFailed);
}

void PlotFrame::refreshCaption() {
    m_caption->setText(m_plot->caption());
}

} // namespace retort::ui
