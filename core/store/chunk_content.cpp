// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk_content.h"

#include "core/store/blob_codec.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace retort::store {

namespace {

template <class T>
void packInto(std::vector<ChunkPart>& parts, const char* name, std::span<const T> values) {
    constexpr std::size_t kStep = kPartBytes / sizeof(T);
    for (std::size_t first = 0; first < values.size(); first += kStep) {
        const auto piece = values.subspan(first, std::min(kStep, values.size() - first));
        parts.push_back({name, static_cast<std::uint32_t>(first / kStep), piece.size(),
                         static_cast<std::uint32_t>(sizeof(T)), packColumn(std::as_bytes(piece), sizeof(T))});
    }
}

// The parts of one column put together, as T whatever width they were stored in.
template <class T>
Result<std::vector<T>> columnFrom(const std::vector<ChunkPart>& parts, std::string_view name,
                                  std::uint64_t count) {
    std::vector<T> values;
    for (const ChunkPart& part : parts) {
        if (part.name != name)
            continue;
        if (part.width != sizeof(T) && part.width != 1)
            return fail(ErrorCode::InvalidInput, "a stored column has numbers of {} bytes", part.width);
        if (part.count > count - values.size())
            return fail(ErrorCode::InvalidInput, "a stored column is longer than its chunk");
        RETORT_TRY(const auto raw, unpackColumn(part.data, part.count, part.width));
        if (part.width == 1) {
            for (const std::byte byte : raw)
                values.push_back(static_cast<T>(std::to_integer<std::uint8_t>(byte)));
            continue;
        }
        const std::size_t before = values.size();
        values.resize(before + part.count);
        if (!raw.empty())
            std::memcpy(values.data() + before, raw.data(), raw.size());
    }
    if (values.size() != count)
        return fail(ErrorCode::InvalidInput, "a part of a stored column is missing");
    return values;
}

template <class T>
void updateColumn(Sha256& hash, const std::vector<T>& values) {
    hash.update(std::as_bytes(std::span<const T>(values)));
}

Sha256 hashOfPlace(const ChunkPlace& place) {
    Sha256 hash;
    hash.updateNumber(place.number)
        .updateNumber(place.firstRow)
        .updateNumber(place.rows)
        .updateNumber(place.tokens);
    return hash;
}

void sortParts(std::vector<ChunkPart>& parts) {
    std::sort(parts.begin(), parts.end(),
              [](const ChunkPart& a, const ChunkPart& b) { return a.part < b.part; });
}

Status checkTokens(const ChunkPlace& place, const std::vector<std::uint32_t>& lengths) {
    const std::uint64_t total =
        std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0},
                        [](std::uint64_t sum, std::uint32_t length) { return sum + length; });
    if (total != place.tokens)
        return fail(ErrorCode::InvalidInput, "the lengths of a chunk's rows don't add up to its tokens");
    return {};
}

} // namespace

Digest chunkDigest(const ChunkPlace& place, const scores::TokenTable& table) {
    Sha256 hash = hashOfPlace(place);
    updateColumn(hash, table.lengths);
    updateColumn(hash, table.logProbability);
    updateColumn(hash, table.entropy);
    updateColumn(hash, table.variance);
    updateColumn(hash, table.margin);
    updateColumn(hash, table.rank);
    return hash.finish();
}

std::vector<ChunkPart> packChunk(const scores::TokenTable& table, bool clippedRanks) {
    std::vector<ChunkPart> parts;
    packInto<std::uint32_t>(parts, "lengths", table.lengths);
    packInto<float>(parts, "log_probability", table.logProbability);
    packInto<float>(parts, "entropy", table.entropy);
    packInto<float>(parts, "variance", table.variance);
    packInto<float>(parts, "margin", table.margin);
    if (clippedRanks) {
        std::vector<std::uint8_t> ranks(table.rank.size());
        std::transform(table.rank.begin(), table.rank.end(), ranks.begin(),
                       [](std::uint32_t rank) { return static_cast<std::uint8_t>(rank); });
        packInto<std::uint8_t>(parts, "rank", ranks);
    } else {
        packInto<std::uint32_t>(parts, "rank", table.rank);
    }
    return parts;
}

Result<scores::TokenTable> unpackChunk(const ChunkPlace& place, std::vector<ChunkPart> parts) {
    sortParts(parts);
    scores::TokenTable table;
    RETORT_TRY(table.lengths, columnFrom<std::uint32_t>(parts, "lengths", place.rows));
    RETORT_TRY(table.logProbability, columnFrom<float>(parts, "log_probability", place.tokens));
    RETORT_TRY(table.entropy, columnFrom<float>(parts, "entropy", place.tokens));
    RETORT_TRY(table.variance, columnFrom<float>(parts, "variance", place.tokens));
    RETORT_TRY(table.margin, columnFrom<float>(parts, "margin", place.tokens));
    RETORT_TRY(table.rank, columnFrom<std::uint32_t>(parts, "rank", place.tokens));
    RETORT_CHECK(checkTokens(place, table.lengths));
    return table;
}

Digest chunkDigest(const ChunkPlace& place, const scores::RowSums& sums) {
    Sha256 hash = hashOfPlace(place);
    updateColumn(hash, sums.tokens);
    updateColumn(hash, sums.logProbability);
    return hash.finish();
}

std::vector<ChunkPart> packChunk(const scores::RowSums& sums) {
    std::vector<ChunkPart> parts;
    packInto<std::uint32_t>(parts, "lengths", sums.tokens);
    packInto<double>(parts, "log_probability_sum", sums.logProbability);
    return parts;
}

Result<scores::RowSums> unpackSums(const ChunkPlace& place, std::vector<ChunkPart> parts) {
    sortParts(parts);
    scores::RowSums sums;
    RETORT_TRY(sums.tokens, columnFrom<std::uint32_t>(parts, "lengths", place.rows));
    RETORT_TRY(sums.logProbability, columnFrom<double>(parts, "log_probability_sum", place.rows));
    RETORT_CHECK(checkTokens(place, sums.tokens));
    return sums;
}

} // namespace retort::store
