// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The membership findings as `show` prints them.
#pragma once

#include "core/audit/findings.h"

#include <string>

namespace retort::cli {

// Attacks, groups, the best of several and agreement with memorization; each with its heading, without those
// that have nothing to say.
[[nodiscard]] std::string describeMembership(const audit::Findings& findings);

} // namespace retort::cli
