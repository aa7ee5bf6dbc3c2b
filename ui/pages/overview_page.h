// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The findings in plain words: personal details first, a verdict per question with its validity checks, the
// numbers that matter, warnings, and what the audit does not show.
#pragma once

#include "ui/pages/page.h"

class QScrollArea;

namespace retort::ui {

class OverviewPage : public Page {
    Q_OBJECT

public:
    explicit OverviewPage(AuditSession* session, QWidget* parent = nullptr);
    void refresh() override;

private:
    [[nodiscard]] QWidget* makeContent();

    QScrollArea* m_scroll;
};

} // namespace retort::ui
