// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a membership attack is: a score computed from stored token statistics, higher = member.
#pragma once

#include "core/scores/token_statistics.h"
#include "core/scores/token_table.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace retort::membership {

// What an outsider must be given to run the attack; each includes the ones before.
enum class Access { Text, Probabilities, Weights };
[[nodiscard]] std::string_view accessName(Access access); // "text", "probabilities", "weights"

// Forward passes whose token tables an attack reads.
enum class Pass { Target, Reference };

// One record. `target` is a row of the tested model; `reference` a row of the reference model for the same
// text.
struct RecordView {
    scores::TokenColumns target;
    std::optional<scores::TokenColumns> reference;
    // Both models see the same token ids: rows are aligned at their ends and positions that only one predicts
    // are left out. Otherwise each model's mean runs over its own tokens.
    bool referenceSharesTokens = true;
    std::uint32_t zlibBytes = 0; // of the record's UTF-8 text, level 6, zlib header
};

struct Parameters {
    unsigned minKPercent = scores::kMinKPercent; // 1 .. 100
};

struct Attack {
    std::string_view name;    // in plans, files and columns
    std::string_view title;   // as people read it
    std::string_view formula; // one line; higher = member
    std::string_view source;
    Access access = Access::Probabilities;
    std::span<const Pass> passes;
    // NaN where the record has no score (no predicted tokens, no reference row, NaN in the columns).
    double (*score)(const RecordView& record, const Parameters& parameters) = nullptr;

    [[nodiscard]] bool needs(Pass pass) const;
};

// All attacks, in the order in which they are shown.
[[nodiscard]] std::span<const Attack> attacks();
// nullptr for an unknown name.
[[nodiscard]] const Attack* findAttack(std::string_view name);

} // namespace retort::membership
