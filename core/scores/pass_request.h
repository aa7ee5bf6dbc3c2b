// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Forward passes beyond the record's own, which an attack asks for as data, and what comes back of them.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace retort::scores {

enum class PassKind {
    Lowercase,       // the record's text in lower case
    NonmemberPrefix, // the record after records that nobody saw
    MemberPrefix,    // the record after records of data that the tested model saw
    Neighbours,      // the record with some of its words replaced
    Perturbed        // the record itself under the model with noise on its weights
};

struct PassRequest {
    PassKind kind = PassKind::Lowercase;
    std::uint32_t variants = 1; // per record: changed texts, or models with noise
    std::uint32_t shots = 0;    // of prefix passes: records in front
    double sigma = 0;           // of Perturbed: standard deviation of the noise

    [[nodiscard]] bool operator==(const PassRequest&) const = default;
};

// One variant of one record.
struct VariantScore {
    // Mean over the predicted tokens of the record itself (never of a prefix), nats; NaN: no score.
    double meanLogProbability = std::numeric_limits<double>::quiet_NaN();
    std::uint32_t tokens = 0; // how many those are
};

// What one requested pass gave for one record, in the order of its variants.
using PassResult = std::span<const VariantScore>;

} // namespace retort::scores
