// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When rounding could turn a verdict.
#pragma once

#include "core/engine/model.h"

namespace retort::runner {

// Largest difference of a margin between two ways of computing it that was measured for the precision
// (teacher forcing against stepwise decoding): verdicts within it are decided by f32, alone.
[[nodiscard]] constexpr double marginNoise(engine::Precision precision) {
    return precision == engine::Precision::F32 ? 2e-4 : 0.25;
}

} // namespace retort::runner
