// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_parts.h"

#include "ui/models/value_table.h"
#include "ui/models/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/text_label.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("OverviewPage", text);
}

QString text(const std::string& utf8) {
    return plainText(utf8);
}

Tone toneOf(const std::string& verdict) {
    if (verdict == "leakage demonstrated" || verdict == "does not meet")
        return Tone::Bad;
    if (verdict == "meets")
        return Tone::Good;
    // Nothing found is no proof of absence, so it gets no tick.
    return verdict == "not tested" || verdict == "not demonstrated" ? Tone::Neutral : Tone::Unclear;
}

QString verdictText(const std::string& verdict) {
    if (verdict == "leakage demonstrated")
        return tr("Leakage demonstrated");
    if (verdict == "not demonstrated")
        return tr("Not demonstrated");
    if (verdict == "inconclusive")
        return tr("Inconclusive");
    if (verdict == "invalid")
        return tr("Invalid");
    if (verdict == "not tested")
        return tr("Not tested");
    return text(verdict);
}

QString criterionText(const std::string& criterion) {
    if (criterion == "meets")
        return tr("Meets the organisation's own limit");
    if (criterion == "does not meet")
        return tr("Does not meet the organisation's own limit");
    return tr("The organisation's own limit cannot be checked");
}

QString gateText(const audit::Gate& gate) {
    static const std::map<std::string, const char*> kNames{
        {"text_only", QT_TRANSLATE_NOOP("OverviewPage", "Text-only check")},
        {"control", QT_TRANSLATE_NOOP("OverviewPage", "Control")},
        {"power", QT_TRANSLATE_NOOP("OverviewPage", "Power")},
        {"duplicates", QT_TRANSLATE_NOOP("OverviewPage", "Duplicates")},
        {"stability", QT_TRANSLATE_NOOP("OverviewPage", "Stability")},
        {"restored_weights", QT_TRANSLATE_NOOP("OverviewPage", "Restored weights")},
        {"plausibility", QT_TRANSLATE_NOOP("OverviewPage", "Plausibility")}};
    const auto name = kNames.find(gate.id);
    const QString title = name != kNames.end() ? tr(name->second) : text(gate.id);
    const QString outcome = gate.outcome == "passed"   ? tr("passed")
                            : gate.outcome == "failed" ? tr("failed")
                                                       : tr("not applicable");
    const Tone tone = gate.outcome == "passed"   ? Tone::Good
                      : gate.outcome == "failed" ? Tone::Bad
                                                 : Tone::Neutral;
    return tr("%1  %2 %3: %4").arg(QString(toneSign(tone)), title, outcome, text(gate.sentence));
}

QPushButton* makeLink(const QString& label, const QString& objectName, const GoTo& goTo,
                      const Target& target) {
    auto* button = new QPushButton(label);
    button->setObjectName(objectName);
    button->setAccessibleName(label);
    button->setAutoDefault(false);
    button->setMinimumWidth(button->fontMetrics().horizontalAdvance(label) +
                            button->fontMetrics().height() * 2);
    QObject::connect(button, &QPushButton::clicked, button, [goTo, target] { goTo(target); });
    return button;
}

PageId pageOf(const std::string& question) {
    return question == "membership" || question == "indirect_membership" ? PageId::Membership
                                                                         : PageId::Memorization;
}

const audit::DataFinding* dataNamed(const audit::Findings& findings, const std::string& name) {
    for (const audit::DataFinding& data : findings.data)
        if (data.name == name)
            return &data;
    return nullptr;
}

// What student or teacher were trained on: the records whose people the audit is about.
bool isTrainingData(const audit::Findings& findings, const std::string& name) {
    const audit::DataFinding* data = dataNamed(findings, name);
    return data != nullptr &&
           std::any_of(data->seenBy.begin(), data->seenBy.end(),
                       [](const std::string& model) { return model == "student" || model == "teacher"; });
}

struct Figure {
    QString value;
    QString words;
    Target target;
};

