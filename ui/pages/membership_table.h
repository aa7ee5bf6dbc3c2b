// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attacks x models x data with AUC, interval and operating points as rows.
#pragma once

#include "core/audit/findings.h"
#include "ui/pages/memorization_words.h"

namespace retort::ui {

// Refused cells are empty but for their reason.
[[nodiscard]] ValueTable membershipTable(const audit::Findings& findings);
// "finds 4 of 100 training records while wrongly naming at most 1 in 1,000 others".
[[nodiscard]] QString operatingPointText(const stats::OperatingPoint& point);

} // namespace retort::ui
