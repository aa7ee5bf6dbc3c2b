// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Membership tests beside each other and beside extraction: which attack is best when all were looked at, and
// whether the records that an attack points at are those that come out.
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retort::audit {

// The primary attack against extraction (headline window) on the same records of one data set. Thresholds:
// the m records with the highest scores, m as many as are memorized.
struct AgreementFinding {
    std::string model, data, attack;
    std::uint64_t records = 0; // with a score and a verdict
    std::uint64_t memorized = 0;
    std::optional<double> jaccard;
    std::optional<double> kappa;    // Cohen
    std::optional<double> spearman; // score against the suffix's log-probability (window `first`)
};

// All attacks of one test together (max-statistic bootstrap): exploratory.
struct BestOfFinding {
    struct Attack {
        std::string name;
        double auc = 0.5;
        double lowerBound = 0; // simultaneous, one-sided 95 %
        double pValue = 1;     // adjusted for having looked at all
    };
    std::string model, data, against, best;
    std::uint64_t records = 0; // with a score from every attack
    std::vector<Attack> attacks;
    std::vector<std::string> leftOut; // evaluated on other records
};

[[nodiscard]] Json toJson(const AgreementFinding& finding);
[[nodiscard]] Json toJson(const BestOfFinding& finding);
// Throw Json::exception on documents of another shape.
[[nodiscard]] AgreementFinding agreementFrom(const Json& value);
[[nodiscard]] BestOfFinding bestOfFrom(const Json& value);

} // namespace retort::audit