Figure extractionFigure(const audit::Findings& findings) {
    std::uint64_t records = 0;
    std::uint64_t memorized = 0;
    for (const audit::ExtractionFinding& finding : findings.extraction) {
        if (finding.model != "student" || finding.window != audit::headlineWindow(findings.audit.windows) ||
            !isTrainingData(findings, finding.data))
            continue;
        records += finding.records;
        memorized += finding.memorized;
    }
    return {countText(memorized),
            tr("of %1 training records repeated word for word by the student").arg(countText(records)),
            {PageId::Memorization, {}, {}, {}, {}, {}}};
}

Figure inheritedFigure(const audit::Findings& findings) {
    std::uint64_t inherited = 0;
    for (const audit::OverlapFinding& overlap : findings.overlap)
        if (overlap.window == audit::headlineWindow(findings.audit.windows) &&
            isTrainingData(findings, overlap.data))
            inherited += overlap.inherited;
    return {countText(inherited),
            tr("records in teacher and student, not in the comparison model (inherited; no cause proven)"),
            {PageId::Memorization, {}, {}, {}, {}, {}}};
}

Figure scoredFigure(const audit::Findings& findings) {
    std::uint64_t records = 0;
    std::uint64_t scored = 0;
    for (const audit::DataFinding& data : findings.data) {
        records += data.records;
        scored += data.scored;
    }
    return {countText(scored),
            tr("of %1 records scored; the others are excluded with their reasons").arg(countText(records)),
            {PageId::Records, {}, {}, {}, {}, {}}};
}

std::vector<Figure> keyFigures(const audit::Findings& findings) {
    std::vector<Figure> figures{extractionFigure(findings), inheritedFigure(findings)};
    for (const audit::OverlapFinding& overlap : findings.overlap)
        if (overlap.window == audit::headlineWindow(findings.audit.windows) && overlap.reduction.ratio &&
            isTrainingData(findings, overlap.data)) {
            figures.push_back(
                {tr("%1 ×").arg(numberText(*overlap.reduction.ratio, 2)),
                 tr("as many records of %1 memorized by the comparison model as by the student (reduction)")
                     .arg(text(overlap.data)),
                 {PageId::Memorization, overlap.data, {}, {}, {}, {}}});
            break;
        }
    const audit::MembershipFinding* primary = nullptr;
    for (const audit::MembershipFinding& finding : findings.membership)
        if (finding.model == "student" && finding.kind != "control" && isPrimary(findings.audit, finding) &&
            (primary == nullptr || finding.kind == "direct"))
            primary = &finding;
    if (primary != nullptr)
        figures.push_back({numberText(primary->evaluation.auc),
                           tr("AUC of the %1 attack on the student over %2 (0.5 is guessing, 1 is certain)")
                               .arg(attackText(*primary), text(primary->data)),
                           {PageId::Membership, primary->data, primary->model, {}, {}, {}}});
    figures.push_back(scoredFigure(findings));
    return figures;
}

// A table as high as its rows, for few rows in a scrolled page.
TableView* makeFullTable(std::vector<ValueColumn> columns, std::vector<std::vector<ValueCell>> rows,
                         const QString& objectName, const QString& spoken) {
    auto* view = new TableView(objectName, spoken);
    auto* model = new ValueTableModel(view);
    const int count = static_cast<int>(rows.size());
    model->setTable(std::move(columns), std::move(rows));
    view->setModel(model);
    view->fitColumns();
    view->horizontalHeader()->setStretchLastSection(true);
    view->setFixedHeight(view->horizontalHeader()->sizeHint().height() +
                         count * view->verticalHeader()->defaultSectionSize() +
                         view->horizontalScrollBar()->sizeHint().height() + 2 * view->frameWidth());
    return view;
}

QString reasonsText(const std::map<std::string, std::uint64_t>& reasons) {
    QStringList parts;
    for (const auto& [reason, count] : reasons)
        parts << u"%1: %2"_s.arg(text(reason), countText(count));
    return parts.join(u"; "_s);
}

QString seenByText(const std::vector<std::string>& seenBy) {
    QStringList names;
    for (const std::string& name : seenBy)
        names << modelText(name);
    return names.isEmpty() ? tr("nobody (held out)") : names.join(u", "_s);
}

} // namespace

