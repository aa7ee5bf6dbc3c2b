// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// tokenizer.model (SentencePiece, BPE) to a pipeline. Semantics: the sentencepiece library, so control pieces
// in a text are not recognised (docs/decisions/0007). Refused by name: other kinds of model, a table of
// character replacements, white space as suffix, unused pieces.
#pragma once

#include "core/tokenizer/pipeline.h"
#include "core/tokenizer/tokenizer_config.h"

namespace retort::tokenizer {

// Fills in the BOS, EOS and unknown pieces of the model in `config`, where it names no others, and makes
// tokens to look for, in the text as given, of those in `config` that are not control, byte or unknown
// pieces. `where` names the file in messages.
[[nodiscard]] Result<Pipeline> readSentencePiece(std::string_view bytes, std::string_view where,
                                                 TokenizerConfig& config);

} // namespace retort::tokenizer
