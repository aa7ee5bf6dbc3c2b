// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One maker per model family, each in its own file family_<name>.cpp. The weights have been checked.
#pragma once

#include "core/engine/network.h"

namespace retort::engine {

[[nodiscard]] std::unique_ptr<Network> makeGptNeox(const checkpoint::ModelConfig& config,
                                                   const Weights& weights);
[[nodiscard]] std::unique_ptr<Network> makeQwen3(const checkpoint::ModelConfig& config,
                                                 const Weights& weights);

} // namespace retort::engine
