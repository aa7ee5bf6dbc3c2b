// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a requested further pass to the rows that a model is given. What is drawn depends on the plan's seed
// and on the record (its data set and id) alone, so rows are the same in any order and in any shard.
#pragma once

#include "core/audit/prepare.h"
#include "core/base/json.h"
#include "core/corpus/word_swaps.h"
#include "core/scores/pass_request.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace retort::audit {

// Share of a record's words that a neighbour has replaced, in percent; one at least.
inline constexpr unsigned kSwappedPercent = 5;
// A prefix that the context leaves less room than this is none.
inline constexpr std::size_t kMinPassPrefix = 8;

// "lowercase", "nonmember_prefix:10", "member_prefix:10", "neighbours:10", "perturbed:10,0.005".
[[nodiscard]] std::string passName(const scores::PassRequest& request);
// What the plan's attacks ask for, each once, in their order.
[[nodiscard]] std::vector<scores::PassRequest> requestedPasses(const Plan& plan);
// Whether the model is given the further passes of this data set: where it is tested on it, and on the
// comparison sets of a model that is tested at all.
[[nodiscard]] bool takesPasses(const Plan& plan, const ModelPlan& model, const DataPlan& data);

// Shots in a row, and what they were taken from.
struct PassPrefix {
    std::vector<std::int32_t> ids;    // content tokens of the shots, one after the other
    std::set<std::uint64_t> clusters; // of the shots: their records, and near duplicates, can't be tested
    std::string missing;              // why there is none, or empty
};

// The rows of one pass over one data set: variant by variant, one row a record. A record that can't be done,
// or is excluded, keeps its rows; nothing of them is predicted.
class PassRows {
public:
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] scores::PassRow row(std::uint64_t number) const;
    // Why the pass can't be made for a record; empty where it can, and for excluded records.
    [[nodiscard]] const std::vector<std::string>& leftOut() const { return m_leftOut; }
    // Whether any record is left.
    [[nodiscard]] bool any() const;
    // Tokens that go through the model, prefixes included; changed texts are taken to be as long as the
    // record's.
    [[nodiscard]] std::uint64_t forecastTokens() const;

private:
    friend class PassMaterial;
    PassRows(const PreparedAudit& prepared, const ModelPlan& model, const PreparedData& data,
             const scores::PassRequest& request)
        : m_prepared(&prepared), m_model(&model), m_data(&data), m_tokens(&data.tokens(model)),
          m_request(request) {}

    [[nodiscard]] std::string reason(std::size_t record) const;
    // Content tokens of the prefix that fit before the record.
    [[nodiscard]] std::size_t prefixTokens(std::size_t record) const;
    [[nodiscard]] scores::PassRow prefixedRow(std::size_t record) const;
    // With another text in place of the scored part; the prompt stays.
    [[nodiscard]] scores::PassRow rowWithText(std::size_t record, std::string_view scored) const;

    const PreparedAudit* m_prepared;
    const ModelPlan* m_model;
    const PreparedData* m_data;
    const Tokenization* m_tokens;
    scores::PassRequest m_request;
    const corpus::WordFrequencies* m_words = nullptr; // of neighbours
    const PassPrefix* m_prefix = nullptr;             // of prefix passes
    std::vector<std::string> m_leftOut;
};

// What the rows of an audit's further passes are made of: word frequencies over all its data, and prefixes.
class PassMaterial {
public:
    // `prepared` must outlive the object.
    explicit PassMaterial(const PreparedAudit& prepared);

    // The object, model and data must outlive the rows. `request` is one of requestedPasses().
    [[nodiscard]] PassRows rows(const scores::PassRequest& request, const ModelPlan& model,
                                const PreparedData& data) const;

private:
    void addPrefixes(const scores::PassRequest& request);

    const PreparedAudit* m_prepared;
    corpus::WordFrequencies m_words;
    // By kind, then whose they are (a model's, or a tokenizer's), then shots.
    std::map<std::tuple<scores::PassKind, std::string, std::uint32_t>, PassPrefix> m_prefixes;
};

// The pass of a text that is in no file; without predicted tokens where it has none.
[[nodiscard]] scores::PassRow rowOfText(const PreparedAudit& prepared, const ModelPlan& model,
                                        std::string_view text, std::uint64_t responseBegin);
// Of a record's draws: the same in any order.
[[nodiscard]] std::uint64_t drawStream(std::string_view purpose, std::string_view data, std::string_view id);
// What the drawn rows depend on besides the pass: the records of all data sets, seed and context.
[[nodiscard]] Json drawIdentity(const PreparedAudit& prepared);

} // namespace retort::audit
