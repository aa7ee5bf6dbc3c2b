// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an audit found: every number and sentence that window, report, `show` and `export` present. Computed
// once by assess() at the end of a run; everybody else only presents it. Meaning of the numbers:
// docs/methods.md.
#pragma once

#include "core/audit/agreement_findings.h"
#include "core/audit/further_extraction.h"
#include "core/audit/group_findings.h"
#include "core/audit/pass_findings.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/memorization/overlap.h"
#include "core/stats/evaluation.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retort::audit {

// A 95 % interval; an absent bound is unbounded or undefined.
struct Interval {
    std::optional<double> low;
    std::optional<double> high;
};

struct AuditFacts {
    std::string title, organisation, auditor;
    std::string access; // what an outsider will get: text, probabilities or weights
    std::string audience;
    std::string primaryAttack;
    std::string version; // of Retort
    std::string planHash;
    std::uint64_t seed = 0;
    std::uint64_t sample = 0; // 0: every record
    bool storeText = false;
    int prefixTokens = 0;
    int suffixTokens = 0;
    int strideTokens = 0; // 0: no window `stride`
    std::int64_t maxTokens = 0;
    std::vector<std::string> windows;
    std::vector<double> targetFpr;
    std::map<std::string, double> criteria; // the organisation's own limits, fixed before the run
};

struct ModelFinding {
    std::string name; // teacher, baseline, student, base, or the reference's name
    std::string role; // teacher, baseline, student, base, reference
    std::string family;
    std::string recipe;
    std::int64_t parameters = 0;
    std::int64_t vocabulary = 0;
    std::int64_t contextLength = 0;
    std::string weightsHash, tokenizerHash;
    bool otherTokenizer = false; // than the examined model's: its losses are per token of its own
    std::string precision, instructionSet;
    int threads = 0;
    std::optional<double> heldOutLoss; // mean over the comparison set's records, nats a token
};

struct DataFinding {
    std::string name;
    std::uint64_t records = 0; // in the files, malformed rows included: scored + sum of excluded
    std::uint64_t scored = 0;
    std::map<std::string, std::uint64_t> excluded; // reason: count
    std::map<std::string, std::uint64_t>
        extractionExcluded;     // reason: count, of the scored ones (windows `first` and `stride`)
    std::uint64_t clusters = 0; // distinct texts among the scored ones
    std::uint64_t truncated = 0;
    std::vector<std::string> seenBy;
    std::string split;
};

struct CountOf {
    std::string name; // a number of repeats, a kind of personal data
    std::uint64_t records = 0;
    std::uint64_t memorized = 0;
};

struct ExtractionFinding {
    std::string model, data, window;
    std::uint64_t records = 0; // with a verdict
    std::uint64_t memorized = 0;
    double rate = 0;
    std::optional<Interval> interval; // only for a sample: the count over all records is exact
    std::uint64_t windowsTried = 0;
    std::uint64_t rechecked = 0; // re-run alone in f32, because the smallest margin was within the noise
    std::vector<CountOf> byRepeats;
    std::vector<CountOf> byType; // window `personal`: by kind of personal data
};

struct Reduction {
    std::optional<double> ratio; // memorized by the baseline / memorized by the student
    bool infinite = false;       // the student memorized none, the baseline some
    Interval interval;
    std::optional<double> pValue;         // exact McNemar, two-sided, one record per duplicate cluster
    std::optional<double> adjustedPValue; // Holm over the confirmatory family
    bool lowerUtility = false;            // the student's held-out loss is significantly worse
};

struct OverlapFinding {
    std::string data, window;
    std::uint64_t records = 0;     // with verdicts from all three
    memorization::Regions regions; // seven exclusive regions of the overlap diagram
    std::uint64_t inherited = 0;
    std::optional<double> inheritedRate;
    std::uint64_t easy = 0;
    std::optional<double> easyShare;
    std::uint64_t studentOnly = 0;
    Reduction reduction;
    // Records in teacher and second baseline without the first: what another seed alone makes look inherited.
    // Absent without a second baseline that was trained on what the first was.
    std::optional<std::uint64_t> seedFloor;
};

struct MembershipFinding {
    std::string model, data, against;
    std::string
        kind; // direct, indirect, control (a model that neither saw the set nor learned from one that did)
    std::string attack; // as the plan names it, with a reference behind it: loss, min_k:10, reference:base
    stats::Evaluation evaluation;
    std::optional<double> pValue; // primary attack only: one-sided, AUC above 0.5 (normal, by clusters)
    std::optional<double> adjustedPValue; // Holm over the confirmatory family
    bool beyondAccess = false;            // needs more than the release gives: never in a verdict
    bool comparisonOnly = false;  // what published code computes in place of its method: never in a verdict
    std::uint64_t population = 0; // records of the comparison set that the attack used, so not evaluated on
    bool external = false;        // scores of another tool, imported
    bool perByte = false;         // compares models of different tokenizers, per byte of text
};

