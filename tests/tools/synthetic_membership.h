// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Membership findings over synthetic scores, computed as an audit does.
#pragma once

#include "core/audit/findings.h"
#include "core/stats/roc.h"
#include "tests/tools/synthetic_records.h"

#include <map>
#include <string>
#include <vector>

namespace retort::test {

// Every attack on `data` against the last set, with its curve by audit::curveName; the primary attack
// ("loss") by group and beside memorization; the best of the student's attacks.
[[nodiscard]] Status addMembership(audit::Findings& findings, std::map<std::string, stats::RocCurve>& curves,
                                   const std::vector<SyntheticData>& all, const SyntheticData& data);

} // namespace retort::test
