// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/scatter_page.h"

#include "ui/models/plot_data.h"
#include "ui/models/words.h"
#include "ui/plots/scatter_layers.h"
#include "ui/plots/scatter_plot.h"
#include "ui/widgets/plot_frame.h"
#include "ui/widgets/text_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {

ScatterPage::ScatterPage(AuditSession* auditSession, QWidget* parent)
    : Page(auditSession, u"scatterPage"_s, parent) {
    auto* column = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    column->setContentsMargins(gap * 3 / 2, gap, gap * 3 / 2, gap);
    column->addWidget(makeLabel(tr("Scatter"), TextStyle::Title, u"scatterTitle"_s));
    column->addWidget(makeLabel(
        tr("One point a record. What a model knows by heart lies at low entropy and low perplexity: "
           "it is neither undecided nor surprised."),
        TextStyle::Muted, u"scatterSubtitle"_s));
    auto* row = new QHBoxLayout;
    m_data = addSelector(*row, tr("&Data:"), u"scatterDataSelector"_s);
    m_model = addSelector(*row, tr("&Model:"), u"scatterModelSelector"_s);
    m_x = addSelector(*row, tr("A&cross:"), u"scatterXSelector"_s);
    m_y = addSelector(*row, tr("&Up:"), u"scatterYSelector"_s);
    row->addStretch(1);
    auto* whole = new QPushButton(tr("&Whole view"));
    whole->setObjectName(u"scatterResetButton"_s);
    whole->setAccessibleName(tr("Show the whole view again"));
    row->addWidget(whole);
    column->addLayout(row);
    m_empty = makeLabel({}, TextStyle::Body, u"scatterEmpty"_s);
    column->addWidget(m_empty, 1, Qt::AlignTop);
    m_plot = new ScatterPlot;
    m_frame = new PlotFrame(m_plot, u"scatterFrame"_s);
    column->addWidget(m_frame, 1);
    for (QComboBox* selector : {m_data, m_model, m_x, m_y})
        connect(selector, &QComboBox::currentIndexChanged, this, &ScatterPage::showSelection);
    connect(whole, &QPushButton::clicked, m_plot, &ScatterPlot::resetView);
    connect(m_plot, &ScatterPlot::recordActivated, this, [this](qsizetype index) {
        Q_EMIT targetRequested(
            {PageId::Records, chosen(*m_data), chosen(*m_model), {}, static_cast<std::size_t>(index), {}});
    });
    connect(m_frame, &PlotFrame::exportFailed, this, &Page::problemPosted);
    connect(m_frame, &PlotFrame::exported, this,
            [this](const QString& path) { Q_EMIT noticePosted(tr("Saved as %1.").arg(path)); });
    connect(auditSession, &AuditSession::tableLoaded, this, [this](const QString& loaded) {
        if (loaded.toStdString() == chosen(*m_data))
            showSelection();
    });
    refresh();
}

void ScatterPage::refresh() {
    std::vector<std::pair<std::string, QString>> sets;
    std::vector<std::pair<std::string, QString>> models;
    if (const auto summary = session().summary()) {
        for (const audit::DataFinding& set : summary->findings.data)
            sets.emplace_back(set.name, plainText(set.name));
        for (const audit::ModelFinding& model : summary->findings.models)
            models.emplace_back(model.name, modelText(model.name));
    }
    const bool first = m_model->count() == 0;
    fillSelector(*m_data, sets);
    fillSelector(*m_model, models);
    if (first && session().summary()) {
        const QSignalBlocker blockData(m_data);
        const QSignalBlocker blockModel(m_model);
        choose(*m_data, mostMemorizedData(session().summary()->findings));
        choose(*m_model, "student");
    }
    showSelection();
}

void ScatterPage::goTo(const Target& target) {
    if (!target.data.empty())
        choose(*m_data, target.data);
    if (!target.model.empty())
        choose(*m_model, target.model);
}

void ScatterPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    showSelection();
}

void ScatterPage::fillFeatures(const DataTable& table) {
    std::vector<std::pair<std::string, QString>> features;
    for (const std::string& name : scatterFeatures(table, chosen(*m_model)))
        features.emplace_back(name, name == "suffix_perplexity" ? tr("Suffix perplexity") : columnText(name));
    const bool first = m_x->count() == 0;
    fillSelector(*m_x, features);
    fillSelector(*m_y, features);
    if (first) {
        choose(*m_x, "suffix_entropy");
        choose(*m_y, "suffix_perplexity");
    }
}

void ScatterPage::showSelection() {
    const auto summary = session().summary();
    const std::string dataName = chosen(*m_data);
    // A page nobody looks at loads nothing.
    const auto table = summary && isVisible() && !dataName.empty() ? session().table(dataName) : nullptr;
    m_frame->setVisible(table != nullptr);
    m_empty->setVisible(table == nullptr);
    if (!table) {
        m_empty->setText(dataName.empty()
                             ? tr("There are no records to show. Open a finished audit on the Start page.")
                             : tr("Loading the records of %1…").arg(plainText(dataName)));
        return;
    }
    const QSignalBlocker blockX(m_x);
    const QSignalBlocker blockY(m_y);
    fillFeatures(*table);
    const std::uint64_t generation = m_generation.next();
    runAsync(
        this,
        [table, model = chosen(*m_model), x = chosen(*m_x), y = chosen(*m_y),
         tokens = std::max(1, summary->findings.audit.suffixTokens)] {
            return prepareScatter(scatterDataOf(*table, model, x, y, tokens));
        },
        [this, generation](const std::shared_ptr<const PreparedScatter>& made) {
            if (!m_generation.isCurrent(generation))
                return;
            m_plot->setPrepared(made);
            m_frame->refreshCaption();
        });
}

} // namespace retort::ui
