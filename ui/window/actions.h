// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one registry of what the window can do: every action with text, shortcut, status tip and What's This.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>

#include <map>

namespace retort::ui {

struct ActionWords {
    QString text; // with mnemonic
    QKeySequence shortcut;
    QString statusTip; // one sentence
    QString whatsThis; // what it does and when to use it
};

class Actions : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    // id: unique, also the action's object name. Two actions with one shortcut are a programmer's error.
    QAction* add(const QString& id, const ActionWords& words);
    [[nodiscard]] QAction* find(const QString& id) const; // nullptr if there is none
    [[nodiscard]] QList<QAction*> all() const;

private:
    std::map<QString, QAction*> m_actions;
};

} // namespace retort::ui
