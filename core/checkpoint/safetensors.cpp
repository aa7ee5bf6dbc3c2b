// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"

#include "core/checkpoint/file_kind.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <tuple>

namespace retort::checkpoint {

namespace {

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr std::size_t kMaxRank = 16;

// One tensor as the header states it, ranges relative to the byte buffer.
struct Entry {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

// Bytes of a tensor, or none when they don't fit 63 bits.
std::optional<std::uint64_t> byteCount(const Entry& entry) {
    std::int64_t count = itemSize(entry.dtype);
    for (const std::int64_t extent : entry.shape) {
        if (extent == 0)
            return 0;
        if (count > std::numeric_limits<std::int64_t>::max() / extent)
            return std::nullopt;
        count *= extent;
    }
    return static_cast<std::uint64_t>(count);
}

Status readMetadata(simdjson::ondemand::value value) {
    std::set<std::string, std::less<>> keys;
    for (simdjson::ondemand::field field : value.get_object()) {
        const std::string_view key = field.unescaped_key();
        if (!keys.emplace(key).second)
            return fail(ErrorCode::InvalidInput, "the header's \"__metadata__\" has the key \"{}\" twice",
                        key);
        std::string_view ignored;
        if (field.value().get_string().get(ignored) != simdjson::SUCCESS)
            return fail(ErrorCode::InvalidInput,
                        "the header's \"__metadata__\" holds something else than text");
    }
    return {};
}

Result<std::vector<std::int64_t>> readShape(simdjson::ondemand::value value, std::string_view tensor) {
    std::vector<std::int64_t> shape;
    for (simdjson::ondemand::value element : value.get_array()) {
        const std::uint64_t extent = element.get_uint64();
        if (extent > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" has an impossible size {}", tensor, extent);
        if (shape.size() == kMaxRank)
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" has more than {} dimensions", tensor,
                        kMaxRank);
        shape.push_back(static_cast<std::int64_t>(extent));
    }
    return shape;
}

Status readOffsets(simdjson::ondemand::value value, Entry& entry) {
    std::array<std::uint64_t, 2> offsets{};
    std::size_t count = 0;
    for (simdjson::ondemand::value element : value.get_array()) {
        const std::uint64_t offset = element.get_uint64();
        if (count < offsets.size())
            offsets[count] = offset;
        ++count;
    }
    if (count != offsets.size())
        return fail(ErrorCode::InvalidInput, "tensor \"{}\" has {} \"data_offsets\" instead of 2", entry.name,
                    count);
    entry.begin = offsets[0];
    entry.end = offsets[1];
    return {};
}

Status readEntry(simdjson::ondemand::value value, Entry& entry) {
    std::set<std::string, std::less<>> seen;
    for (simdjson::ondemand::field field : value.get_object()) {
        const std::string_view key = field.unescaped_key();
        if (!seen.emplace(key).second)
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" has the key \"{}\" twice", entry.name, key);
        if (key == "dtype") {
            const std::string_view name = field.value().get_string();
            const std::optional<Dtype> dtype = dtypeFromName(name);
            if (!dtype)
                return fail(ErrorCode::Unsupported,
                            "tensor \"{}\" has the element type \"{}\", which isn't read", entry.name, name);
            entry.dtype = *dtype;
        } else if (key == "shape") {
            RETORT_TRY(entry.shape, readShape(field.value(), entry.name));
        } else if (key == "data_offsets") {
            RETORT_CHECK(readOffsets(field.value(), entry));
        } else {
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" has the unknown key \"{}\"", entry.name, key);
        }
    }
    for (const std::string_view key : {"dtype", "shape", "data_offsets"}) {
        if (!seen.contains(key))
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" has no \"{}\"", entry.name, key);
    }
    return {};
}

