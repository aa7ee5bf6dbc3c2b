// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text-only check: can members be told from non-members without any model?
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/stats/auc.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace retort::membership {

struct TextRecord {
    std::string_view text; // UTF-8, the record's text as it is scored
    bool isMember = false;
    std::uint64_t cluster = 0; // duplicates share a number
};

// One direction: trained on one half, tested on the other.
struct TextOnlyHalf {
    std::uint64_t members = 0; // tested, one record per cluster and class
    std::uint64_t nonmembers = 0;
    double auc = 0.5;
    double pValue = 1; // one-sided Mann-Whitney, normal approximation with ties
};

struct TextOnlyCheck {
    TextOnlyHalf first;
    TextOnlyHalf second;
    double pValue = 1;          // min(1, 2 min(first, second))
    bool shiftDetected = false; // pValue <= 0.05
    double detectableAuc = 1;   // by the weaker of the two halves, one-sided 5 %, power 80 %
    stats::AucEstimate pooled;  // over all records, each scored by the half that did not hold it
    std::vector<double> scores; // the same, in input order: for comparing an attack's AUC on the same records
};

// The score is fixed beforehand: word uni- and bigrams and character trigrams of the first 4,000 bytes,
// lengths, shares of digits, capitals, punctuation and white space, hashed; logistic regression. Halves are
// drawn by cluster from the seed; at most 10,000 records train a half. Refuses fewer than 10 clusters in
// either class. Deterministic.
[[nodiscard]] Result<TextOnlyCheck> textOnlyCheck(std::span<const TextRecord> records, std::uint64_t seed);

enum class TextOnlyOutcome {
    NoShift,     // "no shift detected", with the AUC that could have been
    AttackBeats, // a shift, but the attack's AUC is larger beyond it (95 % lower bound of the difference
                 // above 0)
    NotEvidence  // a shift, and the attack does not beat it: what it finds may be the texts' difference
};

struct TextOnlyGate {
    TextOnlyOutcome outcome = TextOnlyOutcome::NoShift;
    stats::AucDifference difference; // attack minus text-only
};

// attack: one score per record of the check, in its order (NaN allowed), higher = member.
[[nodiscard]] Result<TextOnlyGate>
textOnlyGate(const TextOnlyCheck& check, std::span<const TextRecord> records, std::span<const double> attack);

// {"p_value", "shift_detected", "detectable_auc", "auc", "auc_interval", "halves"}
[[nodiscard]] Json toJson(const TextOnlyCheck& check);

} // namespace retort::membership
