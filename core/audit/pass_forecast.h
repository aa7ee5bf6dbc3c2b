// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What further passes will cost, before a run.
#pragma once

#include "core/audit/prepare.h"
#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace retort::audit {

// Tokens that go through each model of the plan, in their order, for the passes that attacks ask for and for
// the slot test. Errors: those of findSlots().
[[nodiscard]] Result<std::vector<std::uint64_t>> furtherTokens(const PreparedAudit& prepared);

} // namespace retort::audit
