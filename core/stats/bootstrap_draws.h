// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The draws of the Poisson bootstrap: AUCs of one or several rankings of the same records under the same
// weights.
#pragma once

#include "core/stats/score_set.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retort::stats {

// One AUC per ranking and draw; NaN where a draw leaves a class empty. The weight of a cluster is
// Poisson(1) by inversion of word draw % 4 of the Philox block with counter (cluster, draw / 4, "AUCB", 0)
// under the seed, so it depends on neither threads nor instruction set, and all rankings share it: they must
// number their clusters alike. Takes 16 bytes per cluster and thread.
[[nodiscard]] std::vector<std::vector<double>> bootstrapDraws(std::span<const RankedScores> rankings,
                                                              std::uint64_t seed, std::uint32_t draws);

// Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996); NaN for none.
[[nodiscard]] double quantileOf(std::span<const double> sorted, double probability);

} // namespace retort::stats
