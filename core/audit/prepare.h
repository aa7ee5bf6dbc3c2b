// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From plan to what will be scored: models opened and fingerprinted, records read, tokenized, grouped into
// clusters and laid under windows. Needs no LibTorch; `check` stops here, `run` goes on.
#pragma once

#include "core/audit/plan.h"
#include "core/base/result.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/fingerprint.h"
#include "core/corpus/records.h"
#include "core/corpus/token_frequencies.h"
#include "core/corpus/tokenized_record.h"
#include "core/corpus/windows.h"
#include "core/scores/token_table.h"
#include "core/store/records.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

struct PreparedModel {
    ModelPlan plan;
    checkpoint::Checkpoint checkpoint;
    checkpoint::Fingerprint fingerprint;
};

// One data set, tokenized once: all models of an audit share one tokenizer.
struct PreparedData {
    DataPlan plan;
    std::vector<corpus::Record> records;
    corpus::ReadSummary summary;                    // its excluded rows follow the records in the audit file
    std::vector<corpus::TokenizedRecord> tokenized; // parallel to records
    std::vector<std::string> excluded;              // parallel to records: reason without a loss, or empty
    std::vector<std::uint64_t> clusters;            // parallel to records: numbers shared by all data sets
    std::vector<std::string> extractionExcluded;    // parallel to records: why no window covers it, or empty
    std::vector<store::Window> windows;             // ordered by record; `sequence` set for rows of their own
    std::vector<std::size_t> sequenceWindows;       // those in order: window of each row of their own

    // Row of the result set "record": the record's own pass. An excluded record has no predicted tokens.
    [[nodiscard]] scores::PassRow recordRow(std::size_t record) const;
    // Row of the result set "window"; `window` has sequence >= 0.
    [[nodiscard]] scores::PassRow windowRow(const store::Window& window) const;
    // What the audit file keeps of all rows, excluded ones at the end.
    [[nodiscard]] std::vector<store::Record> storeRecords() const;
    // The column kPromptTokens of the audit file; empty for plain text.
    [[nodiscard]] std::vector<double> promptTokens() const;
    [[nodiscard]] std::size_t scored() const;
};

struct PreparedAudit {
    Plan plan;
    std::vector<PreparedModel> models;
    tokenizer::Tokenizer tokenizer;
    std::int64_t maxTokens = 0; // an added BOS included
    std::vector<PreparedData> data;
    std::vector<std::string> warnings;    // whole sentences
    corpus::TokenFrequencies frequencies; // empty unless an attack of the plan needs them

    [[nodiscard]] const PreparedModel* model(std::string_view name) const;
    [[nodiscard]] std::uint64_t predictedTokens() const; // of one model, over all sequences
};

// Where a data set's records come from, as corpus reads them.
[[nodiscard]] Result<corpus::DataSource> dataSourceOf(const DataPlan& plan);
// What the record's own fields say is personal.
[[nodiscard]] std::vector<corpus::PersonalValue> personalValues(const corpus::Record& record);
// The plan's own patterns; they were tried when it was read.
[[nodiscard]] Result<corpus::PersonalPatterns> personalPatterns(const Plan& plan);
// The record's own pass; the record has a loss.
[[nodiscard]] scores::PassRow recordRow(const corpus::TokenizedRecord& tokens);

using LogLine = std::function<void(std::string_view)>;

// Errors name the file and what to do. `log` hears what is being done.
[[nodiscard]] Result<PreparedAudit> prepare(const Plan& plan, const LogLine& log);

} // namespace retort::audit
