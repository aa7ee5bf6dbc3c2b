// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From plan to what will be scored: models opened and fingerprinted, records read, tokenized, grouped into
// clusters and laid under windows. Needs no LibTorch; `check` stops here, `run` goes on.
#pragma once

#include "core/audit/plan.h"
#include "core/audit/tokenization.h"
#include "core/base/result.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/fingerprint.h"
#include "core/corpus/records.h"
#include "core/corpus/token_frequencies.h"
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

struct PreparedTokenizer {
    std::string name; // ModelPlan::tokenizer of its models
    tokenizer::Tokenizer tokenizer;
    corpus::TokenFrequencies frequencies; // empty unless an attack on one of its models needs them
};

struct PreparedData {
    DataPlan plan;
    std::vector<corpus::Record> records;
    corpus::ReadSummary summary;             // its excluded rows follow the records in the audit file
    std::vector<std::uint64_t> clusters;     // parallel to records: numbers shared by all data sets
    std::vector<Tokenization> tokenizations; // parallel to the audit's tokenizers

    // By the examined model's tokenizer: these tokens count for the data set as a whole.
    [[nodiscard]] const Tokenization& tokens() const { return tokenizations.front(); }
    [[nodiscard]] const Tokenization& tokens(const ModelPlan& model) const;
    // Why the record has no loss, or empty. A model with another tokenizer may have none for further records.
    [[nodiscard]] const std::string& excluded(std::size_t record) const {
        return tokens().records[record].excluded;
    }
    // What the audit file keeps of all rows, excluded ones at the end.
    [[nodiscard]] std::vector<store::Record> storeRecords() const;
    // One value for each of those rows, 0 for the excluded ones at the end.
    [[nodiscard]] std::vector<double> column(const Tokenization& tokens,
                                             double (*value)(const corpus::TokenizedRecord&)) const;
    [[nodiscard]] std::size_t scored() const;
};

struct PreparedAudit {
    Plan plan; // models know their tokenizers
    std::vector<PreparedModel> models;
    std::vector<PreparedTokenizer> tokenizers; // distinct ones, the examined model's first
    std::int64_t maxTokens = 0;                // an added BOS included
    std::vector<PreparedData> data;
    std::vector<std::string> warnings; // whole sentences

    [[nodiscard]] const PreparedModel* model(std::string_view name) const;
    [[nodiscard]] const PreparedTokenizer& tokenizer(const ModelPlan& model) const;
    [[nodiscard]] std::uint64_t predictedTokens(const ModelPlan& model) const; // over all sequences
};

// Where a data set's records come from, as corpus reads them.
[[nodiscard]] Result<corpus::DataSource> dataSourceOf(const DataPlan& plan);

using LogLine = std::function<void(std::string_view)>;

// Errors name the file and what to do. `log` hears what is being done.
[[nodiscard]] Result<PreparedAudit> prepare(const Plan& plan, const LogLine& log);

} // namespace retort::audit
