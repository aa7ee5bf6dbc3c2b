// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The list of pages at the left of the window.
#pragma once

#include "ui/pages/page.h"

#include <QListWidget>

namespace retort::ui {

class Navigation : public QListWidget {
    Q_OBJECT

public:
    explicit Navigation(QWidget* parent = nullptr);
    void addHeading(const QString& text);
    void addPage(PageId page, const QString& text);
    void select(PageId page);

Q_SIGNALS:
    void pageSelected(retort::ui::PageId page);

private:
    [[nodiscard]] QListWidgetItem* itemOf(PageId page) const;
};

} // namespace retort::ui
