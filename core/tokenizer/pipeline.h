// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps of a tokenizer, whatever file they were read from.
#pragma once

#include "core/tokenizer/added_tokens.h"
#include "core/tokenizer/bpe_model.h"
#include "core/tokenizer/decoder.h"
#include "core/tokenizer/normalizer.h"
#include "core/tokenizer/pre_tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retort::tokenizer {

struct Pipeline {
    std::string description; // what the steps depend on beside the vocabulary's files
    std::vector<AddedToken> added;
    std::vector<std::int32_t> special;    // of the model's vocabulary
    std::vector<std::int32_t> unsearched; // of the model's vocabulary: never an added token
    std::vector<std::unique_ptr<const Normalizer>> normalizers;
    std::vector<std::unique_ptr<const PreTokenizer>> preTokenizers;
    std::optional<BpeModel> model;    // always there once the pipeline has been read
    std::vector<std::int32_t> prefix; // what the post-processor puts around a text
    std::vector<std::int32_t> suffix;
    std::vector<std::unique_ptr<const Decoder>> decoders; // none: tokens are joined with spaces
    // A special token that is left out when decoding still ends a run of byte tokens (SentencePiece).
    bool specialSeparates = false;
};

} // namespace retort::tokenizer
