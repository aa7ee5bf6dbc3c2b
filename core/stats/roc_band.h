// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where the whole ROC curve of the population lies.
#pragma once

#include "core/stats/intervals.h"
#include "core/stats/roc.h"

namespace retort::stats {

// Simultaneous 95 % band of fixed width after Campbell (1994): the distribution of each class lies within its
// half width of the measured one everywhere at once, so the true curve lies within the rectangles of these
// half widths around all points of the measured curve. Half widths: sqrt(ln(2 / a) / (2 n)) by Dvoretzky,
// Kiefer and Wolfowitz with Massart's (1990) constant, a = 1 - sqrt(0.95) for each of the two independent
// classes, n the effective size of the class. Valid for any sample size and with ties; wide, so no substitute
// for the intervals of single operating points.
struct RocBand {
    double falsePositiveRate = 1; // half widths
    double truePositiveRate = 1;
};

[[nodiscard]] RocBand rocBand(const RankedScores& ranked);

// The band's true-positive rates at this false-positive rate.
[[nodiscard]] Interval bandAt(const RocCurve& curve, const RocBand& band, double falsePositiveRate);

} // namespace retort::stats
