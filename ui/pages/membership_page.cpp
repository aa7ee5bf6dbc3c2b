// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/membership_page.h"

#include "ui/models/plot_data.h"
#include "ui/models/value_table.h"
#include "ui/models/words.h"
#include "ui/pages/membership_table.h"
#include "ui/plots/roc_plot.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plot_frame.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/text_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

void fill(TableView& view, ValueTable table) {
    static_cast<ValueTableModel*>(view.model())->setTable(std::move(table.columns), std::move(table.rows));
    view.fitColumns();
}

} // namespace

MembershipPage::MembershipPage(AuditSession* auditSession, QWidget* parent)
    : Page(auditSession, u"membershipPage"_s, parent) {
    auto* column = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    column->setContentsMargins(gap * 3 / 2, gap, gap * 3 / 2, gap);
    column->addWidget(makeLabel(tr("Membership"), TextStyle::Title, u"membershipTitle"_s));
    column->addWidget(
        makeLabel(tr("Whether an outsider can tell records in the training data from held-out ones "
                     "(membership inference)."),
                  TextStyle::Muted, u"membershipSubtitle"_s));
    column->addWidget(makeSelectors());
    m_gates = makeLabel({}, TextStyle::Body, u"membershipGates"_s);
    column->addWidget(m_gates);
    m_empty = makeLabel({}, TextStyle::Body, u"membershipEmpty"_s);
    column->addWidget(m_empty);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"membershipSplitter"_s);
    splitter->setChildrenCollapsible(false);
    m_plot = new RocPlot;
    m_frame = new PlotFrame(m_plot, u"rocFrame"_s);
    splitter->addWidget(m_frame);
    splitter->addWidget(makeTables());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    column->addWidget(splitter, 1);
    connect(m_model, &QComboBox::currentIndexChanged, this, &MembershipPage::showSelection);
    connect(m_data, &QComboBox::currentIndexChanged, this, &MembershipPage::showSelection);
    connect(m_logarithmic, &QRadioButton::toggled, this, [this](bool logarithmic) {
        m_plot->setAxes(logarithmic ? RocAxes::LogLog : RocAxes::Linear);
        m_frame->refreshCaption();
    });
    connect(m_frame, &PlotFrame::exportFailed, this, &Page::problemPosted);
    connect(m_frame, &PlotFrame::exported, this,
            [this](const QString& path) { Q_EMIT noticePosted(tr("Saved as %1.").arg(path)); });
    refresh();
}

QWidget* MembershipPage::makeSelectors() {
    auto* bar = new QWidget;
    bar->setObjectName(u"membershipSelectors"_s);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_model = addSelector(*row, tr("&Model:"), u"membershipModelSelector"_s);
    m_data = addSelector(*row, tr("&Data:"), u"membershipDataSelector"_s);
    row->addSpacing(fontMetrics().height());
    m_linear = new QRadioButton(tr("&Linear axes"));
    m_linear->setObjectName(u"linearAxesButton"_s);
    m_linear->setAccessibleName(tr("Linear axes"));
    m_linear->setChecked(true);
    m_logarithmic = new QRadioButton(tr("Lo&garithmic axes"));
    m_logarithmic->setObjectName(u"logarithmicAxesButton"_s);
    m_logarithmic->setAccessibleName(tr("Logarithmic axes"));
    m_logarithmic->setToolTip(
        tr("Shows how many records are found when nearly nobody may be wrongly named."));
    row->addWidget(m_linear);
    row->addWidget(m_logarithmic);
    row->addStretch(1);
    return bar;
}

QWidget* MembershipPage::makeTables() {
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(u"membershipTabs"_s);
    m_tabs->setAccessibleName(tr("Tables"));
    const auto add = [this](const QString& title, const QString& help, QWidget* page) {
        m_tabs->setTabToolTip(m_tabs->addTab(page, title), help);
    };
    m_attacks = addTable(tr("Attacks on all models and data"), u"membershipTable"_s);
    add(m_attacks->accessibleName(), {}, m_attacks);
    auto* groups = new QWidget;
    groups->setObjectName(u"groupsTab"_s);
    auto* column = new QVBoxLayout(groups);
    column->setContentsMargins(0, 0, 0, 0);
    m_groupsNote = makeLabel({}, TextStyle::Muted, u"groupsNote"_s);
    m_groups = addTable(tr("By group"), u"groupsTable"_s);
    column->addWidget(m_groups, 1);
    column->addWidget(m_groupsNote);
    add(m_groups->accessibleName(),
        tr("The primary attack on the chosen model and data: training records of a group against held-out "
           "records of the same group. Exploratory: of many groups some stand out by chance."),
        groups);
    m_bestOf = addTable(tr("Best of several attacks"), u"bestOfTable"_s);
    add(m_bestOf->accessibleName(),
        tr("All attacks on the same records, corrected for having looked at all of them. Exploratory."),
        m_bestOf);
    m_agreement = addTable(tr("Membership and memorization"), u"agreementTable"_s);
    add(m_agreement->accessibleName(),
        tr("Whether the records with the highest scores are those that come out word for word."),
        m_agreement);
    return m_tabs;
}

