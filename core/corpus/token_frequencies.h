// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often each token stands in a general corpus, for attacks that weigh tokens by it.
#pragma once

#include "core/base/result.h"
#include "core/corpus/records.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <vector>

namespace retort::corpus {

struct TokenFrequencies {
    std::vector<double> byId; // empty: none were counted
    std::uint64_t tokens = 0;
    ReadSummary source; // its excluded rows did not count
};

// By token id over the tokenizer's vocabulary: (count + 1) / (all tokens + vocabulary), the smoothing of
// DC-PDD. Each record is tokenized whole, without added tokens; records that are token ids count as they are.
// Errors: those of streamRecords(), and a token id outside the vocabulary.
[[nodiscard]] Result<TokenFrequencies> tokenFrequencies(const tokenizer::Tokenizer& tokenizer,
                                                        const DataSource& source);

} // namespace retort::corpus
