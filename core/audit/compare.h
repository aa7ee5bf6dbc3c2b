// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Audits side by side: what changed from an earlier one to later ones, with paired tests where both hold the
// same records (docs/methods.md, "Comparing audits"; docs/formats/comparison.md for the JSON).
#pragma once

#include "core/audit/findings.h"
#include "core/audit/plan.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/stats/intervals.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort::audit {

// A finished audit, opened to be compared.
struct ComparedAudit {
    std::string name; // the path as it was given
    store::AuditFile file;
    Findings findings;
    Plan plan;
};
// NotFound without findings; InvalidInput where findings or the stored plan can't be read by this version.
[[nodiscard]] Result<ComparedAudit> openCompared(const std::filesystem::path& path);

struct CompareOptions {
    double tolerance = 0; // a share or an AUC may rise by this much before it counts as worse
    // Verdicts of the window `first` with other lengths in the two audits are computed anew from the earlier
    // one's token tables with the later one's lengths.
    bool recompute = false;
};

// Of two sets of records: in both, in one only, and in both by id but with another text (those count on both
// sides as records of one audit only).
struct SharedRecords {
    std::uint64_t shared = 0;
    std::uint64_t earlierOnly = 0;
    std::uint64_t laterOnly = 0;
    std::uint64_t changed = 0;
};

// Two numbers and the test of their difference.
struct ChangeTest {
    // mcnemar, sign, fisher, delong, independent_aucs
    std::string method;
    double earlier = 0; // over the records that the test used
    double later = 0;
    std::string intervalOf; // ratio (later over earlier) or difference (later minus earlier)
    Interval interval;      // 95 %, without correction for several tests
    double pValue = 1;      // two-sided
    // Paired: duplicate clusters whose count went up, and down.
    std::optional<std::uint64_t> up, down;
    bool counted = false;           // in the family that decides whether the later audit is worse
    std::optional<double> adjusted; // p-value after Holm over that family; of the counted ones
    bool worse = false;             // counted, up by more than the tolerance, adjusted p at most 5 %
};

struct CountPair {
    std::uint64_t memorized = 0;
    std::uint64_t tested = 0;
};

struct ExtractionChange {
    std::string model, data, window;
    std::string notComparable;              // why not, a whole sentence; empty: comparable
    std::string remedy;                     // what could be done about it; empty: nothing with what is stored
    bool recomputed = false;                // the earlier audit's verdicts, with the later one's lengths
    CountPair earlier, later;               // records, over all with a verdict
    SharedRecords records;                  // of those with a verdict
    std::uint64_t both = 0;                 // memorized in both, of the shared records
    std::uint64_t gained = 0;               // memorized in the later audit only
    std::uint64_t lost = 0;                 // in the earlier one only
    std::uint64_t memorizedEarlierOnly = 0; // of the records that only the earlier audit has
    std::uint64_t memorizedLaterOnly = 0;
    // Window `personal`: details that came out, of those tested. What the test compares: the records' counts
    // of details where both audits hold token tables, else whether any detail came out.
    std::optional<CountPair> earlierDetails, laterDetails;
    bool countsDetails = false;
    std::optional<ChangeTest> test;
};

struct OverlapChange {
    std::string data, window;
    std::string notComparable;
    OverlapFinding earlier, later;
};

struct MembershipChange {
    std::string model, data, against, kind, attack;
    bool primary = false;
    std::string notComparable;
    std::string remedy;
    double earlierAuc = 0.5, laterAuc = 0.5; // over all records, as in the findings
    Interval earlierInterval, laterInterval;
    SharedRecords members, nonmembers; // with a loss
    std::optional<ChangeTest> test;
};

struct VerdictChange {
    std::string question;
    std::string earlier, later; // empty: the audit has no such question
    std::string earlierCriterion, laterCriterion;
};

// A fact about what the audits were made of that is not the same in both; an empty side: not given there.
struct InputChange {
    std::string kind; // program, audit, plan, model, data
    std::string name; // of plan key, model or data set
    std::string fact; // value, weights, tokenizer, precision, instruction_set, threads, records, ...
    std::string earlier, later;
};

// A result that only one of the two has.
struct LoneResult {
    std::string kind; // extraction, membership
    std::string name; // model, data set, and window or attack
    bool inLater = false;
    std::string remedy;
};

struct AuditChange {
    std::string name, title, version, planHash; // of the later audit
    std::vector<InputChange> inputs;
    std::vector<ExtractionChange> extraction;
    std::vector<OverlapChange> overlap;
    std::vector<MembershipChange> membership;
    std::vector<VerdictChange> verdicts; // every question, changed or not
    std::vector<LoneResult> lone;
    std::vector<std::string> worse; // one sentence for each result that is
};

struct Comparison {
    std::string name, title, version, planHash; // of the earlier audit
    double tolerance = 0;
    std::uint64_t family = 0; // tests that count
    std::vector<AuditChange> later;

    [[nodiscard]] bool worse() const;
};

inline constexpr double kCompareLevel = 0.05;

// Every one of `later` with `earlier`; none of them is changed.
[[nodiscard]] Result<Comparison> compareAudits(const ComparedAudit& earlier,
                                               const std::vector<ComparedAudit>& later,
                                               const CompareOptions& options);

// For a later audit that is not worse: what that rests on.
[[nodiscard]] std::string notWorseSentence(const Comparison& comparison, const AuditChange& change);

// The document of `compare --json`.
[[nodiscard]] Json toJson(const Comparison& comparison);

} // namespace retort::audit
