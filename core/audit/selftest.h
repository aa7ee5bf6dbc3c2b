// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Judging the self-test: the instrument must find what was planted and must not find what is not there
// (docs/methods.md, "Self-test"). The runs themselves are core/runner's.
#pragma once

#include "core/audit/findings.h"

#include <vector>

namespace retort::audit {

// Chance that a clean model fails its control, over all its tests together.
inline constexpr double kCleanErrorRate = 0.01;
// Largest difference to a log-probability known in closed form, nats.
inline constexpr double kExactTolerance = 1e-4;

// What the model with known probabilities gave.
struct ExactOutcome {
    std::uint64_t known = 0; // texts that it knows by heart
    std::uint64_t knownMemorized = 0;
    std::uint64_t unknown = 0;
    std::uint64_t unknownMemorized = 0;
    double largestDifference = 0; // of a suffix token's mean log-probability to the closed form, nats
    double auc = 0;               // of the loss: 1
};
[[nodiscard]] std::vector<SelftestControl> judgeExact(const ExactOutcome& outcome);

// Findings of an audit whose student was trained on its data set: both verdicts must be "leakage
// demonstrated".
[[nodiscard]] std::vector<SelftestControl> judgePlanted(const Findings& findings);

// Findings of an audit whose student never saw its declared data set. Extraction (Fisher, exact, one-sided)
// and every attack (Mann-Whitney, one-sided) are tested; after Holm none may be significant at
// kCleanErrorRate.
[[nodiscard]] SelftestControl judgeClean(const Findings& findings);

} // namespace retort::audit
