// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/tokenized_record.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
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

} // namespace

TokenizedRecord tokenizeRecord(const tokenizer::Tokenizer& tokenizer, const Record& record,
                               std::uint32_t maxTokens) {
    tokenizer::Encoding encoding = tokenizer.encode(record.text);
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
    const auto firstScored = std::find_if(result.spans.begin(), result.spans.end(), [&](const auto& span) {
        return span.first >= record.responseBegin;
    });
    result.firstScored =
        record.responseBegin == 0 ? 0 : static_cast<std::uint32_t>(firstScored - result.spans.begin());
    result.textBegin = record.responseBegin;
    result.textEnd =
        result.truncated ? (result.spans.empty() ? 0 : result.spans.back().second) : record.text.size();
    result.textEnd = std::max(result.textEnd, result.textBegin);
    result.zlibBytes =
        zlibBytes(std::string_view(record.text).substr(result.textBegin, result.textEnd - result.textBegin));
    result.excluded = whyExcluded(result, uncut);
    return result;
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
