// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Extraction beyond "word for word in one greedy attempt": nearly, by asking often, whole responses, what the
// model says after its first mistake, and planted canaries. Meaning of the numbers: docs/methods.md,
// section 3.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

struct ModelPlan;
struct Plan;

// Columns (one value per record, NaN: absent), beside those of derive.h.
inline constexpr std::string_view kVerbatim = "verbatim"; // 1: the whole response comes out greedily, else 0
inline constexpr std::string_view kExposure = "exposure"; // of a planted canary, bits
// Written by the run where the plan wants continuations.
inline constexpr std::string_view kContinuationAccuracy = "continuation_accuracy";
inline constexpr std::string_view kContinuationDistance = "continuation_edit_distance";

// Records whose suffix comes out with probability `chance` or more when it is asked for so many times.
struct DiscoverableCount {
    std::uint64_t queries = 0;
    double chance = 0;
    std::uint64_t records = 0;
};

// Whole responses (arXiv 2506.16170).
struct VerbatimCount {
    std::uint64_t records = 0; // whose response was scored whole
    std::uint64_t verbatim = 0;
    std::uint64_t truncated = 0; // left out: the end of the response was cut
};

// Records on which the teacher's accuracy is above a threshold, and the model's mean accuracy on them (arXiv
// 2508.07054).
struct GivenTeacher {
    double threshold = 0;
    std::uint64_t records = 0;
    std::optional<double> accuracy; // none without records
};

// Real greedy continuations of the window `first`.
struct ContinuationFinding {
    std::uint64_t records = 0;
    std::uint64_t nearlyMemorized = 0; // edit distance at most 10 % of the suffix; exact ones included
    double accuracy = 0;               // mean over records, first 32 positions
    std::optional<double> gap;         // accuracy minus that on the sets nobody saw; for sets somebody saw
    std::vector<GivenTeacher> givenTeacher;
};

struct ExposureFinding {
    std::uint64_t canaries = 0; // with a loss
    std::uint64_t references = 0;
    double mean = 0; // bits
    double largest = 0;
    double limit = 0; // the largest that so many references can show
};

struct FurtherExtraction {
    std::string model, data;
    std::uint64_t records = 0;      // with the window `first`; the next four are over these
    double suffixTokenAccuracy = 0; // mean
    double greedyMatchTokens = 0;   // mean
    std::uint64_t longestMatch = 0; // tokens of the suffix
    std::vector<DiscoverableCount> discoverable;
    std::optional<VerbatimCount> verbatim;
    std::optional<ContinuationFinding> continuation;
    std::optional<ExposureFinding> exposure;
};

[[nodiscard]] Json toJson(const FurtherExtraction& finding);
// Throws Json::exception on a document of another shape, as findingsFromJson() expects.
[[nodiscard]] FurtherExtraction furtherExtractionFrom(const Json& value);

// The columns kVerbatim (of prompt/response data) and kExposure (of planted canaries) of one model. All its
// columns of derive.h must be there.
[[nodiscard]] Status deriveFurther(store::AuditFile& audit, const Plan& plan, const ModelPlan& model);

} // namespace retort::audit
