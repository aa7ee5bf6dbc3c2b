// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much of a data set a model gives back word for word.
#pragma once

#include "core/memorization/overlap.h"
#include "core/stats/intervals.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace retort::memorization {

struct ExtractionRate {
    std::uint64_t records = 0; // with a verdict
    std::uint64_t memorized = 0;
    std::optional<double> rate; // absent without records
    std::optional<stats::Interval>
        interval; // Clopper-Pearson; absent when every record of the data was tested
};

// sampled: the records are a sample of the data set, so the rate speaks of more than it counted.
[[nodiscard]] ExtractionRate extractionRate(std::span<const Verdict> verdicts, bool sampled);

struct RepeatGroup {
    std::uint64_t repeats = 1;
    ExtractionRate rate;
};
// One group per number of repeats, ascending. repeats and verdicts have the same length.
[[nodiscard]] std::vector<RepeatGroup>
extractionByRepeats(std::span<const Verdict> verdicts, std::span<const std::uint64_t> repeats, bool sampled);

} // namespace retort::memorization
