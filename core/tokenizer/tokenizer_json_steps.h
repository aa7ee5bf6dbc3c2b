// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of tokenizer.json that are lists of steps. A step of a kind that is not implemented is refused by
// name.
#pragma once

#include "core/tokenizer/decoder.h"
#include "core/tokenizer/json_node.h"
#include "core/tokenizer/normalizer.h"
#include "core/tokenizer/pre_tokenizer.h"

#include <memory>
#include <vector>

namespace retort::tokenizer {

[[nodiscard]] Result<std::vector<std::unique_ptr<const Normalizer>>> readNormalizers(const JsonNode& node);

struct PreTokenizerSteps {
    std::vector<std::unique_ptr<const PreTokenizer>> list;
    bool byteLevel = false; // the last one spells bytes
};
[[nodiscard]] Result<PreTokenizerSteps> readPreTokenizers(const JsonNode& node);

[[nodiscard]] Result<std::vector<std::unique_ptr<const Decoder>>> readDecoders(const JsonNode& node);

// "the normalizer \"X\" is not supported".
[[nodiscard]] tl::unexpected<Error> unknownType(const JsonNode& node, std::string_view what,
                                                std::string_view type);

} // namespace retort::tokenizer
