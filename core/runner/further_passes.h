// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The forward passes beyond the records' own: those that attacks ask for, and the slot test's. Of each row
// the audit file keeps two numbers (store::kSumsKind).
#pragma once

#include "core/audit/assess.h"
#include "core/audit/pass_rows.h"
#include "core/audit/prepare.h"
#include "core/audit/slots.h"
#include "core/base/result.h"
#include "core/engine/model.h"
#include "core/jobs/job_list.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retort::runner {

// What the further passes of all models have in common. Makes nothing where the plan asks for none.
class PassSource {
public:
    // `prepared` must outlive the source.
    [[nodiscard]] static Result<PassSource> make(const audit::PreparedAudit& prepared);

    [[nodiscard]] const audit::PreparedAudit& prepared() const { return *m_prepared; }
    [[nodiscard]] const audit::PassMaterial& material() const { return *m_material; }
    // One for each data set; empty without a slot test.
    [[nodiscard]] const std::vector<audit::SlotSet>& slots() const { return *m_slots; }

private:
    explicit PassSource(const audit::PreparedAudit& prepared);

    const audit::PreparedAudit* m_prepared;
    std::unique_ptr<audit::PassMaterial> m_material; // on the heap, as rows point to it
    std::unique_ptr<std::vector<audit::SlotSet>> m_slots;
};

// The further passes of one model: first those of the model itself, then those of its perturbed copies, one
// copy in memory at a time.
class FurtherPasses {
public:
    // Declares the result sets. All data sets must have been scored with the model.
    [[nodiscard]] static Result<FurtherPasses>
    plan(const PassSource& source, const audit::PreparedModel& model, store::AuditFile& audit);

    // Keys of the result sets, in order.
    [[nodiscard]] std::vector<std::string> resultKeys() const;
    // Scores what is missing; takes the model, which is freed before a perturbed copy is loaded. Cancelled
    // between chunks and inside them. `facts` gets what was left out, and whether the unperturbed model,
    // loaded once more after its copies, still gives the same bits.
    [[nodiscard]] Status run(std::unique_ptr<engine::Model> engine, store::AuditFile& audit,
                             const jobs::JobList& jobList, jobs::ProgressWriter& progress,
                             jobs::RunControl& control, audit::RunFacts& facts);

private:
    // One result set. Rows lie in blocks of equal size that no chunk crosses: the copies of a perturbed
    // model.
    struct Task {
        store::ResultSet set;
        audit::PassFinding finding;
        std::function<scores::PassRow(std::uint64_t)> row;
        std::uint64_t blockRows = 0;
        bool perturbed = false;
        std::vector<std::uint32_t> missing;
    };

    FurtherPasses(const PassSource& source, const audit::PreparedModel& model)
        : m_source(&source), m_model(&model) {}

    [[nodiscard]] Status declare(store::AuditFile& audit, const audit::PreparedData& data, Task task,
                                 Json question);
    [[nodiscard]] Status addPasses(store::AuditFile& audit, const audit::PreparedData& data);
    [[nodiscard]] Status addSlots(store::AuditFile& audit, const audit::PreparedData& data,
                                  const audit::SlotSet& slots);
    [[nodiscard]] Result<std::unique_ptr<engine::Model>>
    load(const std::optional<engine::Perturbation>& perturbation) const;
    [[nodiscard]] Status scoreAll(std::unique_ptr<engine::Model> engine, store::AuditFile& audit,
                                  const std::function<Status()>& chunkDone, jobs::RunControl& control,
                                  audit::RunFacts& facts);
    [[nodiscard]] Status addFindings(const store::AuditFile& audit, audit::RunFacts& facts);
    [[nodiscard]] Status runCopies(store::AuditFile& audit, const std::function<Status()>& chunkDone,
                                   jobs::RunControl& control);
    [[nodiscard]] Result<std::vector<float>> sampled(engine::Model& engine) const;

    const PassSource* m_source;
    const audit::PreparedModel* m_model;
    std::vector<Task> m_tasks;
};

} // namespace retort::runner
