// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The three places where configurations keep their rotary positions, read as one.
#pragma once

#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/model_config.h"

namespace retort::checkpoint {

// Reads top-level rope_theta, rotary_emb_base, rotary_pct, partial_rotary_factor (transformers 4),
// rope_scaling (4) and rope_parameters (5). Values given twice must agree. `defaultFraction`: the family's,
// where the file names none.
[[nodiscard]] Rope readRope(const ConfigFields& fields, double defaultFraction, std::int64_t contextLength);

// Writes the same into a document: rope_parameters and the transformers 4 spelling.
void writeRope(const Rope& rope, std::string_view baseKey, std::string_view fractionKey, Json& document);

} // namespace retort::checkpoint
