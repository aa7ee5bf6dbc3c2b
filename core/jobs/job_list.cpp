// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_list.h"

#include "core/base/clock.h"
#include "core/jobs/run_lease.h"
#include "core/store/connection.h"

#include <array>
#include <optional>

namespace retort::jobs {

namespace {

constexpr std::array kKinds = {JobKind::Score, JobKind::Continue, JobKind::Passes, JobKind::Derive,
                               JobKind::Assess};
constexpr std::array kStates = {JobState::Queued, JobState::Running,   JobState::Done,
                                JobState::Failed, JobState::Cancelled, JobState::Interrupted};
constexpr const char* kSelect =
    "SELECT id, kind, model, data_set, state, done, total, unit, started, ended, message FROM job ";

// Nothing for a name that this version doesn't know.
std::optional<Job> jobOf(SQLite::Statement& query) {
    Job job;
    std::optional<JobKind> kind;
    std::optional<JobState> state;
    for (const JobKind candidate : kKinds)
        if (query.getColumn(1).getString() == jobKindName(candidate))
            kind = candidate;
    for (const JobState candidate : kStates)
        if (query.getColumn(4).getString() == jobStateName(candidate))
            state = candidate;
    if (!kind || !state)
        return std::nullopt;
    job.id = query.getColumn(0).getInt64();
    job.kind = *kind;
    job.model = query.getColumn(2).getString();
    job.dataSet = query.getColumn(3).getString();
    job.state = *state;
    job.done = static_cast<std::uint64_t>(query.getColumn(5).getInt64());
    job.total = static_cast<std::uint64_t>(query.getColumn(6).getInt64());
    job.unit = query.getColumn(7).getString();
    job.started = query.getColumn(8).getString();
    job.ended = query.getColumn(9).getString();
    job.message = query.getColumn(10).getString();
    return job;
}

Result<std::vector<Job>> readJobs(store::Connection& connection) {
    return connection.guard("read the jobs", [&]() -> Result<std::vector<Job>> {
        std::vector<Job> jobs;
        SQLite::Statement query(connection.database(), std::string(kSelect) + "ORDER BY id");
        while (query.executeStep())
            if (auto job = jobOf(query))
                jobs.push_back(std::move(*job));
        return jobs;
    });
}

std::string nameOf(JobState state) {
    return std::string(jobStateName(state));
}

} // namespace

std::string_view jobKindName(JobKind kind) {
    switch (kind) {
    case JobKind::Score:
        return "score";
    case JobKind::Passes:
        return "passes";
    case JobKind::Continue:
        return "continue";
    case JobKind::Derive:
        return "derive";
    case JobKind::Assess:
        return "assess";
    }
    return "";
}

std::string_view jobStateName(JobState state) {
    switch (state) {
    case JobState::Queued:
        return "queued";
    case JobState::Running:
        return "running";
    case JobState::Done:
        return "done";
    case JobState::Failed:
        return "failed";
    case JobState::Cancelled:
        return "cancelled";
    case JobState::Interrupted:
        return "interrupted";
    }
    return "";
}

Result<JobList> JobList::open(store::AuditFile& audit) {
    auto& connection = audit.connection();
    RETORT_CHECK(connection.write("update the jobs", [&]() -> Status {
        SQLite::Statement update(connection.database(),
                                 "UPDATE job SET state = ?, ended = ? WHERE state = ?");
        update.bind(1, nameOf(JobState::Interrupted));
        update.bind(2, utcNow());
        update.bind(3, nameOf(JobState::Running));
        update.exec();
        return {};
    }));
    return JobList(audit);
}

Result<Job> JobList::ensure(JobKind kind, std::string_view model, std::string_view dataSet,
                            std::uint64_t total, std::string_view unit) const {
    auto& connection = m_audit->connection();
    return connection.write("list a job", [&]() -> Result<Job> {
        auto& database = connection.database();
        SQLite::Statement insert(
            database, "INSERT INTO job (kind, model, data_set, state, done, total, unit, started, ended, "
                      "message) VALUES (?, ?, ?, 'queued', 0, ?, ?, '', '', '') "
                      "ON CONFLICT (kind, model, data_set) DO UPDATE SET state = 'queued', "
                      "total = excluded.total, unit = excluded.unit, ended = '', message = '' "
                      "WHERE state <> 'done'");
        insert.bind(1, std::string(jobKindName(kind)));
        insert.bind(2, std::string(model));
        insert.bind(3, std::string(dataSet));
        insert.bind(4, static_cast<std::int64_t>(total));
        insert.bind(5, std::string(unit));
        insert.exec();
        SQLite::Statement query(database,
                                std::string(kSelect) + "WHERE kind = ? AND model = ? AND data_set = ?");
        query.bind(1, std::string(jobKindName(kind)));
        query.bind(2, std::string(model));
        query.bind(3, std::string(dataSet));
        if (!query.executeStep())
            return fail(ErrorCode::Internal, "a job that was just listed is not there");
        auto job = jobOf(query);
        if (!job)
            return fail(ErrorCode::InvalidInput, "{}: a job has an unknown state; the file is damaged",
                        connection.path().string());
        return *job;
    });
}

Status JobList::start(std::int64_t id) const {
    auto& connection = m_audit->connection();
    return connection.write("start a job", [&]() -> Status {
        SQLite::Statement update(connection.database(),
                                 "UPDATE job SET state = 'running', started = ?, ended = '', "
                                 "message = '' WHERE id = ?");
        update.bind(1, utcNow());
        update.bind(2, id);
        update.exec();
        return {};
    });
}

Status JobList::progress(std::int64_t id, std::uint64_t done) const {
    auto& connection = m_audit->connection();
    return connection.write("note progress", [&]() -> Status {
        SQLite::Statement update(connection.database(), "UPDATE job SET done = ? WHERE id = ?");
        update.bind(1, static_cast<std::int64_t>(done));
        update.bind(2, id);
        update.exec();
        return {};
    });
}

Status JobList::end(std::int64_t id, JobState state, std::string_view message) const {
    auto& connection = m_audit->connection();
    return connection.write("end a job", [&]() -> Status {
        SQLite::Statement update(connection.database(),
                                 "UPDATE job SET state = ?1, ended = ?2, message = ?3, "
                                 "done = CASE WHEN ?1 = 'done' THEN total ELSE done END WHERE id = ?4");
        update.bind(1, nameOf(state));
        update.bind(2, utcNow());
        update.bind(3, std::string(message));
        update.bind(4, id);
        update.exec();
        return {};
    });
}

Status JobList::endWith(std::int64_t id, const Status& outcome) const {
    if (outcome)
        return end(id, JobState::Done);
    const bool cancelled = outcome.error().code == ErrorCode::Cancelled;
    return end(id, cancelled ? JobState::Cancelled : JobState::Failed, outcome.error().message);
}

Result<std::vector<Job>> JobList::all() const {
    return readJobs(m_audit->connection());
}

Result<std::vector<Job>> listJobs(const store::AuditFile& audit) {
    RETORT_TRY(auto jobs, readJobs(audit.connection()));
    if (!RunLease::isHeld(audit.path()))
        for (Job& job : jobs)
            if (job.state == JobState::Running)
                job.state = JobState::Interrupted;
    return jobs;
}

} // namespace retort::jobs
