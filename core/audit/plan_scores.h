// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// [[membership.scores]] of a plan. Internal to core/audit.
#pragma once

#include "core/audit/plan.h"
#include "core/base/toml_section.h"

#include <toml++/toml.h>

namespace retort::audit {

// Into plan.externalScores, once models and data sets are read. `table` is [membership], for errors.
[[nodiscard]] Status readExternalScores(const toml::node& node, const TomlSection& table, Plan& plan);

} // namespace retort::audit
