// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/records_page.h"

#include "ui/models/records_model.h"
#include "ui/models/value_table.h"
#include "ui/models/words.h"
#include "ui/pages/record_detail.h"
#include "ui/plots/venn_plot.h"
#include "ui/widgets/card.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/text_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

constexpr int kSearchPauseMs = 250;

std::optional<int> regionChoice(const QComboBox& selector) {
    const std::string value = chosen(selector);
    return value.empty() ? std::nullopt : std::optional(std::stoi(value));
}

} // namespace

RecordsPage::RecordsPage(AuditSession* auditSession, QWidget* parent)
    : Page(auditSession, u"recordsPage"_s, parent) {
    auto* column = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    column->setContentsMargins(gap * 3 / 2, gap, gap * 3 / 2, gap);
    column->addWidget(makeLabel(tr("Records"), TextStyle::Title, u"recordsTitle"_s));
    column->addWidget(makeFilters());
    m_count = makeLabel({}, TextStyle::Muted, u"recordsCount"_s);
    column->addWidget(m_count);
    m_records = new RecordsModel(this);
    m_view = new TableView(u"recordsTable"_s, tr("Records"));
    m_view->setModel(m_records);
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setObjectName(u"recordsSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_view);
    splitter->addWidget(makeDetail());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({1000, 700});
    column->addWidget(splitter, 1);
    m_searchPause.setSingleShot(true);
    m_searchPause.setInterval(kSearchPauseMs);
    connect(&m_searchPause, &QTimer::timeout, this, &RecordsPage::applyFilter);
    connect(m_search, &QLineEdit::textChanged, &m_searchPause, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, &RecordsPage::applyFilter);
    connect(m_data, &QComboBox::currentIndexChanged, this, &RecordsPage::showTable);
    connect(m_modelSelector, &QComboBox::currentIndexChanged, this, &RecordsPage::showTable);
    connect(m_region, &QComboBox::currentIndexChanged, this, &RecordsPage::applyFilter);
    connect(m_memorized, &QComboBox::currentIndexChanged, this, &RecordsPage::applyFilter);
    connect(m_records, &RecordsModel::orderChanged, this, &RecordsPage::selectPending);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RecordsPage::showRecord);
    connect(m_view, &TableView::exportFailed, this, &Page::problemPosted);
    connect(m_view, &TableView::exported, this,
            [this](const QString& path) { Q_EMIT noticePosted(tr("Saved as %1.").arg(path)); });
    connect(auditSession, &AuditSession::tableLoaded, this, [this](const QString& loaded) {
        if (loaded.toStdString() == chosen(*m_data))
            showTable();
    });
    refresh();
}

QWidget* RecordsPage::makeFilters() {
    auto* bar = new QWidget;
    bar->setObjectName(u"recordsFilters"_s);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_data = addSelector(*row, tr("&Data:"), u"recordsDataSelector"_s);
    m_modelSelector = addSelector(*row, tr("&Model:"), u"recordsModelSelector"_s);
    m_region = addSelector(*row, tr("Memorized &by:"), u"recordsRegionSelector"_s);
    m_memorized = addSelector(*row, tr("T&his model:"), u"recordsMemorizedSelector"_s);
    m_search = new QLineEdit;
    m_search->setObjectName(u"recordsSearch"_s);
    m_search->setAccessibleName(tr("Find in record names and groups"));
    m_search->setPlaceholderText(tr("Find in record names and groups"));
    m_search->setClearButtonEnabled(true);
    row->addWidget(m_search, 1);
    std::vector<std::pair<std::string, QString>> regions{{"", tr("Anyone or nobody")}};
    for (const int mask : {7, 5, 3, 6, 1, 2, 4, 0})
        regions.emplace_back(std::to_string(mask), regionName(mask, defaultModelNames()));
    regions.emplace_back(std::to_string(kUntestedRegion), tr("No verdict in all three"));
    fillSelector(*m_region, regions);
    fillSelector(*m_memorized,
                 {{"", tr("Memorized or not")}, {"yes", tr("Memorized")}, {"no", tr("Not memorized")}});
    return bar;
}

QWidget* RecordsPage::makeDetail() {
    auto* card = new Card(u"recordCard"_s);
    m_recordTitle = makeLabel({}, TextStyle::Heading, u"recordTitle"_s);
    m_recordFacts = makeLabel({}, TextStyle::Body, u"recordFacts"_s);
    m_recordText = makeLabel({}, TextStyle::Muted, u"recordText"_s);
    m_scores = new ValueTableModel(this);
    m_scoresView = new TableView(u"recordScoresTable"_s, tr("Scores of this record by all models"));
    m_scoresView->setModel(m_scores);
    card->body()->addWidget(m_recordTitle);
    card->body()->addWidget(m_recordFacts);
    card->body()->addWidget(m_recordText);
    card->body()->addWidget(m_scoresView, 1);
    return card;
}

