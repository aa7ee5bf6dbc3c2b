// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/screenshots.h"

#include "ui/window/appearance.h"
#include "ui/window/main_window.h"

#include <QDir>
#include <QRadioButton>
#include <QTabWidget>
#include <QTimer>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace retort::ui {
namespace {

struct Shot {
    PageId page;
    const char* name;
    bool logarithmic;
    int tab; // of the membership page's tables
};

constexpr std::array kShots{Shot{PageId::Start, "start", false, 0},
                            Shot{PageId::Run, "run", false, 0},
                            Shot{PageId::Overview, "overview", false, 0},
                            Shot{PageId::Records, "records", false, 0},
                            Shot{PageId::Memorization, "memorization", false, 0},
                            Shot{PageId::Scatter, "scatter", false, 0},
                            Shot{PageId::Membership, "membership", false, 0},
                            Shot{PageId::Membership, "membership-log", true, 0},
                            Shot{PageId::Membership, "membership-groups", false, 1},
                            Shot{PageId::Membership, "membership-best-of", false, 2},
                            Shot{PageId::Membership, "membership-memorization", false, 3}};

} // namespace

Screenshots::Screenshots(MainWindow& window, const QString& audit, const QString& folder, QSize size)
    : QObject(&window), m_window(window), m_audit(audit), m_folder(folder), m_size(size) {}

void Screenshots::start() {
    m_window.resize(m_size);
    m_window.show();
    if (!QDir().mkpath(m_folder)) {
        m_done = true;
        Q_EMIT finished(tr("%1 could not be made.").arg(m_folder));
        return;
    }
    openAudit();
}

void Screenshots::openAudit() {
    connect(&m_window.session(), &AuditSession::failed, this, [this](const QString& message) {
        if (!m_done) {
            m_done = true;
            Q_EMIT finished(message);
        }
    });
    connect(&m_window.session(), &AuditSession::auditChanged, this, &Screenshots::next,
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    m_window.openAudit(m_audit);
}

void Screenshots::next() {
    const auto count = static_cast<int>(kShots.size());
    if (m_step == 2 * count) {
        m_done = true;
        Q_EMIT finished({});
        return;
    }
    if (m_step % count == 0)
        applyAppearance(m_step == 0 ? Appearance::Light : Appearance::Dark);
    const Shot& shot = kShots[static_cast<std::size_t>(m_step % count)];
    m_window.showPage(shot.page);
    if (auto* button = m_window.findChild<QRadioButton*>(shot.logarithmic ? u"logarithmicAxesButton"_s
                                                                          : u"linearAxesButton"_s))
        button->setChecked(true);
    if (auto* tabs = m_window.findChild<QTabWidget*>(u"membershipTabs"_s))
        tabs->setCurrentIndex(shot.tab);
    QTimer::singleShot(m_settleMs, this, &Screenshots::take);
}

void Screenshots::take() {
    const auto count = static_cast<int>(kShots.size());
    const Shot& shot = kShots[static_cast<std::size_t>(m_step % count)];
    const QString path = u"%1/%2-%3-%4.png"_s.arg(m_folder)
                             .arg(m_step % count + 1, 2, 10, QChar(u'0'))
                             .arg(QLatin1StringView(shot.name), m_step < count ? u"light"_s : u"dark"_s);
    if (!m_window.grab().save(path, "PNG")) {
        m_done = true;
        Q_EMIT finished(tr("%1 could not be written.").arg(path));
        return;
    }
    ++m_step;
    next();
}

} // namespace retort::ui
