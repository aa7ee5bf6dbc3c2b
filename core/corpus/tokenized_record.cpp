// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/tokenized_record.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <span>
#include <stdexcept>

namespace retort::corpus {

namespace {

std::string whyExcluded(const TokenizedRecord& record, std::size_t uncut) {
    if (uncut == 0)
        return "no tokens";
    if (record.firstPredicted() < record.ids.size())
        return {};
    if (record.firstScored > 0)
        return record.truncated ? "response begins after max_tokens" : "response has no token of its own";
    return "one token and no BOS before it";
}

bool allKnown(const tokenizer::Tokenizer& tokenizer, std::span<const std::int32_t> ids) {
    return std::all_of(ids.begin(), ids.end(),
                       [&](std::int32_t id) { return id >= 0 && id < tokenizer.vocabularySize(); });
}

// Byte ranges of tokens in the text they decode to. What a token adds depends on its neighbours (a character
// of several tokens, a space at the beginning), so lengths are taken from decoding runs of tokens, each from
// the token before the last place where a character was complete. A token that ends inside a character gets
// one byte of it.
std::vector<std::pair<std::uint32_t, std::uint32_t>>
spansOf(const tokenizer::Tokenizer& tokenizer, std::span<const std::int32_t> ids, std::size_t textSize) {
    constexpr std::string_view kIncomplete = "\xEF\xBF\xBD";
    constexpr std::size_t kLongestRun = 16; // ids that never complete a character are cut here
    std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;
    std::size_t runBegin = 0; // one token before the tokens measured
    std::size_t known = 0;    // bytes of text before the tokens measured
    std::size_t before = 0;   // bytes that decoding the token before them gives
    std::size_t end = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::size_t begin = end;
        const std::string run = tokenizer.decode(ids.subspan(runBegin, i + 1 - runBegin), false);
        std::string_view whole = run;
        while (whole.ends_with(kIncomplete))
            whole.remove_suffix(kIncomplete.size());
        const bool complete = whole.size() == run.size() || i - runBegin >= kLongestRun;
        const std::size_t measured = complete ? run.size() : whole.size();
        end = known + measured - std::min(before, measured);
        end = std::clamp(complete ? end : std::max(begin, end) + 1, begin, std::max(begin, textSize));
        spans.emplace_back(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
        if (complete) {
            runBegin = i;
            known = end;
            before = tokenizer.decode(ids.subspan(i, 1), false).size();
        }
    }
    if (!spans.empty())
        spans.back().second = static_cast<std::uint32_t>(textSize);
    return spans;
}

// The record's token ids without a BOS that the tokenizer would add by itself.
std::span<const std::int32_t> contentOf(const tokenizer::Tokenizer& tokenizer, const Record& record) {
    const std::span<const std::int32_t> ids = record.tokens;
    const auto bos = tokenizer.addedBos();
    return ids.subspan(bos && !ids.empty() && ids.front() == *bos ? 1 : 0);
}

// The text of a record that came as token ids.
std::string decoded(const tokenizer::Tokenizer& tokenizer, const Record& record) {
    return tokenizer.decode(contentOf(tokenizer, record), /*skipSpecial=*/false);
}

// Of a record that came as token ids; `textSize` in bytes, of what they decode to.
tokenizer::Encoding encodingOf(const tokenizer::Tokenizer& tokenizer, const Record& record,
                               std::size_t textSize) {
    tokenizer::Encoding encoding = tokenizer.encode({}); // for what the tokenizer adds
    const auto content = contentOf(tokenizer, record);
    encoding.ids.assign(content.begin(), content.end());
    encoding.spans = spansOf(tokenizer, content, textSize);
    return encoding;
}

// Cut at maxTokens; `text` is what the encoding is of.
TokenizedRecord cut(tokenizer::Encoding encoding, std::string_view text, std::uint64_t responseBegin,
                    std::uint32_t maxTokens) {
    TokenizedRecord result;
    result.ids = std::move(encoding.ids);
    result.spans = std::move(encoding.spans);
    result.added = std::move(encoding.prefix);
    const std::size_t uncut = result.ids.size();
    const std::size_t room = maxTokens == 0
                                 ? std::numeric_limits<std::size_t>::max()
                                 : maxTokens - std::min<std::size_t>(maxTokens, result.added.size());
    result.truncated = uncut > room;
    if (result.truncated) {
        result.ids.resize(room);
        result.spans.resize(room);
    }
    const auto firstScored = std::find_if(result.spans.begin(), result.spans.end(),
                                          [&](const auto& span) { return span.first >= responseBegin; });
    result.firstScored =
        responseBegin == 0 ? 0 : static_cast<std::uint32_t>(firstScored - result.spans.begin());
    result.textBegin = responseBegin;
    result.textEnd = result.truncated ? (result.spans.empty() ? 0 : result.spans.back().second) : text.size();
    result.textEnd = std::max(result.textEnd, result.textBegin);
    result.zlibBytes = zlibBytes(text.substr(result.textBegin, result.textEnd - result.textBegin));
    result.excluded = whyExcluded(result, uncut);
    return result;
}

} // namespace

TokenizedRecord tokenizeRecord(const tokenizer::Tokenizer& tokenizer, const Record& record,
                               std::uint32_t maxTokens) {
    if (record.tokens.empty())
        return tokenizeText(tokenizer, record.text, record.responseBegin, maxTokens);
    if (!allKnown(tokenizer, record.tokens)) {
        TokenizedRecord unknown;
        unknown.excluded = "a token id outside the vocabulary";
        return unknown;
    }
    const std::string text = decoded(tokenizer, record);
    return cut(encodingOf(tokenizer, record, text.size()), text, record.responseBegin, maxTokens);
}

TokenizedRecord tokenizeText(const tokenizer::Tokenizer& tokenizer, std::string_view text,
                             std::uint64_t responseBegin, std::uint32_t maxTokens) {
    return cut(tokenizer.encode(text), text, responseBegin, maxTokens);
}

void giveText(const tokenizer::Tokenizer& tokenizer, Record& record) {
    if (!record.tokens.empty())
        record.text = decoded(tokenizer, record);
}

std::uint64_t zlibBytes(std::string_view text) {
    constexpr int kLevel = 6;
    uLongf size = compressBound(static_cast<uLong>(text.size()));
    std::vector<Bytef> buffer(size);
    if (compress2(buffer.data(), &size, reinterpret_cast<const Bytef*>(text.data()),
                  static_cast<uLong>(text.size()), kLevel) != Z_OK)
        throw std::runtime_error("zlib can't compress a text"); // the buffer is large enough: out of memory
    return size;
}

} // namespace retort::corpus
