// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people make of a finished audit: notes, judgements of findings, sign-offs by two persons, a decision,
// the lock, and what was revealed to whom and why. Everything is an event of the chain; texts are remarks
// beside it (core/store/remarks.h). Works on any file opened to be amended, also while a run works on it.
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

// One entry as it was made.
struct ReviewEntry {
    std::uint64_t event = 0;         // its place in the chain
    std::string time;                // UTC
    std::string by;                  // as the person gave the name
    std::string about;               // finding id, "record:DATA/ORDINAL", or "audit"
    std::optional<std::string> text; // note, reason or conditions; empty: none, or erased since
};

struct Judgement {
    ReviewEntry entry;
    std::string judgement; // accepted | rejected | needs_work
};

struct SignOff {
    ReviewEntry entry;
    std::string role;     // auditor | reviewer
    std::string content;  // hash of the event that vouches for what was signed
    bool current = false; // the audit's content is still that
};

struct Decision {
    ReviewEntry entry;
    std::string outcome; // approved | approved_with_conditions | rejected
    bool current = false;
};

// Content that was taken out of the file after the findings were computed.
struct Erasure {
    ReviewEntry entry;         // about: "data/NAME", or "audit" for a redacted copy
    std::uint64_t records = 0; // 0 for a redacted copy
};

struct Review {
    std::vector<ReviewEntry> notes;
    std::vector<Judgement> judgements; // the latest of each finding, in the order they were made
    std::vector<SignOff> signOffs;     // all of them
    std::optional<Decision> decision;  // the latest
    std::optional<ReviewEntry> lock;
    std::vector<ReviewEntry> reveals; // text: the reason
    std::vector<Erasure> erasures;    // in files of which something was taken out
    // The event that vouches for the stored results; empty while a run has begun and not ended.
    std::string content;

    // The latest current sign-off in this role; nullptr: none.
    [[nodiscard]] const SignOff* signedBy(std::string_view role) const;
};

[[nodiscard]] Result<Review> readReview(const store::AuditFile& audit);
[[nodiscard]] Json toJson(const Review& review);

// Whom an entry is of and what it is about. `about` of a record may be given as "record:DATA/ID"; the chain
// keeps the record's place instead, since an id can be personal.
struct ReviewAuthor {
    std::string by;
    std::string about = "audit";
};

// Usage for a name, role, judgement or `about` that doesn't exist; Conflict where the audit's state forbids
// it: all but notes and reveals once it is locked; sign-off, decision and lock before the run has ended.
[[nodiscard]] Status addNote(const store::AuditFile& audit, const ReviewAuthor& author,
                             std::string_view text);
// A later judgement of the same finding replaces the earlier one. A reason is required but for "accepted".
[[nodiscard]] Status judge(const store::AuditFile& audit, const ReviewAuthor& author,
                           std::string_view judgement, std::string_view reason);
// Auditor and reviewer must be two persons: names that differ in more than case and spaces.
[[nodiscard]] Status signOff(const store::AuditFile& audit, std::string_view by, std::string_view role);
// Needs both sign-offs on the present content, conditions where the outcome has them, and for an approval
// that no finding is judged to need work.
[[nodiscard]] Status decide(const store::AuditFile& audit, std::string_view by, std::string_view outcome,
                            std::string_view conditions);
// No run, judgement, sign-off or decision afterwards, for good.
[[nodiscard]] Status lock(const store::AuditFile& audit, std::string_view by);
// To be written down before masked text is shown.
[[nodiscard]] Status recordReveal(const store::AuditFile& audit, const ReviewAuthor& author,
                                  std::string_view reason);

// Whether a run may go on with the audit: Conflict if it is locked, or if something was erased, which a run
// would compute anew.
[[nodiscard]] Status requireRunnable(const store::AuditFile& audit);

} // namespace retort::audit
