// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// ZIP archives and pickles made byte by byte, right or wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::test {

// `count` little-endian bytes.
inline std::string bytesOf(std::uint64_t value, unsigned count) {
    std::string bytes;
    for (unsigned i = 0; i < count; ++i)
        bytes += static_cast<char>((value >> (8 * i)) & 0xFFU);
    return bytes;
}

struct ZipMember {
    std::string name;
    std::string content;
    std::uint64_t method = 0;
    std::uint64_t flags = 0;
};

struct ZipOptions {
    bool zip64 = false;         // sizes and places in ZIP64 fields, with a ZIP64 directory
    std::string comment;        // after the end record
    std::uint64_t sizeOff = 0;  // added to every size in the directory
    std::uint64_t placeOff = 0; // added to every place in the directory
};

inline std::string zipArchive(const std::vector<ZipMember>& members, const ZipOptions& options = {}) {
    constexpr std::uint64_t kIn64 = 0xFFFFFFFF;
    std::string body;
    std::string directory;
    for (const ZipMember& member : members) {
        const std::uint64_t place = body.size() + options.placeOff;
        const std::uint64_t size = member.content.size() + options.sizeOff;
        body += "PK\x03\x04" + bytesOf(20, 2) + bytesOf(member.flags, 2) + bytesOf(member.method, 2) +
                bytesOf(0, 8) + bytesOf(member.content.size(), 4) + bytesOf(member.content.size(), 4) +
                bytesOf(member.name.size(), 2) + bytesOf(0, 2) + member.name + member.content;
        const std::string extra = options.zip64 ? bytesOf(1, 2) + bytesOf(24, 2) + bytesOf(size, 8) +
                                                      bytesOf(size, 8) + bytesOf(place, 8)
                                                : std::string();
        directory += "PK\x01\x02" + bytesOf(20, 2) + bytesOf(20, 2) + bytesOf(member.flags, 2) +
                     bytesOf(member.method, 2) + bytesOf(0, 8) + bytesOf(options.zip64 ? kIn64 : size, 4) +
                     bytesOf(options.zip64 ? kIn64 : size, 4) + bytesOf(member.name.size(), 2) +
                     bytesOf(extra.size(), 2) + bytesOf(0, 10) + bytesOf(options.zip64 ? kIn64 : place, 4) +
                     member.name + extra;
    }
    std::string file = body + directory;
    if (options.zip64) {
        const std::uint64_t place = file.size();
        file += "PK\x06\x06" + bytesOf(44, 8) + bytesOf(45, 4) + bytesOf(0, 8) + bytesOf(members.size(), 8) +
                bytesOf(members.size(), 8) + bytesOf(directory.size(), 8) + bytesOf(body.size(), 8);
        file += "PK\x06\x07" + bytesOf(0, 4) + bytesOf(place, 8) + bytesOf(1, 4);
    }
    const auto field = [&](std::uint64_t value, unsigned count) {
        return bytesOf(options.zip64 ? kIn64 : value, count);
    };
    return file + "PK\x05\x06" + bytesOf(0, 4) + field(members.size(), 2) + field(members.size(), 2) +
           field(directory.size(), 4) + field(body.size(), 4) + bytesOf(options.comment.size(), 2) +
           options.comment;
}

// Opcodes of a pickle.
namespace pickle {

inline std::string text(std::string_view value) {
    return "X" + bytesOf(value.size(), 4) + std::string(value);
}
inline std::string global(std::string_view module, std::string_view name) {
    return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}
inline std::string number(std::int64_t value) {
    return "\x8a\x08" + bytesOf(static_cast<std::uint64_t>(value), 8);
}
inline std::string tuple(const std::vector<std::string>& items) {
    std::string all = "(";
    for (const std::string& item : items)
        all += item;
    return all + "t";
}
inline std::string call(const std::string& function, const std::vector<std::string>& arguments) {
    return function + tuple(arguments) + "R";
}
inline std::string storage(std::string_view type, std::string_view key, std::int64_t elements) {
    return tuple({text("storage"), global("torch", type), text(key), text("cpu"), number(elements)}) + "Q";
}
inline std::string numbers(const std::vector<std::int64_t>& values) {
    std::vector<std::string> items;
    for (const std::int64_t value : values)
        items.push_back(number(value));
    return tuple(items);
}
inline const std::string kNoHooks = global("collections", "OrderedDict") + ")R";
inline std::string tensor(const std::string& storage, std::int64_t offset,
                          const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides,
                          const std::string& hooks = kNoHooks) {
    return call(global("torch._utils", "_rebuild_tensor_v2"),
                {storage, number(offset), numbers(shape), numbers(strides), "\x89", hooks});
}
// A dict of one entry "a".
inline std::string dictOf(const std::string& value) {
    return "}" + text("a") + value + "s";
}
inline std::string whole(const std::string& value) {
    return "\x80\x02" + value + ".";
}

} // namespace pickle

// A file of torch.save with this pickle and one storage "0" of these bytes.
inline std::string torchFile(const std::string& pickle, const std::string& storage = std::string(16, '\1')) {
    return zipArchive({{"m/data.pkl", pickle}, {"m/byteorder", "little"}, {"m/data/0", storage}});
}

} // namespace retort::test
