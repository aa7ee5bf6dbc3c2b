// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether the losses of a few records fit what the plan declares: who saw what, which template, which
// tokenizer. Rules and their limits: docs/methods.md, "Plausibility".
#pragma once

#include "core/audit/findings.h"
#include "core/audit/plan.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace retort::audit {

inline constexpr std::size_t kProbeRecords = 200;  // of each data set, at most
inline constexpr std::uint32_t kProbeTokens = 128; // predicted ones of each record, at most

// What the probe measured. Losses are one per probed record, in the same order for all models.
struct ProbeResult {
    using Key = std::pair<std::string, std::string>; // model, data set
    std::map<Key, std::vector<double>> losses;
    // With the other ways of joining prompt and response: by model and data set, then the template's name
    // ("none", "alpaca"); as long as the losses.
    std::map<Key, std::map<std::string, std::vector<double>>> otherTemplates;
    std::map<Key, double> bytesPerToken;
    std::map<std::string, std::uint64_t> vocabulary; // of the tokenizer, by model

    [[nodiscard]] bool empty() const { return losses.empty(); }
};

// Gates "plausibility" on all questions: prediction (every model), roles, templates, pieces. One each where
// nothing is wrong, else one for every model or data set concerned.
[[nodiscard]] std::vector<Gate> plausibilityGates(const Plan& plan, const ProbeResult& probe);
// Whether a model predicts no data set better than chance: tokenizer or weights are not what the plan means.
[[nodiscard]] bool predictsNothing(const Gate& gate);

} // namespace retort::audit
