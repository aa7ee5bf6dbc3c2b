// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/further_passes.h"

#include "core/base/hash.h"
#include "core/runner/score_data_set.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace retort::runner {

namespace {

constexpr std::size_t kComparedRecords = 16; // of each data set

std::uint32_t chunksOf(std::uint64_t blockRows) {
    return static_cast<std::uint32_t>((blockRows + kRowsPerChunk - 1) / kRowsPerChunk);
}

// Rows of chunk number `chunk` of a set in blocks.
struct ChunkRows {
    std::uint64_t first;
    std::uint64_t end;
};

ChunkRows rowsOf(std::uint32_t chunk, std::uint64_t blockRows) {
    const std::uint32_t perBlock = chunksOf(blockRows);
    const std::uint64_t block = chunk / perBlock;
    const std::uint64_t within = std::uint64_t{chunk % perBlock} * kRowsPerChunk;
    return {block * blockRows + within, block * blockRows + std::min(blockRows, within + kRowsPerChunk)};
}

Status scoreChunk(engine::Model& engine, const store::ResultSet& set, std::uint64_t blockRows,
                  std::uint32_t chunk, const std::function<scores::PassRow(std::uint64_t)>& row,
                  store::AuditFile& audit, jobs::RunControl& control) {
    RETORT_CHECK(control.checkpoint());
    const ChunkRows range = rowsOf(chunk, blockRows);
    std::vector<scores::PassRow> rows;
    for (std::uint64_t i = range.first; i < range.end; ++i)
        rows.push_back(row(i));
    RETORT_TRY(const scores::TokenTable table, engine.score(rows, control.token()));
    return audit.chunks().putSums(set.key, chunk, range.first, scores::rowSums(table));
}

// Records of which every variant has a score.
std::uint64_t recordsDone(const scores::RowSums& sums, std::uint64_t records) {
    std::uint64_t done = 0;
    for (std::uint64_t record = 0; record < records; ++record) {
        bool whole = true;
        for (std::uint64_t row = record; row < sums.rows(); row += records)
            whole = whole && sums.tokens[row] > 0;
        done += whole ? 1 : 0;
    }
    return done;
}

} // namespace

PassSource::PassSource(const audit::PreparedAudit& prepared)
    : m_prepared(&prepared), m_material(std::make_unique<audit::PassMaterial>(prepared)),
      m_slots(std::make_unique<std::vector<audit::SlotSet>>()) {}

Result<PassSource> PassSource::make(const audit::PreparedAudit& prepared) {
    PassSource source(prepared);
    if (prepared.plan.slotTest) {
        RETORT_TRY(*source.m_slots, audit::findSlots(prepared));
    }
    return source;
}

Result<FurtherPasses> FurtherPasses::plan(const PassSource& source, const audit::PreparedModel& model,
                                          store::AuditFile& audit) {
    FurtherPasses passes(source, model);
    const audit::PreparedAudit& prepared = source.prepared();
    for (std::size_t i = 0; i < prepared.data.size(); ++i) {
        if (audit::takesPasses(prepared.plan, model.plan, prepared.data[i].plan))
            RETORT_CHECK(passes.addPasses(audit, prepared.data[i]));
        if (!source.slots().empty() && !source.slots()[i].slots.empty())
            RETORT_CHECK(passes.addSlots(audit, prepared.data[i], source.slots()[i]));
    }
    return passes;
}

// The key covers the records' own pass on this set, and with it weights, tokenizer, precision and machine.
Status FurtherPasses::declare(store::AuditFile& audit, const audit::PreparedData& data, Task task,
                              Json question) {
    RETORT_TRY(const auto records, audit.chunks().find(m_model->plan.name, data.plan.name, "record"));
    if (!records)
        return fail(ErrorCode::Internal, "{} has not been scored on {} yet", m_model->plan.name,
                    data.plan.name);
    store::ResultSet& set = task.set;
    set.model = m_model->plan.name;
    set.dataSet = data.plan.name;
    set.identity = {{"record_results", records->key}, {"kind", set.kind}, {"rows_per_chunk", kRowsPerChunk}};
    set.identity.update(question);
    set.identity.update(audit::drawIdentity(m_source->prepared()));
    set.key = toHex(sha256(toJsonLine(set.identity)));
    RETORT_CHECK(audit.chunks().declare(set));
    RETORT_TRY(task.missing, audit.chunks().missing(set.key));
    m_tasks.push_back(std::move(task));
    return {};
}

