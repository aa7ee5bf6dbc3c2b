// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A data set as one tokenizer cuts it: tokens, and the windows laid over them. Models with the same tokenizer
// share one; texts are not held here.
#pragma once

#include "core/audit/plan.h"
#include "core/base/result.h"
#include "core/corpus/records.h"
#include "core/corpus/tokenized_record.h"
#include "core/scores/token_table.h"
#include "core/store/records.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::audit {

struct Tokenization {
    std::string tokenizer;                        // ModelPlan::tokenizer of the models it is for
    std::vector<corpus::TokenizedRecord> records; // parallel to the data set's; `excluded`: without a row
    std::vector<std::string> extractionExcluded;  // parallel to records: why no window covers it, or empty
    std::vector<store::Window> windows;           // ordered by record; `sequence` set for rows of their own
    std::vector<std::size_t> sequenceWindows;     // those in order: window of each row of their own

    // Row of the result set "record": the record's own pass. Without a loss it has no predicted tokens.
    [[nodiscard]] scores::PassRow recordRow(std::size_t record) const;
    // Row of the result set "window"; `window` has sequence >= 0.
    [[nodiscard]] scores::PassRow windowRow(const store::Window& window) const;
    // Entries of the window's suffix in `row`, which is the record's row or the window's own.
    [[nodiscard]] scores::TokenColumns suffixOf(const store::Window& window,
                                                const scores::TokenColumns& row) const;
    // Of one model, over all sequences.
    [[nodiscard]] std::uint64_t predictedTokens() const;
};

// What a row that takes a place and predicts nothing holds.
[[nodiscard]] scores::PassRow emptyRow();
// The record's own pass; the record has a loss.
[[nodiscard]] scores::PassRow recordRow(const corpus::TokenizedRecord& tokens);
// What the record's own fields say is personal.
[[nodiscard]] std::vector<corpus::PersonalValue> personalValues(const corpus::Record& record);
// The plan's own patterns; they were tried when it was read.
[[nodiscard]] Result<corpus::PersonalPatterns> personalPatterns(const Plan& plan);

// Fills in `windows`, `sequenceWindows` and `extractionExcluded`. Errors: those of findPersonalData, with
// the record's place.
[[nodiscard]] Status layWindows(Tokenization& tokens, std::span<const corpus::Record> records,
                                const Plan& plan);

} // namespace retort::audit
