// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Columns and likelihoods of one text under several models, made comparable.
#pragma once

#include "core/membership/attack.h"

#include <vector>

namespace retort::membership {

struct ColumnPair {
    scores::TokenColumns target;
    scores::TokenColumns reference;
};
// The positions that both models predict: a model with a BOS predicts the first token too. The rows share
// their tokens.
[[nodiscard]] ColumnPair sharedPositions(const scores::TokenColumns& target, const ReferenceRow& reference);

// Mean log-probabilities on one scale, nats; NaN where a mean does not exist or the bytes are not known.
struct Likelihoods {
    double target;
    std::vector<double> references; // parallel to the record's
};
// Per token over the positions that all models predict; if any reference has other tokens, for all models per
// UTF-8 byte of the text that each predicts.
[[nodiscard]] Likelihoods comparableLikelihoods(const RecordView& record);

} // namespace retort::membership
