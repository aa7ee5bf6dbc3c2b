// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/membership/comparable.h"

#include "core/scores/token_statistics.h"

#include <algorithm>
#include <limits>

namespace retort::membership {

namespace {

double perByte(const scores::TokenColumns& columns, std::uint64_t bytes) {
    if (bytes == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return scores::meanLogProbability(columns) * static_cast<double>(columns.size()) /
           static_cast<double>(bytes);
}

} // namespace

ColumnPair sharedPositions(const scores::TokenColumns& target, const ReferenceRow& reference) {
    const std::size_t shared = std::min(target.size(), reference.columns.size());
    return {target.last(shared), reference.columns.last(shared)};
}

Likelihoods comparableLikelihoods(const RecordView& record) {
    Likelihoods result{};
    if (!std::ranges::all_of(record.references, &ReferenceRow::sharesTokens)) {
        result.target = perByte(record.target, record.textBytes);
        for (const ReferenceRow& reference : record.references)
            result.references.push_back(perByte(reference.columns, reference.textBytes));
        return result;
    }
    std::size_t shared = record.target.size();
    for (const ReferenceRow& reference : record.references)
        shared = std::min(shared, reference.columns.size());
    result.target = scores::meanLogProbability(record.target.last(shared));
    for (const ReferenceRow& reference : record.references)
        result.references.push_back(scores::meanLogProbability(reference.columns.last(shared)));
    return result;
}

} // namespace retort::membership
