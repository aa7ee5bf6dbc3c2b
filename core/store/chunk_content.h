// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A token table as it lies in the file: columns cut into parts, packed, and the hash over the unpacked
// values.
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/scores/row_sums.h"
#include "core/scores/token_table.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retort::store {

// At most 2 MB a blob, also when nothing can be compressed.
inline constexpr std::size_t kPartBytes = 1'920'000;

struct ChunkPlace {
    std::uint32_t number = 0;
    std::uint64_t firstRow = 0;
    std::uint64_t rows = 0;
    std::uint64_t tokens = 0;
};

struct ChunkPart {
    // "lengths"; then "log_probability", "entropy", "variance", "margin", "rank", or "log_probability_sum"
    std::string name;
    std::uint32_t part = 0;
    std::uint64_t count = 0; // of numbers
    std::uint32_t width = 0; // bytes a number: 4, 1 for clipped ranks, 8 for sums
    std::string data;
};

// SHA-256 over number, first row, rows and tokens (8 bytes each), then the columns in the order above, 4
// bytes a number, all little-endian.
[[nodiscard]] Digest chunkDigest(const ChunkPlace& place, const scores::TokenTable& table);

// clippedRanks: every rank is at most kRankLimit and takes one byte.
[[nodiscard]] std::vector<ChunkPart> packChunk(const scores::TokenTable& table, bool clippedRanks);
// Parts in any order. InvalidInput if they don't make up the table that `place` announces.
[[nodiscard]] Result<scores::TokenTable> unpackChunk(const ChunkPlace& place, std::vector<ChunkPart> parts);

// The same of sums: `tokens` is their number over all rows; lengths with 4 bytes a number, sums with 8.
[[nodiscard]] Digest chunkDigest(const ChunkPlace& place, const scores::RowSums& sums);
[[nodiscard]] std::vector<ChunkPart> packChunk(const scores::RowSums& sums);
[[nodiscard]] Result<scores::RowSums> unpackSums(const ChunkPlace& place, std::vector<ChunkPart> parts);

} // namespace retort::store