Status FurtherPasses::addPasses(store::AuditFile& audit, const audit::PreparedData& data) {
    for (const scores::PassRequest& request : audit::requestedPasses(m_source->prepared().plan)) {
        const auto rows =
            std::make_shared<const audit::PassRows>(m_source->material().rows(request, m_model->plan, data));
        Task task;
        task.finding.model = m_model->plan.name;
        task.finding.data = data.plan.name;
        task.finding.pass = audit::passName(request);
        task.finding.request = request;
        for (std::size_t i = 0; i < data.records.size(); ++i) {
            if (data.excluded(i).empty() && !rows->leftOut()[i].empty())
                ++task.finding.leftOut[rows->leftOut()[i]];
        }
        task.finding.records = data.scored();
        task.set.kind = std::string(store::kSumsKind) + task.finding.pass;
        task.set.rows = rows->any() ? rows->size() : 0;
        task.blockRows = data.records.size();
        task.set.chunks = rows->any() ? request.variants * chunksOf(task.blockRows) : 0;
        task.perturbed = request.kind == scores::PassKind::Perturbed;
        task.row = [rows](std::uint64_t number) { return rows->row(number); };
        RETORT_CHECK(declare(audit, data, std::move(task), {{"swapped_percent", audit::kSwappedPercent}}));
    }
    return {};
}

Status FurtherPasses::addSlots(store::AuditFile& audit, const audit::PreparedData& data,
                               const audit::SlotSet& slots) {
    const audit::PreparedAudit& prepared = m_source->prepared();
    Task task;
    task.finding.pass.clear(); // the slot test counts its own records
    task.set.kind = audit::kSlotResults;
    task.set.rows = slots.rows();
    task.blockRows = task.set.rows;
    task.set.chunks = chunksOf(task.blockRows);
    task.row = [&prepared, &model = m_model->plan, &data, &slots](std::uint64_t number) {
        return audit::slotRow(prepared, model, data, slots, number);
    };
    return declare(audit, data, std::move(task),
                   {{"slots", prepared.plan.slotLimit},
                    {"others", audit::kSlotOthers},
                    {"personal_patterns", prepared.plan.personalPatterns}});
}

std::vector<std::string> FurtherPasses::resultKeys() const {
    std::vector<std::string> keys;
    for (const Task& task : m_tasks)
        keys.push_back(task.set.key);
    return keys;
}

Result<std::unique_ptr<engine::Model>>
FurtherPasses::load(const std::optional<engine::Perturbation>& perturbation) const {
    const audit::Plan& plan = m_source->prepared().plan;
    RETORT_TRY(const engine::Precision precision, engine::precisionFromName(plan.precision));
    return engine::Model::load(m_model->checkpoint, {precision, plan.threads, plan.device, perturbation});
}

Result<std::vector<float>> FurtherPasses::sampled(engine::Model& engine) const {
    std::vector<scores::PassRow> rows;
    for (const audit::PreparedData& data : m_source->prepared().data) {
        const std::size_t step = std::max<std::size_t>(1, data.records.size() / kComparedRecords);
        for (std::size_t i = 0; i < data.records.size(); i += step)
            rows.push_back(data.tokens(m_model->plan).recordRow(i));
    }
    RETORT_TRY(scores::TokenTable table, engine.score(rows));
    return std::move(table.logProbability);
}

