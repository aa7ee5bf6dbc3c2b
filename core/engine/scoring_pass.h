// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The scoring pass over rows. Includes LibTorch.
#pragma once

#include "core/engine/model_state.h"

namespace retort::engine {

[[nodiscard]] Result<scores::TokenTable> runScoringPass(ModelState& state,
                                                        std::span<const scores::PassRow> rows,
                                                        const std::stop_token& stop, const TokensDone& done);

} // namespace retort::engine
