// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a membership attack is: one score per record, higher = member, computed from stored token statistics
// and from the results of the passes it asks for.
#pragma once

#include "core/base/result.h"
#include "core/scores/pass_request.h"
#include "core/scores/token_table.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::membership {

// What an outsider must be given to run the attack; each includes the ones before.
enum class Access { Text, Probabilities, Weights };
[[nodiscard]] std::string_view accessName(Access access); // "text", "probabilities", "weights"

// Which reference models an attack compares with.
enum class References {
    None,
    Each, // one score for every admissible reference; such an attack takes no arguments
    All   // one score from all admissible references together
};

// A reference model's row for the same text.
struct ReferenceRow {
    std::string_view name = {};
    scores::TokenColumns columns = {};
    // Both models see the same token ids: rows are aligned at their ends, and positions that only one of them
    // predicts are left out. Otherwise tokens can't be compared one by one.
    bool sharesTokens = true;
    std::uint64_t textBytes = 0; // UTF-8 bytes of the text that the predicted tokens cover; 0: not known
};

// One record; everything is borrowed for the call.
struct RecordView {
    scores::TokenColumns target = {}; // row of the tested model
    // Each: exactly one row. All: every admissible reference. None: empty.
    std::span<const ReferenceRow> references = {};
    std::uint32_t zlibBytes = 0; // of the record's UTF-8 text, level 6, zlib header; 0: not known
    std::uint64_t textBytes = 0; // UTF-8 bytes of the text that the predicted tokens cover; 0: not known
    std::span<const std::int32_t> predictedIds = {}; // parallel to target, or empty: not at hand
    // By token id: share of a general corpus, smoothed so that none is 0; empty: no corpus given.
    std::span<const double> frequencies = {};
    std::span<const scores::PassResult> passes = {}; // parallel to what the attack's passes() asks for
};

// One argument that may stand behind an attack's name in a plan.
struct ParameterRule {
    std::string_view name = {};
    double preset = 0; // where the plan gives none
    double least = 0;
    double most = 0;
    bool whole = true; // whole numbers only
};
// One value for each of the attack's rules, in their order.
using Parameters = std::vector<double>;

struct Attack {
    std::string_view name;         // in plans, files and columns: lower case letters, digits and _
    std::string_view title = {};   // as people read it, in the middle of a sentence
    std::string_view formula = {}; // one line; higher = member
    std::string_view source = {};
    std::string_view cost = {}; // in words: what it takes beyond the scoring pass
    Access access = Access::Probabilities;
    References references = References::None;
    unsigned minimumReferences = 1; // of All: with fewer the attack is not run
    bool needsSharedTokens = false; // of Each: compares token by token, so never with another tokenizer
    bool needsFrequencies = false;  // reads frequencies: the plan must name a corpus
    // The score is a ratio, and what counts is the share of an unseen population with a smaller one; the
    // population's own records are left out of the evaluation.
    bool ranksInPopulation = false;
    bool comparisonOnly = false; // published code that is not the method it names: never in a verdict
    std::span<const ParameterRule> parameters = {}; // in the order in which a plan gives them
    // The further passes it needs; nullptr: none.
    std::vector<scores::PassRequest> (*passes)(const Parameters& parameters) = nullptr;
    // NaN where the record has no score (no predicted tokens, an input that is absent, NaN in the columns).
    double (*score)(const RecordView& record, const Parameters& parameters) = nullptr;
};

// All attacks, in the order in which they are shown.
[[nodiscard]] std::span<const Attack> attacks();
// By its bare name; nullptr for an unknown one.
[[nodiscard]] const Attack* findAttack(std::string_view name);

// An attack with its arguments, as a plan names it: NAME or NAME:ARGUMENT[,ARGUMENT...], "min_k:10".
struct ChosenAttack {
    std::string name; // as written; column and findings carry it
    const Attack* attack = nullptr;
    Parameters parameters = {};
};
// ErrorCode::Usage: an unknown name (the message lists the known ones) or an argument that does not fit.
[[nodiscard]] Result<ChosenAttack> chooseAttack(std::string_view name);

// "percent 20", all of them with the presets; empty for an attack that takes none.
[[nodiscard]] std::string argumentWords(const ChosenAttack& chosen);
// The title, with the arguments behind it if the name gives any.
[[nodiscard]] std::string attackTitle(const ChosenAttack& chosen);

// What a name in the findings stands for: "min_k:10", "reference:base".
struct TestedAttack {
    ChosenAttack chosen;
    std::string reference; // empty: none of its own
};
[[nodiscard]] std::optional<TestedAttack> testedAttack(std::string_view findingName);

} // namespace retort::membership
