// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace retort::ui {

Page::Page(AuditSession* session, const QString& objectName, QWidget* parent)
    : QWidget(parent), m_session(session) {
    setObjectName(objectName);
}

void Page::goTo(const Target&) {}

void fillSelector(QComboBox& selector, const std::vector<std::pair<std::string, QString>>& choices) {
    const QSignalBlocker blocker(selector);
    const std::string before = chosen(selector);
    selector.clear();
    for (const auto& [value, text] : choices)
        selector.addItem(text, QString::fromStdString(value));
    choose(selector, before);
    selector.setEnabled(selector.count() > 0);
}

std::string chosen(const QComboBox& selector) {
    return selector.currentData().toString().toStdString();
}

void choose(QComboBox& selector, const std::string& value) {
    if (const int index = selector.findData(QString::fromStdString(value)); index >= 0)
        selector.setCurrentIndex(index);
}

std::string mostMemorizedData(const audit::Findings& findings) {
    std::string name;
    std::uint64_t most = 0;
    for (const audit::OverlapFinding& overlap : findings.overlap) {
        const memorization::Regions& r = overlap.regions;
        const std::uint64_t memorized = r.teacher + r.baseline + r.student + r.teacherBaseline +
                                        r.teacherStudent + r.baselineStudent + r.all;
        if (overlap.window == audit::headlineWindow(findings.audit.windows) && memorized > most) {
            most = memorized;
            name = overlap.data;
        }
    }
    return name;
}

QComboBox* addSelector(QHBoxLayout& row, const QString& label, const QString& objectName) {
    auto* selector = new QComboBox;
    selector->setObjectName(objectName);
    selector->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* text = new QLabel(label);
    text->setObjectName(objectName + QStringLiteral("Label"));
    text->setBuddy(selector);
    selector->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    row.addWidget(text);
    row.addWidget(selector);
    return selector;
}

} // namespace retort::ui
