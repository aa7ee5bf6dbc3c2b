// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Step-by-step decoding with a cache of keys and values. Includes LibTorch.
#pragma once

#include "core/engine/model_state.h"

namespace retort::engine {

[[nodiscard]] Result<std::vector<std::vector<std::int32_t>>>
runDecoding(const ModelState& state, std::span<const std::vector<std::int32_t>> prompts,
            const GenerateOptions& options, const std::stop_token& stop, const TokensDone& done);

} // namespace retort::engine
