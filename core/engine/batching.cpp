// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/batching.h"

#include <algorithm>
#include <map>

namespace retort::engine {

std::vector<RowBatch> packBatches(std::span<const std::size_t> lengths, std::size_t capacity,
                                  std::size_t tile) {
    std::map<std::size_t, std::vector<std::size_t>> byLength;
    for (std::size_t i = lengths.size(); i-- > 0;)
        if (lengths[i] > 0)
            byLength[lengths[i]].push_back(i);

    std::vector<RowBatch> batches;
    while (!byLength.empty()) {
        RowBatch batch;
        std::size_t room = std::max(capacity, (byLength.rbegin()->first + tile - 1) / tile * tile);
        for (;;) {
            auto next = byLength.upper_bound(room);
            if (next == byLength.begin())
                break;
            --next;
            batch.rows.push_back(next->second.back());
            batch.tokens += next->first;
            room -= next->first;
            next->second.pop_back();
            if (next->second.empty())
                byLength.erase(next);
        }
        batch.paddedTokens = (batch.tokens + tile - 1) / tile * tile;
        batches.push_back(std::move(batch));
    }
    return batches;
}

} // namespace retort::engine
