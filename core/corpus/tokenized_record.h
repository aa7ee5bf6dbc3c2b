// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A record as the model sees it: content tokens cut at max_tokens, and the bytes of text they cover. Of a
// record that came as token ids the text is what the tokenizer decodes them to.
#pragma once

#include "core/corpus/records.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::corpus {

struct TokenizedRecord {
    std::vector<std::int32_t> ids; // content tokens of the whole text (prompt included), after the cut
    std::vector<std::pair<std::uint32_t, std::uint32_t>> spans; // their byte ranges in the record's text
    std::vector<std::int32_t>
        added;                     // what stands before the content of every window: an added BOS, or nothing
    std::uint32_t firstScored = 0; // index of the first token of the response; 0 for plain text
    bool truncated = false;
    std::string excluded;        // why the record has no loss; empty when it has one
    std::uint64_t textBegin = 0; // scored text, half-open byte range in the record's text, after the cut
    std::uint64_t textEnd = 0;
    std::uint64_t zlibBytes = 0; // of the scored text

    // Content tokens that belong to the scored part.
    [[nodiscard]] std::uint32_t scoredTokens() const {
        return static_cast<std::uint32_t>(ids.size()) - firstScored;
    }
    // First content token that is predicted and counts for the loss.
    [[nodiscard]] std::uint32_t firstPredicted() const {
        return firstScored == 0 && added.empty() ? 1 : firstScored;
    }
};

// maxTokens counts an added BOS; 0 means no limit. Token ids are taken as they are, without asking the
// tokenizer how it would split their text; a BOS in front that it would add itself is not content; with an id
// that is not in its vocabulary the record is excluded.
[[nodiscard]] TokenizedRecord tokenizeRecord(const tokenizer::Tokenizer& tokenizer, const Record& record,
                                             std::uint32_t maxTokens);

// The same for a text of which the scored part begins at byte `responseBegin`; 0: all of it.
[[nodiscard]] TokenizedRecord tokenizeText(const tokenizer::Tokenizer& tokenizer, std::string_view text,
                                           std::uint64_t responseBegin, std::uint32_t maxTokens);

// Gives a record that came as token ids the text they decode to, special tokens spelled out; leaves others
// alone.
void giveText(const tokenizer::Tokenizer& tokenizer, Record& record);

// Size of the text compressed by zlib at level 6 with the zlib header.
[[nodiscard]] std::uint64_t zlibBytes(std::string_view text);

} // namespace retort::corpus
