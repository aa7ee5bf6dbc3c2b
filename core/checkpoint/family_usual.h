// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the published checkpoints of a family have in common, so that a reader sees at once where one departs
// from it. Nothing is refused for it. Source: the models' configurations at Hugging Face, as in transformers'
// families.
#pragma once

#include "core/checkpoint/model_config.h"

#include <string>
#include <vector>

namespace retort::checkpoint {

// Whole sentences, one for each thing that differs; empty for a family without a row in the table.
[[nodiscard]] std::vector<std::string> differencesFromUsual(const ModelConfig& config);

} // namespace retort::checkpoint