struct Gate {
    std::string id;       // text_only, control, power, duplicates, stability, restored_weights, plausibility
    std::string question; // the question it acts on
    std::string data;
    std::string model;
    std::string outcome; // passed, failed, not_applicable
    std::string rule;
    Json inputs;
    std::string sentence;
};

struct Verdict {
    std::string question; // extraction, origin, membership, indirect_membership
    std::string verdict;  // leakage demonstrated | not demonstrated | inconclusive | invalid | not tested
    std::string sentence; // in plain words, numbers filled in
    std::vector<std::string> details;
    std::optional<std::string> criterion; // meets | does not meet | cannot be determined
};

// What may be said with these models and data sets (core/audit/claims.h).
struct Claim {
    std::string id;
    bool allowed = false;
    std::string sentence;             // "It may be said ...", or why not
    std::vector<std::string> missing; // what it would take: "baseline", "held_out", ...; empty: allowed
};

// What must come out of the self-test, and what did.
struct SelftestControl {
    std::string id; // exact_extraction, exact_probability, planted_extraction, planted_membership, clean
    bool passed = false;
    std::string rule;
    Json inputs;
    std::string sentence;
};

// The whole instrument on models with a known answer (core/audit/selftest.h).
struct Selftest {
    std::string version; // of Retort
    std::string precision, instructionSet;
    int threads = 0;
    double errorRate = 0; // of the clean controls together
    std::vector<SelftestControl> controls;

    [[nodiscard]] bool passed() const;
};

// One defensible way to compute an answer, and what it gives.
struct Specification {
    std::vector<std::pair<std::string, std::string>>
        choices;          // {"attack", "min_k:10"}, {"span", "record"}, ...
    double value = 0;     // AUC, or share of records memorized
    Interval interval;    // of the AUC; of the difference to the share of held-out records
    std::string verdict;  // before validity checks
    bool planned = false; // the way of the audit's own verdict
};

// How much an answer depends on choices that could have been made otherwise
// (core/audit/specification_curve.h).
struct SpecificationCurve {
    std::string question; // extraction, membership, indirect_membership
    std::string model, data;
    std::string measure;                       // auc, rate
    std::vector<Specification> specifications; // by rising value

    [[nodiscard]] const Specification* planned() const; // nullptr: none
    [[nodiscard]] std::size_t agreeing() const;         // with the planned one's verdict, itself included
};

struct Findings {
    AuditFacts audit;
    std::vector<ModelFinding> models;
    std::vector<DataFinding> data;
    std::vector<ExtractionFinding> extraction;
    std::vector<OverlapFinding> overlap;
    std::vector<FurtherExtraction> furtherExtraction; // by model, then data set
    std::vector<MembershipFinding> membership;
    std::vector<GroupFinding> membershipGroups; // of every test of the primary attack on data with groups
    std::vector<BestOfFinding> bestOf;          // of the student's tests
    std::vector<AgreementFinding> agreement;    // of every test
    std::vector<PassFinding> passes;            // further forward passes of the attacks
    std::vector<SlotFinding> slotTest;
    std::vector<Gate> gates;
    std::vector<Verdict> verdicts; // in the order they are shown
    std::vector<std::string> warnings;
    std::vector<std::string> notShown; // what this audit does not show, whole sentences
    std::vector<Claim> claims;         // empty in audits made before there was a table of claims
    std::optional<Selftest> selftest;  // where one was run
    std::vector<SpecificationCurve> specificationCurves;
};

// Whether the finding is that of the plan's primary attack; beside several references, of the one that
// counts.
[[nodiscard]] bool isPrimary(const AuditFacts& facts, const MembershipFinding& finding);
// Shown beside the others, but not with them: no outsider of this release could run it, or it repeats what
// published code computes.
[[nodiscard]] bool isApart(const MembershipFinding& finding);

// The document of `show --json` without `volatile`.
[[nodiscard]] Json toJson(const Findings& findings);
[[nodiscard]] Json toJson(const Claim& claim);
[[nodiscard]] Json toJson(const Selftest& selftest);
[[nodiscard]] Result<Findings> findingsFromJson(const Json& document);

// The window whose verdicts speak for a record as a whole: "stride" where it was asked for, as it covers all
// that "first" does, else "first".
[[nodiscard]] std::string_view headlineWindow(const std::vector<std::string>& windows);

// Names under which derived columns and curves lie in the audit file (see docs/formats/audit-file.md).
[[nodiscard]] std::string curveName(const std::string& model, const std::string& data,
                                    const std::string& attack);

} // namespace retort::audit
