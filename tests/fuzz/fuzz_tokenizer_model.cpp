// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = retort::fuzz::textOf(data, size);
    retort::tokenizer::TokenizerFiles files;
    files.folder = "input";
    files.sentencePiece = input;
    if (const auto tokenizer = retort::tokenizer::Tokenizer::fromFiles(files))
        retort::fuzz::exercise(*tokenizer, input);
    return 0;
}