QString questionText(const std::string& question) {
    if (question == "extraction")
        return tr("Can training data be pulled out of the student, word for word?");
    if (question == "origin")
        return tr("Whose doing is it?");
    if (question == "membership")
        return tr("Can an outsider tell who was in the student's training data?");
    if (question == "indirect_membership")
        return tr("Can an outsider tell, from the student, who was in its teacher's training data?");
    return text(question);
}

namespace {

struct PersonalCounts {
    std::uint64_t details = 0, detailsOut = 0;
    std::uint64_t records = 0, recordsOut = 0;
    std::map<std::string, audit::CountOf> types;
    std::string data; // where to look: the first set with one that came out
};

PersonalCounts personalCounts(const audit::Findings& findings) {
    PersonalCounts counts;
    bool found = false;
    for (const audit::ExtractionFinding& finding : findings.extraction) {
        if (finding.model != "student" || finding.window != "personal" ||
            !isTrainingData(findings, finding.data))
            continue;
        counts.records += finding.records;
        counts.recordsOut += finding.memorized;
        if (counts.data.empty() || (!found && finding.memorized > 0))
            counts.data = finding.data;
        found = found || finding.memorized > 0;
        for (const audit::CountOf& type : finding.byType) {
            counts.details += type.records;
            counts.detailsOut += type.memorized;
            counts.types[type.name].records += type.records;
            counts.types[type.name].memorized += type.memorized;
        }
    }
    return counts;
}

} // namespace

QWidget* makePersonalDetails(const audit::Findings& findings, const GoTo& goTo) {
    const PersonalCounts counts = personalCounts(findings);
    auto* card = new Card(u"personalDetailsCard"_s);
    card->body()->addWidget(makeLabel(tr("Personal details"), TextStyle::Heading, u"personalHeading"_s));
    if (counts.records == 0) {
        card->body()->addWidget(makeLabel(tr("No record with a personal detail was tested."),
                                          TextStyle::Muted, u"personalNone"_s));
        return card;
    }
    card->body()->addWidget(
        makeLabel(tr("%1 of %2").arg(countText(counts.detailsOut), countText(counts.details)),
                  TextStyle::Figure, u"personalFigure"_s));
    card->body()->addWidget(makeLabel(
        tr("personal details tested came out of the student, word for word, given the text before them. They "
           "stand in %1 of the %2 training records that hold such details.")
            .arg(countText(counts.recordsOut), countText(counts.records)),
        TextStyle::Body, u"personalSentence"_s));
    QStringList parts;
    for (const auto& [name, count] : counts.types)
        parts << tr("%1: %2 of %3").arg(text(name), countText(count.memorized), countText(count.records));
    card->body()->addWidget(makeLabel(parts.join(u"   ·   "_s), TextStyle::Muted, u"personalTypes"_s));
    card->body()->addWidget(makeLink(tr("Show the records"), u"personalLink"_s, goTo,
                                     {PageId::Records, counts.data, "student", {}, {}, {}}),
                            0, Qt::AlignLeft);
    return card;
}

QWidget* makeVerdict(const audit::Verdict& verdict, const audit::Findings& findings, const GoTo& goTo) {
    const QString name = u"verdict_"_s + QString::fromStdString(verdict.question);
    auto* card = new Card(name + u"Card"_s);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(questionText(verdict.question), TextStyle::Heading, name + u"Question"_s), 1);
    head->addWidget(new Badge(toneOf(verdict.verdict), verdictText(verdict.verdict), name + u"Badge"_s), 0,
                    Qt::AlignTop);
    card->body()->addLayout(head);
    card->body()->addWidget(makeLabel(text(verdict.sentence), TextStyle::Body, name + u"Sentence"_s));
    int number = 0;
    for (const std::string& detail : verdict.details)
        card->body()->addWidget(
            makeLabel(text(detail), TextStyle::Muted, name + u"Detail%1"_s.arg(++number)));
    if (verdict.criterion)
        card->body()->addWidget(
            new Badge(toneOf(*verdict.criterion), criterionText(*verdict.criterion), name + u"Criterion"_s));
    QStringList gates;
    for (const audit::Gate& gate : findings.gates)
        if (gate.question == verdict.question)
            gates << gateText(gate);
    if (!gates.isEmpty()) {
        card->body()->addWidget(
            makeLabel(tr("Validity checks (gates)"), TextStyle::Muted, name + u"GatesHeading"_s));
        card->body()->addWidget(makeLabel(gates.join(u'\n'), TextStyle::Body, name + u"Gates"_s));
    }
    card->body()->addWidget(makeLink(tr("Show the numbers"), name + u"Link"_s, goTo,
                                     {pageOf(verdict.question), {}, {}, {}, {}, {}}),
                            0, Qt::AlignLeft);
    return card;
}

