// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The scoring jobs of one model on one data set: result sets declared, missing chunks scored and committed.
#pragma once

#include "core/audit/assess.h"
#include "core/audit/prepare.h"
#include "core/base/result.h"
#include "core/engine/model.h"
#include "core/jobs/job_list.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"
#include "core/store/audit_file.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retort::runner {

// Increase whenever the same inputs would give other numbers: old results then answer another question.
inline constexpr int kMethodVersion = 2;
// Rows of one chunk: the unit of commit, resume and progress.
inline constexpr std::uint32_t kRowsPerChunk = 1024;

// One audited model with the engine that computes it.
class Scorer {
public:
    // Loads the weights. Everything given must outlive the scorer.
    [[nodiscard]] static Result<Scorer> load(const audit::PreparedAudit& prepared,
                                             const audit::PreparedModel& model);

    // Scores what is missing of both result sets ("record", "window"). Cancelled between chunks and inside
    // them.
    [[nodiscard]] Status scoreDataSet(const audit::PreparedData& data, store::AuditFile& audit,
                                      const jobs::JobList& jobList, jobs::ProgressWriter& progress,
                                      jobs::RunControl& control);
    // Some records again, each alone in f32: same bits in f32, same verdicts in bf16.
    [[nodiscard]] Result<audit::StabilityCheck> checkStability(const store::AuditFile& audit);

    // The model, for other work; the scorer can't score any more.
    [[nodiscard]] std::unique_ptr<engine::Model> takeEngine();

    [[nodiscard]] engine::Model& engine() { return *m_engine; }
    [[nodiscard]] engine::EngineIdentity identity() const { return m_engine->identity(); }
    // Keys of the result sets made so far, in order.
    [[nodiscard]] const std::vector<std::string>& resultKeys() const { return m_keys; }

private:
    Scorer(const audit::PreparedAudit& prepared, const audit::PreparedModel& model,
           std::unique_ptr<engine::Model> engine, engine::Precision precision);

    [[nodiscard]] const audit::Tokenization& tokensOf(const audit::PreparedData& data) const;
    [[nodiscard]] store::ResultSet resultSet(const audit::PreparedData& data, std::string_view kind) const;
    [[nodiscard]] Status scoreChunk(const audit::PreparedData& data, const store::ResultSet& set,
                                    std::uint32_t chunk, store::AuditFile& audit, jobs::RunControl& control);
    // Replaces rows whose verdict rounding could turn by their f32 result; returns the records concerned.
    [[nodiscard]] Result<std::vector<std::uint64_t>> recheck(const audit::PreparedData& data,
                                                             std::string_view kind, std::uint64_t firstRow,
                                                             const std::vector<scores::PassRow>& rows,
                                                             scores::TokenTable& table);
    [[nodiscard]] Result<engine::Model*> exactEngine();

    const audit::PreparedAudit* m_prepared;
    const audit::PreparedModel* m_model;
    std::unique_ptr<engine::Model> m_engine;
    std::unique_ptr<engine::Model> m_exact; // f32, loaded when a lower precision needs it
    engine::Precision m_precision;
    std::vector<std::string> m_keys;
};

} // namespace retort::runner