Status FurtherPasses::runCopies(store::AuditFile& audit, const std::function<Status()>& chunkDone,
                                jobs::RunControl& control) {
    std::set<std::pair<double, std::uint32_t>> copies; // sigma and number of those that are still needed
    const auto copyOf = [](const Task& task, std::uint32_t chunk) {
        return std::pair(task.finding.request.sigma, chunk / chunksOf(task.blockRows));
    };
    for (const Task& task : m_tasks) {
        for (const std::uint32_t chunk : task.missing) {
            if (task.perturbed)
                copies.insert(copyOf(task, chunk));
        }
    }
    for (const auto& [sigma, copy] : copies) {
        RETORT_CHECK(control.checkpoint());
        const engine::Perturbation noise{m_source->prepared().plan.seed, copy, sigma};
        RETORT_TRY(const auto engine, load(noise));
        for (const Task& task : m_tasks) {
            for (const std::uint32_t chunk : task.missing) {
                if (!task.perturbed || copyOf(task, chunk) != std::pair(sigma, copy))
                    continue;
                RETORT_CHECK(scoreChunk(*engine, task.set, task.blockRows, chunk, task.row, audit, control));
                RETORT_CHECK(chunkDone());
            }
        }
    }
    return {};
}

Status FurtherPasses::scoreAll(std::unique_ptr<engine::Model> engine, store::AuditFile& audit,
                               const std::function<Status()>& chunkDone, jobs::RunControl& control,
                               audit::RunFacts& facts) {
    for (const Task& task : m_tasks) {
        for (const std::uint32_t chunk : task.perturbed ? std::vector<std::uint32_t>() : task.missing) {
            RETORT_CHECK(scoreChunk(*engine, task.set, task.blockRows, chunk, task.row, audit, control));
            RETORT_CHECK(chunkDone());
        }
    }
    if (std::none_of(m_tasks.begin(), m_tasks.end(), [](const Task& task) { return task.perturbed; }))
        return {};
    RETORT_TRY(const std::vector<float> before, sampled(*engine));
    engine.reset();
    RETORT_CHECK(runCopies(audit, chunkDone, control));
    RETORT_TRY(const auto again, load(std::nullopt));
    RETORT_TRY(const std::vector<float> after, sampled(*again));
    const bool same = before.size() == after.size() &&
                      std::memcmp(before.data(), after.data(), before.size() * sizeof(float)) == 0;
    facts.restored[m_model->plan.name] = {before.size(), same};
    return {};
}

Status FurtherPasses::addFindings(const store::AuditFile& audit, audit::RunFacts& facts) {
    for (Task& task : m_tasks) {
        if (task.finding.pass.empty())
            continue;
        if (task.set.rows > 0) {
            RETORT_TRY(const scores::RowSums sums, audit.chunks().loadSums(task.set.key));
            task.finding.done = recordsDone(sums, task.blockRows);
        }
        std::uint64_t named = 0;
        for (const auto& [reason, count] : task.finding.leftOut)
            named += count;
        if (const std::uint64_t rest = task.finding.records - task.finding.done - named; rest > 0)
            task.finding.leftOut["no token to predict"] = rest;
        facts.passes.push_back(task.finding);
    }
    return {};
}

Status FurtherPasses::run(std::unique_ptr<engine::Model> engine, store::AuditFile& audit,
                          const jobs::JobList& jobList, jobs::ProgressWriter& progress,
                          jobs::RunControl& control, audit::RunFacts& facts) {
    if (m_tasks.empty())
        return {};
    std::uint64_t total = 0;
    std::uint64_t done = 0;
    for (const Task& task : m_tasks) {
        total += task.set.chunks;
        done += task.set.chunks - task.missing.size();
    }
    RETORT_TRY(const jobs::Job job,
               jobList.ensure(jobs::JobKind::Passes, m_model->plan.name, "", total, "chunks"));
    RETORT_CHECK(jobList.start(job.id));
    progress.begin(fmt::format("further passes {}", m_model->plan.name), total, "chunks", done);
    const auto chunkDone = [&]() -> Status {
        progress.progress(++done);
        return jobList.progress(job.id, done);
    };
    const Status status = scoreAll(std::move(engine), audit, chunkDone, control, facts);
    RETORT_CHECK(jobList.endWith(job.id, status));
    RETORT_CHECK(status);
    return addFindings(audit, facts);
}

} // namespace retort::runner
