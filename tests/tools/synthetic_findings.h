// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Findings of a synthetic audit, counted and computed from its records with the project's own statistics.
#pragma once

#include "core/audit/findings.h"
#include "core/stats/roc.h"
#include "tests/tools/synthetic_records.h"

#include <map>
#include <string>
#include <vector>

namespace retort::test {

struct SyntheticFindings {
    audit::Findings findings;
    std::map<std::string, stats::RocCurve> curves; // by audit::curveName
};

[[nodiscard]] Result<SyntheticFindings> makeSyntheticFindings(const SyntheticSpec& spec,
                                                              const std::vector<SyntheticData>& data);

} // namespace retort::test