TableView* MembershipPage::addTable(const QString& title, const QString& name) {
    auto* view = new TableView(name, title);
    view->setModel(new ValueTableModel(view));
    connect(view, &TableView::exportFailed, this, &Page::problemPosted);
    connect(view, &TableView::exported, this,
            [this](const QString& path) { Q_EMIT noticePosted(tr("Saved as %1.").arg(path)); });
    return view;
}

void MembershipPage::refresh() {
    std::vector<std::pair<std::string, QString>> models;
    std::vector<std::pair<std::string, QString>> sets;
    const auto summary = session().summary();
    static const audit::Findings kNothing;
    const audit::Findings& findings = summary && summary->hasFindings ? summary->findings : kNothing;
    const auto add = [](auto& list, const std::string& value, const QString& text) {
        if (std::none_of(list.begin(), list.end(), [&](const auto& known) { return known.first == value; }))
            list.emplace_back(value, text);
    };
    for (const audit::MembershipFinding& finding : findings.membership) {
        add(models, finding.model, modelText(finding.model));
        add(sets, finding.data, plainText(finding.data));
    }
    const bool first = m_model->count() == 0;
    fillSelector(*m_model, models);
    fillSelector(*m_data, sets);
    if (first) {
        const QSignalBlocker blocker(m_model);
        choose(*m_model, "student");
    }
    showTables(findings);
    showSelection();
}

void MembershipPage::goTo(const Target& target) {
    if (!target.model.empty())
        choose(*m_model, target.model);
    if (!target.data.empty())
        choose(*m_data, target.data);
}

void MembershipPage::showTables(const audit::Findings& findings) {
    fill(*m_attacks, membershipTable(findings));
    fill(*m_bestOf, bestOfTable(findings));
    fill(*m_agreement, agreementTable(findings));
    // Tabs without anything to show in this audit.
    m_tabs->setTabVisible(1, !findings.membershipGroups.empty());
    m_tabs->setTabVisible(2, !findings.bestOf.empty());
    m_tabs->setTabVisible(3, !findings.agreement.empty());
}

void MembershipPage::showGroups(const audit::Findings& findings) {
    fill(*m_groups, groupTable(findings, chosen(*m_model), chosen(*m_data)));
    const QString suppressed = suppressedText(findings, chosen(*m_model), chosen(*m_data));
    m_groupsNote->setText(suppressed.isEmpty() ? tr("The primary attack was not evaluated by group on this "
                                                    "model and data.")
                                               : suppressed);
}

void MembershipPage::showGates(const audit::Findings& findings) {
    QStringList lines;
    for (const char* id : {"text_only", "control", "power", "duplicates"})
        for (const audit::Gate& gate : findings.gates)
            if (gate.id == id && gate.question.ends_with("membership") &&
                (gate.data.empty() || gate.data == chosen(*m_data)) &&
                (gate.model.empty() || gate.model == chosen(*m_model)))
                lines << QString(toneSign(gate.outcome == "passed"   ? Tone::Good
                                          : gate.outcome == "failed" ? Tone::Bad
                                                                     : Tone::Neutral)) +
                             u"  "_s + plainText(gate.sentence);
    m_gates->setText(lines.join(u'\n'));
    m_gates->setVisible(!lines.isEmpty());
}

void MembershipPage::showSelection() {
    const auto summary = session().summary();
    static const audit::Findings kNothing;
    const audit::Findings& findings = summary && summary->hasFindings ? summary->findings : kNothing;
    showGates(findings);
    showGroups(findings);
    const std::string model = chosen(*m_model);
    const std::string dataName = chosen(*m_data);
    const std::vector<std::string> attacks = attacksOf(findings.membership, model, dataName);
    m_frame->setVisible(!attacks.empty());
    m_empty->setVisible(attacks.empty());
    const std::uint64_t generation = m_generation.next();
    if (attacks.empty()) {
        m_empty->setText(
            findings.membership.empty()
                ? tr("There are no membership tests to show. Open a finished audit whose plan names held-out "
                     "data.")
                : tr("%1 was not tested on this data: it saw it neither itself nor through its teacher.")
                      .arg(modelText(model)));
        return;
    }
    runAsync(
        this,
        [path = summary->path, model, dataName, attacks] {
            return loadCurves(path, model, dataName, attacks);
        },
        [this, generation, summary, model, dataName](const Result<Curves>& curves) {
            if (!m_generation.isCurrent(generation))
                return;
            if (!curves) {
                Q_EMIT problemPosted(QString::fromStdString(curves.error().message));
                return;
            }
            m_plot->setSeries(rocSeriesOf(summary->findings.membership, model, dataName, *curves));
            m_frame->refreshCaption();
        });
}

} // namespace retort::ui
