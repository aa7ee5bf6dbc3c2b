// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Vocabularies and the member "model" of tokenizer.json.
#pragma once

#include "core/tokenizer/bpe_model.h"
#include "core/tokenizer/json_node.h"

namespace retort::tokenizer {

// An object of tokens with their ids: no id twice, none above JsonNode::kLargestId.
[[nodiscard]] Result<StringIds> readVocabulary(const JsonNode& node);
// "a b": the two sides of a merge.
[[nodiscard]] Result<BpeRules::MergeRule> readMergeText(std::string_view text, std::string_view place);
// Only BPE without dropout, prefixes and suffixes.
[[nodiscard]] Result<BpeModel> readModel(const JsonNode& node, bool byteLevel);

} // namespace retort::tokenizer
