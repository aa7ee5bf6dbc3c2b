// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What models with different tokenizers mean for an audit, in sentences: which comparisons are made per byte
// of text, and which are not applicable.
#pragma once

#include "core/audit/plan.h"

#include <string>
#include <vector>

namespace retort::audit {

// Empty where all models have one tokenizer. The plan is that of a PreparedAudit.
[[nodiscard]] std::vector<std::string> tokenizerNotes(const Plan& plan);

} // namespace retort::audit
