// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One function per model family, each in its own file family_<name>.cpp. The weights have been checked.
#pragma once

#include "core/engine/network.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace retort::engine {

[[nodiscard]] Architecture gpt2Architecture(const checkpoint::ModelConfig& config, const Weights& weights);
[[nodiscard]] Architecture optArchitecture(const checkpoint::ModelConfig& config, const Weights& weights);
[[nodiscard]] Architecture gptNeoxArchitecture(const checkpoint::ModelConfig& config, const Weights& weights);
[[nodiscard]] Architecture llamaArchitecture(const checkpoint::ModelConfig& config, const Weights& weights);
[[nodiscard]] Architecture olmo2Architecture(const checkpoint::ModelConfig& config, const Weights& weights);
[[nodiscard]] Architecture qwen3Architecture(const checkpoint::ModelConfig& config, const Weights& weights);

// The parts of a network by name, below a prefix. A bias that isn't there is undefined.
class WeightReader {
public:
    WeightReader(const Weights& weights, const checkpoint::ModelConfig& config, std::string prefix)
        : m_weights(weights), m_config(config), m_prefix(std::move(prefix)) {}

    [[nodiscard]] Norm norm(std::string_view name) const {
        return {at(name, "weight"), find(name, "bias"), m_config.normEpsilon};
    }
    [[nodiscard]] Dense dense(std::string_view name) const {
        return {at(name, "weight"), find(name, "bias"), {}};
    }
    [[nodiscard]] at::Tensor at(std::string_view name, std::string_view kind) const {
        return m_weights.at(fmt::format("{}{}.{}", m_prefix, name, kind));
    }

private:
    [[nodiscard]] at::Tensor find(std::string_view name, std::string_view kind) const {
        const auto found = m_weights.find(fmt::format("{}{}.{}", m_prefix, name, kind));
        return found == m_weights.end() ? at::Tensor() : found->second;
    }

    const Weights& m_weights;
    const checkpoint::ModelConfig& m_config;
    std::string m_prefix;
};

} // namespace retort::engine