QWidget* makeKeyFigures(const audit::Findings& findings, const GoTo& goTo) {
    auto* row = new QWidget;
    row->setObjectName(u"keyFigures"_s);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    int number = 0;
    for (const Figure& figure : keyFigures(findings)) {
        const QString name = u"keyFigure%1"_s.arg(++number);
        auto* card = new Card(name);
        card->body()->addWidget(makeLabel(figure.value, TextStyle::Figure, name + u"Value"_s));
        card->body()->addWidget(makeLabel(figure.words, TextStyle::Muted, name + u"Words"_s), 1,
                                Qt::AlignTop);
        card->body()->addWidget(makeLink(tr("Show"), name + u"Link"_s, goTo, figure.target), 0,
                                Qt::AlignLeft);
        layout->addWidget(card, 1);
    }
    return row;
}

QWidget* makeSentences(const QString& heading, const std::vector<std::string>& sentences,
                       const QString& objectName) {
    auto* card = new Card(objectName);
    card->body()->addWidget(makeLabel(heading, TextStyle::Heading, objectName + u"Heading"_s));
    int number = 0;
    for (const std::string& sentence : sentences)
        card->body()->addWidget(makeLabel(u"•  "_s + text(sentence), TextStyle::Body,
                                          objectName + u"Sentence%1"_s.arg(++number)));
    return card;
}

QWidget* makeInputs(const audit::Findings& findings) {
    auto* card = new Card(u"inputsCard"_s);
    card->body()->addWidget(makeLabel(tr("What was audited"), TextStyle::Heading, u"inputsHeading"_s));
    std::vector<std::vector<ValueCell>> models;
    for (const audit::ModelFinding& model : findings.models)
        models.push_back(
            {{modelText(model.name)},
             {text(model.family)},
             {countText(static_cast<std::uint64_t>(model.parameters)), static_cast<double>(model.parameters)},
             {model.heldOutLoss ? numberText(*model.heldOutLoss) : QString(),
              model.heldOutLoss ? QVariant(*model.heldOutLoss) : QVariant()},
             {text(model.precision)},
             {text(model.weightsHash.substr(0, 12)), {}, text(model.weightsHash)},
             {text(model.recipe)}});
    card->body()->addWidget(makeFullTable(
        {{tr("Model"), {}, false},
         {tr("Family"), {}, false},
         {tr("Parameters"), {}, true},
         {tr("Held-out loss (nats)"), tr("Mean over the held-out records: lower is a better model."), true},
         {tr("Precision"), {}, false},
         {tr("Weights (SHA-256)"), {}, false},
         {tr("Recipe"), {}, false}},
        std::move(models), u"modelsTable"_s, tr("Models")));
    std::vector<std::vector<ValueCell>> data;
    for (const audit::DataFinding& set : findings.data)
        data.push_back({{text(set.name)},
                        {seenByText(set.seenBy)},
                        {countText(set.records), static_cast<double>(set.records)},
                        {countText(set.scored), static_cast<double>(set.scored)},
                        {countText(set.clusters), static_cast<double>(set.clusters)},
                        {countText(set.truncated), static_cast<double>(set.truncated)},
                        {reasonsText(set.excluded)},
                        {reasonsText(set.extractionExcluded)}});
    card->body()->addWidget(makeFullTable({{tr("Data"), {}, false},
                                           {tr("In the training data of"), {}, false},
                                           {tr("Records"), {}, true},
                                           {tr("Scored"), {}, true},
                                           {tr("Distinct texts"), {}, true},
                                           {tr("Cut to fit"), {}, true},
                                           {tr("Excluded"), {}, false},
                                           {tr("Too short to extract"), {}, false}},
                                          std::move(data), u"dataTable"_s, tr("Data sets")));
    return card;
}

} // namespace retort::ui