Result<std::vector<Entry>> readEntries(std::string_view header) {
    std::vector<Entry> entries;
    std::set<std::string, std::less<>> names;
    try {
        const simdjson::padded_string padded(header);
        simdjson::ondemand::parser parser;
        simdjson::ondemand::document document = parser.iterate(padded);
        for (simdjson::ondemand::field field : document.get_object()) {
            Entry entry;
            entry.name = std::string(static_cast<std::string_view>(field.unescaped_key()));
            if (!names.insert(entry.name).second)
                return fail(ErrorCode::InvalidInput, "the header names \"{}\" twice", entry.name);
            if (entry.name == "__metadata__") {
                RETORT_CHECK(readMetadata(field.value()));
                continue;
            }
            RETORT_CHECK(readEntry(field.value(), entry));
            entries.push_back(std::move(entry));
        }
        const char* rest = nullptr;
        if (document.current_location().get(rest) == simdjson::SUCCESS)
            return fail(ErrorCode::InvalidInput, "the header goes on after its JSON object");
    } catch (const simdjson::simdjson_error& error) {
        return fail(ErrorCode::InvalidInput, "the header isn't the JSON that it should be ({})",
                    error.what());
    }
    return entries;
}

// The ranges must cover the buffer exactly once.
Status checkRanges(std::vector<Entry>& entries, std::uint64_t bufferBytes) {
    for (const Entry& entry : entries) {
        if (entry.begin > entry.end || entry.end > bufferBytes)
            return fail(
                ErrorCode::InvalidInput,
                "tensor \"{}\" lies at bytes {} to {}, outside the {} that the file has; it may be cut off",
                entry.name, entry.begin, entry.end, bufferBytes);
        const std::optional<std::uint64_t> bytes = byteCount(entry);
        if (!bytes || *bytes != entry.end - entry.begin)
            return fail(ErrorCode::InvalidInput, "tensor \"{}\" of shape {} and type {} can't take {} bytes",
                        entry.name, shapeText(entry.shape), dtypeName(entry.dtype), entry.end - entry.begin);
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    std::uint64_t covered = 0;
    for (const Entry& entry : entries) {
        if (entry.begin != covered)
            return fail(ErrorCode::InvalidInput, "{} before tensor \"{}\" at byte {}",
                        entry.begin < covered ? "tensors overlap" : "there is a hole", entry.name,
                        entry.begin);
        covered = entry.end;
    }
    if (covered != bufferBytes)
        return fail(ErrorCode::InvalidInput, "{} bytes at the end belong to no tensor",
                    bufferBytes - covered);
    return {};
}

Result<std::uint64_t> headerLength(std::span<const std::byte> bytes) {
    if (bytes.size() < 8)
        return fail(ErrorCode::InvalidInput, "has {} bytes, too few for a safetensors file", bytes.size());
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    const bool possible = length <= kMaxHeaderBytes && length <= bytes.size() - 8;
    if (!possible && isForeignFile(bytes))
        return fail(ErrorCode::Unsupported, "{}", describeForeignFile(bytes, {}));
    if (!possible)
        return fail(
            ErrorCode::InvalidInput,
            "states a header of {} bytes, which can't be in a file of {}; it is cut off or not safetensors",
            length, bytes.size());
    if (length == 0 || bytes[8] != std::byte{'{'})
        return fail(ErrorCode::InvalidInput,
                    "has a header that doesn't begin with {{; it isn't a safetensors file");
    return length;
}

} // namespace

Result<std::vector<Tensor>> parseSafetensors(std::span<const std::byte> bytes,
                                             const std::shared_ptr<const MappedFile>& owner) {
    RETORT_TRY(const std::uint64_t length, headerLength(bytes));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    RETORT_TRY(std::vector<Entry> entries, readEntries(text.substr(8, length)));
    const std::span<const std::byte> buffer = bytes.subspan(8 + length);
    RETORT_CHECK(checkRanges(entries, buffer.size()));
    std::vector<Tensor> tensors;
    tensors.reserve(entries.size());
    for (Entry& entry : entries)
        tensors.push_back({std::move(entry.name), entry.dtype, std::move(entry.shape),
                           buffer.subspan(entry.begin, entry.end - entry.begin), owner});
    return tensors;
}

Result<std::vector<Tensor>> readSafetensors(const std::filesystem::path& path) {
    RETORT_TRY(const std::shared_ptr<const MappedFile> file, MappedFile::open(path));
    auto tensors = parseSafetensors(file->bytes(), file);
    if (!tensors)
        return within(path.string(), tensors.error());
    return tensors;
}

} // namespace retort::checkpoint
