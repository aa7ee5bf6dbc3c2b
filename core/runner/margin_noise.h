// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When rounding could turn a verdict.
#pragma once

#include "core/engine/model.h"

namespace retort::runner {

// Verdicts whose smallest margin is within this are decided by f32, alone. BF16: twice the largest difference
// to f32 that was measured over the reference checkpoints of all families (0.375 of 42,840 margins,
// on matrix units, AMX; docs/methods.md, section 1). F32: what teacher forcing may differ from another order
// of the same sums.
[[nodiscard]] constexpr double marginNoise(engine::Precision precision) {
    return precision == engine::Precision::F32 ? 2e-4 : 0.8;
}

} // namespace retort::runner
