// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Conditional likelihoods: how a text fares behind others. The published code (recall, src/run.py;
// CON-RECALL, run.py) scores the text's first token behind a prefix and not without one; here both means run
// over the same tokens.
#include "core/membership/builtin_attacks.h"

#include <array>

namespace retort::membership {

namespace {

constexpr ParameterRule kShots{.name = "shots", .preset = 10, .least = 1, .most = 1000};
constexpr ParameterRule kGamma{.name = "gamma", .preset = 1, .least = 0, .most = 10, .whole = false};

scores::PassRequest prefix(scores::PassKind kind, const Parameters& parameters) {
    return {.kind = kind, .shots = static_cast<std::uint32_t>(parameters[0])};
}

std::vector<scores::PassRequest> onePrefix(const Parameters& parameters) {
    return {prefix(scores::PassKind::NonmemberPrefix, parameters)};
}

std::vector<scores::PassRequest> bothPrefixes(const Parameters& parameters) {
    return {prefix(scores::PassKind::NonmemberPrefix, parameters),
            prefix(scores::PassKind::MemberPrefix, parameters)};
}

double recallScore(const RecordView& record, const Parameters&) {
    return variantMean(record, 0) / scores::meanLogProbability(record.target);
}

double conRecallScore(const RecordView& record, const Parameters& parameters) {
    return (variantMean(record, 0) - parameters[1] * variantMean(record, 1)) /
           scores::meanLogProbability(record.target);
}

} // namespace

Attack recallAttack() {
    static constexpr std::array kRules{kShots};
    return {.name = "recall",
            .title = "ReCaLL",
            .formula = "mean log-probability behind records that nobody saw, over that of the record alone",
            .source = "Xie et al. 2024, arXiv 2406.15968",
            .cost = "one pass over the record and its prefix",
            .access = Access::Probabilities,
            .parameters = kRules,
            .passes = onePrefix,
            .score = recallScore};
}

Attack conRecallAttack() {
    static constexpr std::array kRules{kShots, kGamma};
    return {.name = "con_recall",
            .title = "Con-ReCall",
            .formula = "(mean log-probability behind records that nobody saw - gamma times that behind "
                       "records the model saw) over that of the record alone",
            .source = "Wang et al. 2024, arXiv 2409.03363",
            .cost = "two passes over the record and a prefix; assumes that some training records are known",
            .access = Access::Probabilities,
            .parameters = kRules,
            .passes = bothPrefixes,
            .score = conRecallScore};
}

} // namespace retort::membership
