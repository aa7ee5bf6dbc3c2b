// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The verb `retort report AUDIT -o FILE.pdf`.
#pragma once

#include <QStringList>

namespace retort::ui {

// `arguments`: those after the verb. Call it from main before any QApplication exists: it makes its own,
// without a display where there is none. Messages go to stderr. Returns the exit status: 0 done, 1 failed, 2
// wrong usage.
[[nodiscard]] int runReportCommand(const QStringList& arguments);

} // namespace retort::ui
