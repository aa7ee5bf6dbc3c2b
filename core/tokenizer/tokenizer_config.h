// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The files beside a vocabulary, as transformers 5 reads them: tokenizer_config.json, special_tokens_map.json
// and added_tokens.json. The last two count only where tokenizer_config.json has no "added_tokens_decoder".
#pragma once

#include "core/base/result.h"
#include "core/tokenizer/added_tokens.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::tokenizer {

struct TokenizerConfig {
    std::string tokenizerClass;    // without "Fast" at its end; empty where no file says it
    std::vector<AddedToken> added; // by id
    std::vector<AddedToken> extra; // "additional_special_tokens" and the like; their ids mean nothing
    std::optional<bool> addBos;
    std::optional<bool> addEos;
    std::optional<bool> addPrefixSpace;

    // "bos_token" and so on; none: the files name no token there, or null.
    [[nodiscard]] std::optional<AddedToken> named(std::string_view role) const;
    // For a role that no file mentions.
    void setDefault(std::string_view role, std::string_view content);
    // All of them in the order in which transformers adds them to a vocabulary; those that have a role are
    // special.
    [[nodiscard]] std::vector<AddedToken> tokens() const;

    std::map<std::string, std::optional<AddedToken>, std::less<>> roles;
};

// Texts of the three files, empty where there is none; `folder` is for messages.
struct TokenizerConfigTexts {
    std::string_view tokenizerConfig;
    std::string_view specialTokensMap;
    std::string_view addedTokens;
};
[[nodiscard]] Result<TokenizerConfig> readTokenizerConfig(const TokenizerConfigTexts& texts,
                                                          std::string_view folder);

} // namespace retort::tokenizer
