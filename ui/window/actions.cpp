// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/actions.h"

namespace retort::ui {

QAction* Actions::add(const QString& id, const ActionWords& words) {
    Q_ASSERT(!m_actions.contains(id));
    auto* action = new QAction(words.text, this);
    action->setObjectName(id);
    action->setStatusTip(words.statusTip);
    action->setWhatsThis(words.whatsThis);
    if (!words.shortcut.isEmpty()) {
        for ([[maybe_unused]] const auto& [name, other] : m_actions)
            Q_ASSERT(other->shortcut() != words.shortcut);
        action->setShortcut(words.shortcut);
    }
    m_actions.emplace(id, action);
    return action;
}

QAction* Actions::find(const QString& id) const {
    const auto found = m_actions.find(id);
    return found == m_actions.end() ? nullptr : found->second;
}

QList<QAction*> Actions::all() const {
    QList<QAction*> actions;
    for (const auto& [id, action] : m_actions)
        actions << action;
    return actions;
}

} // namespace retort::ui
