// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_tokenizer.h"

#include <array>

// The five files one after the other, a NUL between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = retort::fuzz::textOf(data, size);
    retort::tokenizer::TokenizerFiles files;
    files.folder = "input";
    const std::array parts = {&files.vocabulary, &files.merges, &files.tokenizerConfig,
                              &files.specialTokensMap, &files.addedTokens};
    std::size_t begin = 0;
    for (auto* part : parts) {
        const std::size_t end = std::min(input.find('\0', begin), input.size());
        if (end > begin)
            *part = input.substr(begin, end - begin);
        begin = std::min(end + 1, input.size());
    }
    if (const auto tokenizer = retort::tokenizer::Tokenizer::fromFiles(files))
        retort::fuzz::exercise(*tokenizer, input);
    return 0;
}
