// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The membership findings as tables: attacks x models x data, groups, the best of several attacks, agreement
// with memorization.
#pragma once

#include "core/audit/findings.h"
#include "ui/pages/memorization_words.h"

namespace retort::ui {

// Refused cells are empty but for their reason.
[[nodiscard]] ValueTable membershipTable(const audit::Findings& findings);
// The groups of one test, and a sentence on those that are not shown; empty without such a test.
[[nodiscard]] ValueTable groupTable(const audit::Findings& findings, const std::string& model,
                                    const std::string& data);
[[nodiscard]] QString suppressedText(const audit::Findings& findings, const std::string& model,
                                     const std::string& data);
[[nodiscard]] ValueTable bestOfTable(const audit::Findings& findings);
[[nodiscard]] ValueTable agreementTable(const audit::Findings& findings);
// "finds 4 of 100 training records while wrongly naming at most 1 in 1,000 others".
[[nodiscard]] QString operatingPointText(const stats::OperatingPoint& point);

} // namespace retort::ui
