// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether weights fit a configuration, with all that speaks against it.
#pragma once

#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/model_config.h"
#include "core/checkpoint/tensors.h"

#include <string>
#include <vector>

namespace retort::checkpoint {

struct WeightCheck {
    Problems problems;
    std::vector<std::string> warnings;
};

[[nodiscard]] WeightCheck checkWeights(const ModelConfig& config, const TensorSet& tensors);

} // namespace retort::checkpoint
