// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start_page.h"

#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

QPushButton* makeButton(const QString& text, const QString& objectName) {
    auto* button = new QPushButton(text);
    button->setObjectName(objectName);
    button->setAccessibleName(QString(text).remove(u'&'));
    button->setMinimumHeight(button->fontMetrics().height() * 5 / 2);
    return button;
}

} // namespace

StartPage::StartPage(AuditSession* auditSession, QWidget* parent)
    : Page(auditSession, u"startPage"_s, parent) {
    auto* outer = new QHBoxLayout(this);
    const int gap = fontMetrics().height();
    outer->setContentsMargins(gap * 3 / 2, gap * 2, gap * 3 / 2, gap);
    outer->addStretch(1);
    auto* column = new QVBoxLayout;
    column->setSpacing(gap * 3 / 4);
    outer->addLayout(column, 6);
    outer->addStretch(1);
    auto* head = new QHBoxLayout;
    auto* icon = new QLabel;
    icon->setObjectName(u"startIcon"_s);
    icon->setPixmap(QGuiApplication::windowIcon().pixmap(gap * 3));
    head->addWidget(icon);
    head->addWidget(makeLabel(tr("Retort"), TextStyle::Title, u"startTitle"_s), 1);
    column->addLayout(head);
    column->addWidget(
        makeLabel(tr("Retort measures what a distilled language model gives away of its training data: which "
                     "records it repeats word for word, whose doing that is, and whether an outsider can "
                     "tell who was in the data."),
                  TextStyle::Body, u"startSentence"_s));
    auto* ways = new QHBoxLayout;
    QPushButton* open = makeButton(tr("&Open an audit…"), u"openButton"_s);
    QPushButton* run = makeButton(tr("&Run a plan…"), u"runButton"_s);
    m_demo = makeButton(tr("Show the &demo audit"), u"demoButton"_s);
    for (QPushButton* button : {open, run, m_demo})
        ways->addWidget(button, 1);
    column->addLayout(ways);
    m_engine = makeLabel({}, TextStyle::Muted, u"engineLabel"_s);
    column->addWidget(m_engine);
    auto* card = new Card(u"recentCard"_s);
    QLabel* heading = makeLabel(tr("Recent audits"), TextStyle::Heading, u"recentHeading"_s);
    m_recent = new QListWidget;
    m_recent->setObjectName(u"recentList"_s);
    m_recent->setAccessibleName(tr("Recent audits"));
    m_recent->setFrameShape(QFrame::NoFrame);
    heading->setBuddy(m_recent);
    m_recentEmpty =
        makeLabel(tr("Audits you open appear here. You can also drop an audit file onto the window."),
                  TextStyle::Muted, u"recentEmpty"_s);
    card->body()->addWidget(heading);
    card->body()->addWidget(m_recentEmpty);
    card->body()->addWidget(m_recent, 1);
    column->addWidget(card, 1);
    column->addWidget(
        makeLabel(tr("Nothing leaves this computer: Retort has no network code and sends no telemetry."),
                  TextStyle::Muted, u"privacyLabel"_s));
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(run, &QPushButton::clicked, this, &StartPage::runRequested);
    connect(m_demo, &QPushButton::clicked, this, [this] { Q_EMIT fileRequested(m_demoPath); });
    connect(m_recent, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        Q_EMIT fileRequested(item->data(Qt::UserRole).toString());
    });
}

void StartPage::refresh() {}

void StartPage::setRecent(const QStringList& paths) {
    m_recent->clear();
    for (const QString& path : paths) {
        const QFileInfo file(path);
        auto* item = new QListWidgetItem(
            tr("%1   —   %2").arg(file.completeBaseName(), QDir::toNativeSeparators(path)));
        item->setData(Qt::UserRole, path);
        m_recent->addItem(item);
    }
    m_recentEmpty->setVisible(paths.isEmpty());
    m_recent->setVisible(!paths.isEmpty());
}

void StartPage::setInstallation(const QString& demo, bool engineInstalled) {
    m_demoPath = demo;
    m_demo->setEnabled(!demo.isEmpty());
    m_demo->setToolTip(demo.isEmpty() ? tr("The demo audit is not there yet: ./dev demo makes it.") : demo);
    m_engine->setText(
        engineInstalled
            ? tr("The engine is installed: audits can be run here.")
            : tr("The engine (retort-engine) is not installed beside this program: audits can be opened, "
                 "read and reported here, but not run."));
}

} // namespace retort::ui
