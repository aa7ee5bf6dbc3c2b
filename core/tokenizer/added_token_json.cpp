// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/added_token_json.h"

namespace retort::tokenizer {

Result<AddedToken> readAddedToken(const JsonNode& node) {
    AddedToken token;
    RETORT_TRY(token.content, node.textAt("content"));
    RETORT_TRY(token.singleWord, node.flagAt("single_word", false));
    RETORT_TRY(token.lstrip, node.flagAt("lstrip", false));
    RETORT_TRY(token.rstrip, node.flagAt("rstrip", false));
    RETORT_TRY(token.special, node.flagAt("special", false));
    RETORT_TRY(token.normalized, node.flagAt("normalized", !token.special));
    return token;
}

} // namespace retort::tokenizer
