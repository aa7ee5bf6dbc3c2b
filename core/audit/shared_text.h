// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text that a record's rows under different tokenizers have in common: what comparisons per byte are made
// over. Rows may begin at different bytes (a model with a BOS predicts the first token too) and end at
// different ones (a cut at max_tokens).
#pragma once

#include "core/corpus/tokenized_record.h"
#include "core/scores/token_table.h"

#include <cstdint>

namespace retort::audit {

// Half-open range of bytes in the record's text.
struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

// What the last `predicted` content tokens cover; empty if there are none.
[[nodiscard]] ByteRange predictedText(const corpus::TokenizedRecord& record, std::size_t predicted);
// Empty where the two have nothing in common.
[[nodiscard]] ByteRange commonText(const ByteRange& a, const ByteRange& b);

struct TextColumns {
    scores::TokenColumns columns = {};
    std::uint64_t bytes = 0; // that the columns' tokens cover
};
// The entries of the record's row whose tokens lie wholly within the range.
[[nodiscard]] TextColumns columnsWithin(const corpus::TokenizedRecord& record,
                                        const scores::TokenColumns& row, const ByteRange& range);

} // namespace retort::audit
