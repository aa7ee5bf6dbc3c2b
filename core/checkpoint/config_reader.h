// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The configuration with all that speaks against it, for reading and for inspection.
#pragma once

#include "core/checkpoint/config_fields.h"
#include "core/checkpoint/model_config.h"

namespace retort::checkpoint {

struct ConfigReading {
    ModelConfig config; // usable only without problems; modelType is set as soon as it is known
    Problems problems;
};

[[nodiscard]] ConfigReading readConfigFields(const Json& document);
[[nodiscard]] Result<Json> readConfigDocument(const std::filesystem::path& directory);

} // namespace retort::checkpoint
