// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/token_frequencies.h"

#include "core/corpus/tokenized_record.h"

#include <cstdint>

namespace retort::corpus {

Result<TokenFrequencies> tokenFrequencies(const tokenizer::Tokenizer& tokenizer, const DataSource& source) {
    TokenFrequencies result;
    std::vector<std::uint64_t> counts(static_cast<std::size_t>(tokenizer.vocabularySize()));
    RETORT_TRY(result.source, streamRecords(source, [&](Record&& record) -> Status {
                   const TokenizedRecord tokens = tokenizeRecord(tokenizer, record, 0);
                   if (tokens.ids.empty() && !record.tokens.empty())
                       return fail(ErrorCode::InvalidInput, "{}:{}: {}", record.path.string(), record.line,
                                   tokens.excluded);
                   for (const std::int32_t id : tokens.ids)
                       ++counts[static_cast<std::size_t>(id)];
                   result.tokens += tokens.ids.size();
                   return {};
               }));
    const auto total = static_cast<double>(result.tokens + counts.size());
    result.byId.reserve(counts.size());
    for (const std::uint64_t count : counts)
        result.byId.push_back(static_cast<double>(count + 1) / total);
    return result;
}

} // namespace retort::corpus
