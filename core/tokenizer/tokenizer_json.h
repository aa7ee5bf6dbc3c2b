// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// tokenizer.json to a pipeline. One function reads each part of the file; a part of a kind that is not
// implemented is refused by name.
#pragma once

#include "core/tokenizer/json_node.h"
#include "core/tokenizer/pipeline.h"

namespace retort::tokenizer {

[[nodiscard]] Result<Pipeline> readTokenizerJson(const JsonNode& root);

} // namespace retort::tokenizer
