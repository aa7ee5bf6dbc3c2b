// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which rows pass through the model together, without LibTorch.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace retort::engine {

struct RowBatch {
    std::vector<std::size_t> rows; // by number
    std::size_t tokens = 0;        // of these rows
    std::size_t paddedTokens = 0;  // a multiple of the tile
};

// Packs rows into batches of at most `capacity` tokens (a multiple of `tile`), the longest rows first, gaps
// filled with the longest row that fits. A longer row gets a batch of its own. Rows of length 0 are left out.
[[nodiscard]] std::vector<RowBatch> packBatches(std::span<const std::size_t> lengths, std::size_t capacity,
                                                std::size_t tile);

} // namespace retort::engine
