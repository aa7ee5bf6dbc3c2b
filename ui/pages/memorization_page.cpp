// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/memorization_page.h"

#include "ui/models/plot_data.h"
#include "ui/models/value_table.h"
#include "ui/models/words.h"
#include "ui/pages/memorization_words.h"
#include "ui/plots/venn_plot.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plot_frame.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/text_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {

MemorizationPage::MemorizationPage(AuditSession* auditSession, QWidget* parent)
    : Page(auditSession, u"memorizationPage"_s, parent) {
    auto* column = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    column->setContentsMargins(gap * 3 / 2, gap, gap * 3 / 2, gap);
    column->addWidget(makeLabel(tr("Memorization"), TextStyle::Title, u"memorizationTitle"_s));
    column->addWidget(
        makeLabel(tr("Records whose text a model completes word for word from its beginning (extraction)."),
                  TextStyle::Muted, u"memorizationSubtitle"_s));
    auto* row = new QHBoxLayout;
    m_data = addSelector(*row, tr("&Data:"), u"memorizationDataSelector"_s);
    m_window = addSelector(*row, tr("&Window:"), u"memorizationWindowSelector"_s);
    row->addStretch(1);
    column->addLayout(row);
    m_empty = makeLabel({}, TextStyle::Body, u"memorizationEmpty"_s);
    column->addWidget(m_empty);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"memorizationSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeTop());
    splitter->addWidget(makeTables());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    column->addWidget(splitter, 1);
    connect(m_data, &QComboBox::currentIndexChanged, this, &MemorizationPage::showSelection);
    connect(m_window, &QComboBox::currentIndexChanged, this, &MemorizationPage::showSelection);
    refresh();
}

QWidget* MemorizationPage::makeTop() {
    auto* top = new QWidget;
    top->setObjectName(u"memorizationTop"_s);
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(0, 0, 0, 0);
    m_venn = new VennPlot;
    m_vennFrame = new PlotFrame(m_venn, u"vennFrame"_s);
    row->addWidget(m_vennFrame, 3);
    auto* card = new Card(u"overlapCard"_s);
    const auto add = [&](const QString& heading, const QString& name) {
        card->body()->addWidget(makeLabel(heading, TextStyle::Heading, name + u"Heading"_s));
        QLabel* label = makeLabel({}, TextStyle::Body, name);
        card->body()->addWidget(label);
        return label;
    };
    m_inherited = add(tr("Inherited"), u"inheritedLabel"_s);
    m_easy = add(tr("Easy text"), u"easyLabel"_s);
    m_reduction = add(tr("Reduction"), u"reductionLabel"_s);
    card->body()->addStretch(1);
    row->addWidget(card, 1);
    connect(m_venn, &VennPlot::regionActivated, this, [this](int mask) {
        Q_EMIT targetRequested({PageId::Records, chosen(*m_data), {}, mask, {}, {}});
    });
    connect(m_vennFrame, &PlotFrame::exportFailed, this, &Page::problemPosted);
    connect(m_vennFrame, &PlotFrame::exported, this,
            [this](const QString& path) { Q_EMIT noticePosted(tr("Saved as %1.").arg(path)); });
    return top;
}

QWidget* MemorizationPage::makeTables() {
    auto* tabs = new QTabWidget;
    tabs->setObjectName(u"memorizationTabs"_s);
    tabs->setAccessibleName(tr("Tables"));
    const auto add = [&](ValueTableModel*& model, TableView*& view, const QString& title,
                         const QString& name) {
        model = new ValueTableModel(this);
        view = new TableView(name, title);
        view->setModel(model);
        tabs->addTab(view, title);
        connect(view, &TableView::exportFailed, this, &Page::problemPosted);
        connect(view, &TableView::exported, this,
                [this](const QString& path) { Q_EMIT noticePosted(tr("Saved as %1.").arg(path)); });
    };
    add(m_models, m_modelsView, tr("Models, data and windows"), u"extractionTable"_s);
    add(m_repeats, m_repeatsView, tr("By repeats in the training data"), u"repeatsTable"_s);
    add(m_types, m_typesView, tr("By kind of personal detail"), u"typesTable"_s);
    return tabs;
}

void MemorizationPage::refresh() {
    std::vector<std::pair<std::string, QString>> sets;
    std::vector<std::pair<std::string, QString>> windows;
    const auto summary = session().summary();
    const bool any = summary && summary->hasFindings;
    if (any) {
        for (const audit::DataFinding& set : summary->findings.data)
            sets.emplace_back(set.name, plainText(set.name));
        for (const std::string& window : summary->findings.audit.windows)
            windows.emplace_back(window, windowText(window));
    }
    const bool first = m_data->count() == 0;
    fillSelector(*m_data, sets);
    if (first && any) {
        const QSignalBlocker blocker(m_data);
        choose(*m_data, mostMemorizedData(summary->findings));
    }
    fillSelector(*m_window, windows);
    showSelection();
}

void MemorizationPage::goTo(const Target& target) {
    if (!target.data.empty())
        choose(*m_data, target.data);
}

void MemorizationPage::showSelection() {
    const auto summary = session().summary();
    static const audit::Findings kNothing;
    const audit::Findings& findings = summary && summary->hasFindings ? summary->findings : kNothing;
    showOverlap(findings);
    showTables(findings);
}

void MemorizationPage::showOverlap(const audit::Findings& findings) {
    const audit::OverlapFinding* found = nullptr;
    for (const audit::OverlapFinding& overlap : findings.overlap)
        if (overlap.data == chosen(*m_data) && overlap.window == chosen(*m_window))
            found = &overlap;
    m_venn->setVisible(found != nullptr);
    m_vennFrame->setVisible(found != nullptr);
    m_empty->setVisible(found == nullptr);
    if (found == nullptr) {
        m_empty->setText(
            findings.data.empty()
                ? tr("There are no findings to show. Open a finished audit on the Start page.")
                : tr("There is no overlap for this choice: it needs verdicts of teacher, comparison model "
                     "and student that share one tokenizer. The tables below show each model alone."));
        for (QLabel* label : {m_inherited, m_easy, m_reduction})
            label->setText(tr("Not available for this choice."));
        return;
    }
    m_venn->setData(vennDataOf(*found));
    m_vennFrame->refreshCaption();
    m_inherited->setText(inheritedText(*found));
    m_easy->setText(easyText(*found));
    m_reduction->setText(reductionText(found->reduction));
}

void MemorizationPage::showTables(const audit::Findings& findings) {
    const auto put = [](ValueTableModel* model, TableView* view, ValueTable table) {
        model->setTable(std::move(table.columns), std::move(table.rows));
        view->fitColumns();
    };
    const std::string dataName = chosen(*m_data);
    put(m_models, m_modelsView, extractionTable(findings.extraction));
    put(m_repeats, m_repeatsView,
        countTable(findings.extraction, dataName, chosen(*m_window), &audit::ExtractionFinding::byRepeats,
                   tr("Repeats")));
    put(m_types, m_typesView,
        countTable(findings.extraction, dataName, "personal", &audit::ExtractionFinding::byType,
                   tr("Personal detail")));
}

} // namespace retort::ui