void RecordsPage::refresh() {
    std::vector<std::pair<std::string, QString>> sets;
    std::vector<std::pair<std::string, QString>> models;
    if (const auto summary = session().summary()) {
        for (const audit::DataFinding& set : summary->findings.data)
            sets.emplace_back(set.name, plainText(set.name));
        for (const audit::ModelFinding& model : summary->findings.models)
            models.emplace_back(model.name, modelText(model.name));
    }
    const bool first = m_modelSelector->count() == 0;
    fillSelector(*m_data, sets);
    fillSelector(*m_modelSelector, models);
    if (first) {
        const QSignalBlocker blocker(m_modelSelector);
        choose(*m_modelSelector, "student");
    }
    m_fitColumns = true;
    m_records->setTable(nullptr, {});
    showTable();
}

void RecordsPage::goTo(const Target& target) {
    {
        const QSignalBlocker blockData(m_data);
        const QSignalBlocker blockModel(m_modelSelector);
        const QSignalBlocker blockRegion(m_region);
        const QSignalBlocker blockMemorized(m_memorized);
        if (!target.data.empty())
            choose(*m_data, target.data);
        if (!target.model.empty())
            choose(*m_modelSelector, target.model);
        choose(*m_region, target.region ? std::to_string(*target.region) : "");
        choose(*m_memorized, !target.memorized ? "" : *target.memorized ? "yes" : "no");
        if (target.record || target.region || target.memorized)
            m_search->clear();
    }
    m_pending = target.record;
    showTable();
}

void RecordsPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (m_records->table() == nullptr)
        showTable();
}

void RecordsPage::showTable() {
    const std::string dataName = chosen(*m_data);
    // A page nobody looks at loads nothing.
    const auto table =
        session().summary() && isVisible() && !dataName.empty() ? session().table(dataName) : nullptr;
    if (!table) {
        m_records->setTable(nullptr, {});
        m_count->setText(dataName.empty()
                             ? tr("There are no records to show. Open a finished audit on the Start page.")
                             : tr("Loading the records of %1…").arg(plainText(dataName)));
        return;
    }
    m_records->setTable(table, chosen(*m_modelSelector));
    applyFilter();
}

void RecordsPage::applyFilter() {
    m_searchPause.stop();
    const std::string verdict = chosen(*m_memorized);
    m_records->setFilter(m_search->text().toStdString(), regionChoice(*m_region),
                         verdict.empty() ? std::nullopt : std::optional(verdict == "yes"));
}

void RecordsPage::selectPending() {
    if (m_records->table() == nullptr)
        return;
    showCount();
    if (m_fitColumns && m_records->rowCount() > 0) {
        m_fitColumns = false;
        m_view->fitColumns();
    }
    const int row = m_pending ? m_records->rowOf(*m_pending) : -1;
    m_pending.reset();
    if (row >= 0 || m_records->rowCount() > 0) {
        m_view->selectRow(std::max(row, 0));
        m_view->scrollTo(m_records->index(std::max(row, 0), 0), QAbstractItemView::PositionAtCenter);
    }
    showRecord();
}

void RecordsPage::showCount() {
    m_count->setText(tr("%1 of %2 records of %3. Click a header to sort; copy takes the selected rows.")
                         .arg(countText(static_cast<std::uint64_t>(m_records->rowCount())),
                              countText(m_records->totalRecords()), plainText(chosen(*m_data))));
}

void RecordsPage::showRecord() {
    const QModelIndex current = m_view->currentIndex();
    const auto& table = m_records->table();
    if (!table || !current.isValid()) {
        m_recordTitle->setText(tr("No record selected"));
        m_recordFacts->setText(tr("Select a record in the table, or click a point of the scatter."));
        m_recordText->clear();
        m_scores->setTable({}, {});
        return;
    }
    const std::size_t record = m_records->recordAt(current.row());
    m_recordTitle->setText(plainText(table->records[record].id));
    m_recordFacts->setText(recordFacts(*table, record));
    m_recordText->setText(recordTextNote(table->records[record], session().summary()->storesText));
    ValueTable scores = recordScores(*table, record);
    m_scores->setTable(std::move(scores.columns), std::move(scores.rows));
    m_scoresView->fitColumns();
}

} // namespace retort::ui
