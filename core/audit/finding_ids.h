// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names by which a reviewer speaks of single findings: "verdict/extraction",
// "membership/student/private/loss".
#pragma once

#include "core/audit/findings.h"

#include <string>
#include <vector>

namespace retort::audit {

// In the order in which `show` prints them, each once. Equal findings of equal audits have equal ids.
[[nodiscard]] std::vector<std::string> findingIds(const Findings& findings);

} // namespace retort::audit
