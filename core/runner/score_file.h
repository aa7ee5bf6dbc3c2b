// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The scoring pass alone: one file of records in, one table out, a row for each record in input order.
#pragma once

#include "core/base/result.h"
#include "core/corpus/records.h"
#include "core/engine/model.h"
#include "core/jobs/progress_writer.h"
#include "core/jobs/run_control.h"

#include <cstdint>
#include <filesystem>

namespace retort::runner {

struct ScoreRequest {
    std::filesystem::path model;
    std::filesystem::path adapter; // empty: none, or the model is one
    corpus::DataSource data;
    std::filesystem::path out; // .jsonl, .csv or .parquet
    std::uint32_t prefixTokens = 50;
    std::uint32_t suffixTokens = 50;
    std::int64_t maxTokens = 0; // 0: the model's context
    bool perToken = false;      // arrays of per-token values; not for .csv
    engine::EngineOptions engine;
};

// Columns: docs/formats/score.md. A record that can't be scored has its reason in `excluded`. The data are
// read twice, first to see whether they can be scored at all; never more than a part of them is in memory.
[[nodiscard]] Status scoreFile(const ScoreRequest& request, jobs::ProgressWriter& progress,
                               jobs::RunControl& control);

} // namespace retort::runner
