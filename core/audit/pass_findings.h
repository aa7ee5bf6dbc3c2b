// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the findings say of further forward passes and of the slot test (docs/methods.md, "Further passes").
#pragma once

#include "core/base/json.h"
#include "core/scores/pass_request.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace retort::audit {

// Under which the slot test's rows lie in the audit file: a result set of this kind for each model and data
// set.
inline constexpr std::string_view kSlotResults = "sums:slots";
inline constexpr std::string_view kAllTypes = "all";

// One pass of one model over one data set: what it was, and which records it was made for.
struct PassFinding {
    std::string model, data;
    std::string pass; // as passName() has it
    scores::PassRequest request;
    std::uint64_t records = 0;                    // with a loss: done + sum of leftOut
    std::uint64_t done = 0;                       // with a score from every variant
    std::map<std::string, std::uint64_t> leftOut; // reason: count
};

// The slot test of one model on one data set, for one type of detail or for all together.
struct SlotFinding {
    std::string model, data;
    std::string type;                             // of personal data, or kAllTypes
    std::uint64_t found = 0;                      // slots in records with a loss
    std::uint64_t tried = 0;                      // of them; "slots" in JSON, a word that Qt takes
    std::map<std::string, std::uint64_t> leftOut; // reason: count; for all types: found = slots + left out
    std::uint64_t candidates = 0;                 // other values in each slot, at most ...
    std::uint64_t candidatesLeast = 0;            // ... and at least
    std::uint64_t rankOne = 0;                    // slots whose true value came first
    std::uint64_t tested = 0;                     // one for each cluster and value: what the rest is about
    std::uint64_t testedRankOne = 0;
    double expectedRankOne = 0; // by chance
    double pValue = 1;          // of as many first ranks, exact if values are exchangeable
    double meanRank = 0;        // 0.5 by chance, smaller: true values come earlier
    double meanRankPValue = 1;  // one-sided, normal approximation
    std::string sentence;       // for all types: the result in words
};

[[nodiscard]] Json toJson(const PassFinding& finding);
[[nodiscard]] Json toJson(const SlotFinding& finding);
// Throw Json::exception on what is no such finding.
[[nodiscard]] PassFinding passFindingFrom(const Json& value);
[[nodiscard]] SlotFinding slotFindingFrom(const Json& value);

} // namespace retort::audit
