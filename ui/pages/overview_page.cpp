// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_page.h"

#include "ui/models/words.h"
#include "ui/pages/overview_parts.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

QString subtitleOf(const audit::AuditFacts& facts) {
    QStringList parts;
    for (const std::string& part : {facts.organisation, facts.auditor})
        if (!part.empty())
            parts << plainText(part);
    if (!facts.audience.empty())
        parts << OverviewPage::tr("released as %1").arg(plainText(facts.audience));
    parts << OverviewPage::tr("an outsider gets: %1").arg(plainText(facts.access));
    parts << (facts.sample == 0
                  ? OverviewPage::tr("every record tested")
                  : OverviewPage::tr("a sample of %1 records of each data set").arg(countText(facts.sample)));
    return parts.join(u"   ·   "_s);
}

} // namespace

OverviewPage::OverviewPage(AuditSession* auditSession, QWidget* parent)
    : Page(auditSession, u"overviewPage"_s, parent), m_scroll(new QScrollArea) {
    m_scroll->setObjectName(u"overviewScroll"_s);
    m_scroll->setAccessibleName(tr("Overview"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_scroll);
    refresh();
}

void OverviewPage::refresh() {
    m_scroll->setWidget(makeContent());
}

QWidget* OverviewPage::makeContent() {
    auto* content = new QWidget;
    content->setObjectName(u"overviewContent"_s);
    auto* column = new QVBoxLayout(content);
    const int gap = fontMetrics().height();
    column->setContentsMargins(gap * 3 / 2, gap, gap * 3 / 2, gap);
    column->setSpacing(gap * 3 / 4);
    const auto summary = session().summary();
    if (!summary || !summary->hasFindings) {
        column->addWidget(makeLabel(tr("Overview"), TextStyle::Title, u"overviewTitle"_s));
        column->addWidget(makeLabel(summary
                                        ? tr("This audit has not come to its end, so there are no findings "
                                             "yet. Go to Run to see how far it "
                                             "is, and resume it there.")
                                        : tr("No audit is open. Go to Start to open one, or to run a plan."),
                                    TextStyle::Body, u"overviewEmpty"_s));
        column->addStretch(1);
        return content;
    }
    const audit::Findings& findings = summary->findings;
    const GoTo goTo = [this](const Target& target) { Q_EMIT targetRequested(target); };
    column->addWidget(
        makeLabel(findings.audit.title.empty() ? tr("Untitled audit") : plainText(findings.audit.title),
                  TextStyle::Title, u"overviewTitle"_s));
    column->addWidget(makeLabel(subtitleOf(findings.audit), TextStyle::Muted, u"overviewSubtitle"_s));
    column->addWidget(makePersonalDetails(findings, goTo));
    for (const audit::Verdict& verdict : findings.verdicts)
        column->addWidget(makeVerdict(verdict, findings, goTo));
    column->addWidget(makeKeyFigures(findings, goTo));
    if (!findings.warnings.empty())
        column->addWidget(makeSentences(tr("Warnings"), findings.warnings, u"warningsCard"_s));
    if (!findings.notShown.empty())
        column->addWidget(
            makeSentences(tr("What this audit does not show"), findings.notShown, u"notShownCard"_s));
    column->addWidget(makeInputs(findings));
    column->addWidget(makeLabel(tr("Audit seal (chain head): %1").arg(plainText(summary->seal)),
                                TextStyle::Muted, u"sealLabel"_s));
    column->addStretch(1);
    return content;
}

} // namespace retort::ui
