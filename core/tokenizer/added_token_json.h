// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An added token as tokenizer.json and tokenizer_config.json both spell it.
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/added_tokens.h"
#include "core/tokenizer/json_node.h"

namespace retort::tokenizer {

// Content and flags of the object, with the defaults of the tokenizers library; the id is the caller's.
[[nodiscard]] Result<AddedToken> readAddedToken(const JsonNode& node);

} // namespace retort::tokenizer
