// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attacks that rank a record's ratio among those of texts nobody saw (RMIA): which texts those are, and the
// ranks.
#pragma once

#include "core/audit/plan.h"
#include "core/base/result.h"
#include "core/store/audit_file.h"

#include <cstdint>

namespace retort::audit {

// Whether a duplicate cluster of the comparison set belongs to the population: half of the clusters, drawn by
// the plan's seed. All records of a cluster go together.
[[nodiscard]] bool inPopulation(std::uint64_t seed, std::uint64_t cluster);

// Puts in the place of each ratio the share of the population's ratios that are smaller (the gamma of RMIA is
// 1), and NaN in that of the population's own records. Run once all data sets are derived for the model.
[[nodiscard]] Status rankInPopulation(store::AuditFile& audit, const Plan& plan, const ModelPlan& model);

} // namespace retort::audit
