// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps of a tokenizer, whatever file they were read from.
#pragma once

#include "core/tokenizer/added_tokens.h"
#include "core/tokenizer/bpe_model.h"
#include "core/tokenizer/normalizer.h"
#include "core/tokenizer/pre_tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace retort::tokenizer {

enum class DecoderKind {
    JoinWithSpaces, // the file names no decoder
    ByteLevel
};

struct Pipeline {
    std::vector<AddedToken> added;
    std::vector<std::unique_ptr<const Normalizer>> normalizers;
    std::vector<std::unique_ptr<const PreTokenizer>> preTokenizers;
    std::optional<BpeModel> model;    // always there once the pipeline has been read
    std::vector<std::int32_t> prefix; // what the post-processor puts around a text
    std::vector<std::int32_t> suffix;
    DecoderKind decoder = DecoderKind::JoinWithSpaces;
};

} // namespace retort::tokenizer
