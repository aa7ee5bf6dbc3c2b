// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an audit by this plan may say at all, whatever its numbers turn out to be: which models, data sets and
// ways of dividing them each statement needs (docs/methods.md, "Claims"). Known before a run.
#pragma once

#include "core/audit/findings.h"
#include "core/audit/plan.h"

#include <vector>

namespace retort::audit {

// Every claim of the table once, in its order, each with the sentence to show.
[[nodiscard]] std::vector<Claim> claimsOf(const Plan& plan);

} // namespace retort::audit
