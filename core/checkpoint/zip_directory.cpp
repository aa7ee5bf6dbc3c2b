// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/zip_directory.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace retort::checkpoint {

namespace {

constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kLocatorSize = 20;
constexpr std::uint64_t kEnd64Size = 56;
constexpr std::uint64_t kCentralSize = 46;
constexpr std::uint64_t kLocalSize = 30;
constexpr std::uint64_t kMaxComment = 0xFFFF;
constexpr std::uint32_t kEndSignature = 0x06054B50;
constexpr std::uint32_t kLocatorSignature = 0x07064B50;
constexpr std::uint32_t kEnd64Signature = 0x06064B50;
constexpr std::uint32_t kCentralSignature = 0x02014B50;
constexpr std::uint32_t kLocalSignature = 0x04034B50;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF; // the value stands in the ZIP64 field

using Bytes = std::span<const std::byte>;

// `count` little-endian bytes; the caller has checked that they are there.
std::uint64_t number(Bytes bytes, std::uint64_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value |= std::to_integer<std::uint64_t>(bytes[at + i]) << (8 * i);
    return value;
}

bool fits(Bytes bytes, std::uint64_t at, std::uint64_t count) {
    return at <= bytes.size() && count <= bytes.size() - at;
}

std::string text(Bytes bytes, std::uint64_t at, std::uint64_t count) {
    return {reinterpret_cast<const char*>(bytes.data()) + at, count};
}

struct Directory {
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
};

std::optional<std::uint64_t> endRecord(Bytes archive) {
    if (archive.size() < kEndSize)
        return std::nullopt;
    const std::uint64_t last = archive.size() - kEndSize;
    for (std::uint64_t back = 0; back <= std::min(last, kMaxComment); ++back) {
        if (number(archive, last - back, 4) == kEndSignature && number(archive, last - back + 20, 2) == back)
            return last - back;
    }
    return std::nullopt;
}

Result<Directory> findDirectory(Bytes archive) {
    const std::optional<std::uint64_t> end = endRecord(archive);
    if (!end)
        return fail(ErrorCode::InvalidInput, "has no ZIP directory at its end; the file is cut off");
    Directory directory{number(archive, *end + 16, 4), number(archive, *end + 12, 4),
                        number(archive, *end + 10, 2)};
    std::uint64_t limit = *end;
    if (*end >= kLocatorSize && number(archive, *end - kLocatorSize, 4) == kLocatorSignature) {
        limit = number(archive, *end - kLocatorSize + 8, 8);
        if (!fits(archive, limit, kEnd64Size) || number(archive, limit, 4) != kEnd64Signature)
            return fail(ErrorCode::InvalidInput, "has a ZIP64 directory that does not lie in the file");
        directory = {number(archive, limit + 48, 8), number(archive, limit + 40, 8),
                     number(archive, limit + 32, 8)};
    }
    if (directory.begin > limit || directory.size > limit - directory.begin ||
        directory.entries > directory.size / kCentralSize)
        return fail(ErrorCode::InvalidInput,
                    "has a ZIP directory that does not lie in the file; it may be cut off");
    return directory;
}

// One entry as the directory states it.
struct Header {
    std::string name;
    std::uint64_t stored = 0;
    std::uint64_t size = 0;
    std::uint64_t local = 0; // place of the local header
    bool plain = true;
};

// Puts in the values that the ZIP64 field holds, which come in this order and only where they are needed.
Status readExtra(Bytes extra, Header& header) {
    for (std::uint64_t at = 0; fits(extra, at, 4);) {
        const std::uint64_t length = number(extra, at + 2, 2);
        if (!fits(extra, at + 4, length))
            break;
        if (number(extra, at, 2) == 1) {
            const Bytes field = extra.subspan(at + 4, length);
            std::uint64_t next = 0;
            for (std::uint64_t* value : {&header.size, &header.stored, &header.local}) {
                if (*value != kIn64)
                    continue;
                if (!fits(field, next, 8))
                    return fail(ErrorCode::InvalidInput, "has a ZIP64 field without its values");
                *value = number(field, next, 8);
                next += 8;
            }
        }
        at += 4 + length;
    }
    return {};
}

// Reads the entry at `at` and moves on to the next.
Result<Header> readHeader(Bytes directory, std::uint64_t& at) {
    if (!fits(directory, at, kCentralSize) || number(directory, at, 4) != kCentralSignature)
        return fail(ErrorCode::InvalidInput, "has a damaged ZIP directory");
    const std::uint64_t nameLength = number(directory, at + 28, 2);
    const std::uint64_t extraLength = number(directory, at + 30, 2);
    const std::uint64_t commentLength = number(directory, at + 32, 2);
    if (!fits(directory, at + kCentralSize, nameLength + extraLength + commentLength))
        return fail(ErrorCode::InvalidInput, "has a damaged ZIP directory");
    Header header{text(directory, at + kCentralSize, nameLength), number(directory, at + 20, 4),
                  number(directory, at + 24, 4), number(directory, at + 42, 4)};
    header.plain = (number(directory, at + 8, 2) & 1U) == 0 && number(directory, at + 10, 2) == 0;
    RETORT_CHECK(readExtra(directory.subspan(at + kCentralSize + nameLength, extraLength), header));
    if (header.plain && header.stored != header.size)
        return fail(ErrorCode::InvalidInput, "has an entry of two sizes, {} and {}", header.stored,
                    header.size);
    at += kCentralSize + nameLength + extraLength + commentLength;
    return header;
}

// The entry's bytes, which must end before the directory begins.
Result<Bytes> entryBytes(Bytes archive, const Directory& directory, const Header& header) {
    const Bytes body = archive.first(directory.begin);
    if (!fits(body, header.local, kLocalSize) || number(body, header.local, 4) != kLocalSignature)
        return fail(ErrorCode::InvalidInput, "has an entry outside the file; it may be cut off");
    const std::uint64_t nameLength = number(body, header.local + 26, 2);
    const std::uint64_t begin = header.local + kLocalSize + nameLength + number(body, header.local + 28, 2);
    if (!fits(body, begin, header.stored))
        return fail(ErrorCode::InvalidInput, "has an entry outside the file; it may be cut off");
    if (text(body, header.local + kLocalSize, nameLength) != header.name)
        return fail(ErrorCode::InvalidInput, "has an entry of two names");
    return body.subspan(begin, header.stored);
}

Status checkEntries(std::vector<ZipEntry> entries) {
    std::sort(entries.begin(), entries.end(),
              [](const ZipEntry& a, const ZipEntry& b) { return a.name < b.name; });
    for (std::size_t i = 1; i < entries.size(); ++i) {
        if (entries[i].name == entries[i - 1].name)
            return fail(ErrorCode::InvalidInput, "has two entries of one name");
    }
    std::erase_if(entries, [](const ZipEntry& entry) { return entry.bytes.empty(); });
    std::sort(entries.begin(), entries.end(),
              [](const ZipEntry& a, const ZipEntry& b) { return a.bytes.data() < b.bytes.data(); });
    for (std::size_t i = 1; i < entries.size(); ++i) {
        if (entries[i - 1].bytes.data() + entries[i - 1].bytes.size() > entries[i].bytes.data())
            return fail(ErrorCode::InvalidInput, "has entries that overlap");
    }
    return {};
}

} // namespace

Result<ZipDirectory> ZipDirectory::read(std::span<const std::byte> archive) {
    RETORT_TRY(const Directory directory, findDirectory(archive));
    const Bytes headers = archive.subspan(directory.begin, directory.size);
    ZipDirectory result;
    std::uint64_t at = 0;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        RETORT_TRY(Header header, readHeader(headers, at));
        RETORT_TRY(const Bytes bytes, entryBytes(archive, directory, header));
        result.m_entries.push_back({std::move(header.name), bytes, header.plain});
    }
    RETORT_CHECK(checkEntries(result.m_entries));
    std::sort(result.m_entries.begin(), result.m_entries.end(),
              [](const ZipEntry& a, const ZipEntry& b) { return a.name < b.name; });
    return result;
}

const ZipEntry* ZipDirectory::find(std::string_view name) const {
    const auto place =
        std::lower_bound(m_entries.begin(), m_entries.end(), name,
                         [](const ZipEntry& entry, std::string_view n) { return entry.name < n; });
    return place != m_entries.end() && place->name == name ? &*place : nullptr;
}

} // namespace retort::checkpoint
