// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two random halves of duplicate clusters, for choosing on one what is measured on the other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace retort::stats {

// Clusters in the order of their random numbers, dealt in turn to half 0 and half 1, separately by the
// classes they hold (1: members, 2: non-members, 3: both), so that both halves have almost equal numbers of
// each. One number and one class mask per cluster; ties go by position.
[[nodiscard]] std::vector<std::uint8_t> dealHalves(std::span<const std::uint64_t> draws,
                                                   std::span<const std::uint8_t> classes);

} // namespace retort::stats
