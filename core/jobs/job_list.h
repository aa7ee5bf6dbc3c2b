// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a run has to do and how far it is, as rows of the audit file: anybody may look while it works.
#pragma once

#include "core/base/result.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retort::jobs {

enum class JobKind { Score, Continue, Passes, Derive, Assess }; // Passes: the further ones of a model
enum class JobState { Queued, Running, Done, Failed, Cancelled, Interrupted };

[[nodiscard]] std::string_view jobKindName(JobKind kind);    // "score", ...
[[nodiscard]] std::string_view jobStateName(JobState state); // "queued", ...

struct Job {
    std::int64_t id = 0;
    JobKind kind = JobKind::Score;
    std::string model;   // name, or empty
    std::string dataSet; // name, or empty
    JobState state = JobState::Queued;
    std::uint64_t done = 0;
    std::uint64_t total = 0; // 0: unknown
    std::string unit;        // "records", "tokens"
    std::string started;     // UTC, empty: not yet
    std::string ended;       // UTC, empty: not yet
    std::string message;     // why it failed; never personal text
};

// For the process that holds the run lease; the audit file must outlive the list. Thread: that of the audit
// file.
class JobList {
public:
    // Jobs that a dead process left running become interrupted.
    [[nodiscard]] static Result<JobList> open(store::AuditFile& audit);

    // The job with this kind, model and data set, made if it is new. One that isn't done is queued again.
    [[nodiscard]] Result<Job> ensure(JobKind kind, std::string_view model, std::string_view dataSet,
                                     std::uint64_t total, std::string_view unit) const;
    [[nodiscard]] Status start(std::int64_t id) const;
    // Cheap, but a transaction: call it with every chunk, not with every record.
    [[nodiscard]] Status progress(std::int64_t id, std::uint64_t done) const;
    // state: Done, Failed, Cancelled or Interrupted. Done sets `done` to `total`.
    [[nodiscard]] Status end(std::int64_t id, JobState state, std::string_view message = {}) const;
    // As the work came out: Done, Cancelled or Failed with its message.
    [[nodiscard]] Status endWith(std::int64_t id, const Status& outcome) const;
    [[nodiscard]] Result<std::vector<Job>> all() const; // in the order they were made

private:
    explicit JobList(store::AuditFile& audit) : m_audit(&audit) {}
    store::AuditFile* m_audit;
};

// For onlookers with a read-only file. A job that is marked running while nobody holds the lease reads as
// interrupted.
[[nodiscard]] Result<std::vector<Job>> listJobs(const store::AuditFile& audit);

} // namespace retort::jobs
