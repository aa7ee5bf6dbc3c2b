// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// [membership] of a plan. Internal to core/audit.
#pragma once

#include "core/audit/plan.h"
#include "core/base/toml_section.h"

namespace retort::audit {

// Into the plan, once [audit], models and data sets are read.
[[nodiscard]] Status readMembership(TomlSection table, Plan& plan);

} // namespace retort::audit
