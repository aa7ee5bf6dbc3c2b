// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// vocab.json + merges.txt to a pipeline. The two files say nothing about the steps around them, so, as in
// transformers 5, the class of the tokenizer does: "tokenizer_class" of tokenizer_config.json, else the
// family ("model_type" of config.json), else GPT-2.
//
//   GPT2Tokenizer (gpt2, opt)     ByteLevel; bos, eos, unk "<|endoftext|>" unless the files name others
//   GPTNeoXTokenizer (gpt_neox)   NFC, ByteLevel; the same, and pad "<|padding|>"
//   Qwen2Tokenizer (qwen3)        NFC, Split, ByteLevel; eos, unk, pad "<|endoftext|>"
//
// A BOS (EOS) is added exactly if tokenizer_config.json has "add_bos_token" ("add_eos_token"): OPT's own
// repositories have it, and a copy without tokenizer_config.json loses it, in transformers 5 too.
#pragma once

#include "core/tokenizer/pipeline.h"
#include "core/tokenizer/tokenizer_config.h"

namespace retort::tokenizer {

struct VocabMergesTexts {
    std::string_view vocabulary;
    std::string_view merges;
    std::string_view modelConfig; // config.json, or empty
};
// Fills in the class's default tokens in `config`. `folder` is for messages.
[[nodiscard]] Result<Pipeline> readVocabMerges(const VocabMergesTexts& texts, std::string_view folder,
                                               TokenizerConfig& config);

} // namespace retort::tokenizer
