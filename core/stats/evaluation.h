// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything one set of scores says: the keys of `retort-cli stats`, of plots and of findings.
#pragma once

#include "core/base/json.h"
#include "core/stats/auc.h"
#include "core/stats/balanced_accuracy.h"
#include "core/stats/operating_point.h"
#include "core/stats/roc_band.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retort::stats {

struct Evaluation {
    std::uint64_t members = 0; // with a score; NaN are left out
    std::uint64_t nonmembers = 0;
    std::uint64_t memberClusters = 0;
    std::uint64_t nonmemberClusters = 0;
    std::uint64_t crossingClusters = 0;
    double auc = 0.5;
    Interval aucInterval;
    // The next four are absent in results of versions that did not compute them.
    std::optional<Interval> aucBootstrapInterval;     // 95 %, percentile
    std::optional<RocBand> rocBand;                   // 95 %, simultaneous
    std::optional<double> prAuc;                      // average precision; chance is the share of members
    std::optional<BalancedAccuracy> balancedAccuracy; // absent too where a half would lack a class
    std::optional<double> smallestDetectableAuc;
    std::vector<OperatingPoint> operatingPoints; // in the order of the targets
    std::vector<std::string> nonfinite;          // ids: NaN (left out) and infinite (ranked), in input order
    std::vector<std::string> warnings;           // whole sentences
};

// The average precision of scores that mean nothing: the share of members.
[[nodiscard]] double chancePrecision(const Evaluation& evaluation);

// Refuses one class only, unequal lengths, and targets outside (0, 1). The seed draws halves and bootstrap.
[[nodiscard]] Result<Evaluation> evaluate(const ScoreSet& set, std::span<const DecimalRate> targets,
                                          std::uint64_t seed = 1);
[[nodiscard]] Result<Evaluation> evaluate(const ScoreSet& set, std::span<const double> targets,
                                          std::uint64_t seed = 1);

// Keys of design section 4, more only by addition; absent numbers are null, an infinite threshold is "inf" or
// "-inf".
[[nodiscard]] Json toJson(const Evaluation& evaluation);
// Reads back what toJson wrote, from an untrusted document; `where` names it in the message.
[[nodiscard]] Result<Evaluation> evaluationFromJson(const Json& json, std::string_view where);

[[nodiscard]] Json toJson(const Interval& interval);

} // namespace retort::stats
