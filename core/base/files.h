// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files: read whole, mapped read-only, and written so that a reader sees the old content or all of the new
// one.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace retort {

// The whole file. Refuses what is not a regular file or larger than maxBytes.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path,
                                           std::uint64_t maxBytes = std::uint64_t{1} << 30U);

// A read-only mapping; bytes() stays valid as long as the object lives.
class MappedFile {
public:
    [[nodiscard]] static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const { return m_bytes; }
    [[nodiscard]] std::string_view text() const {
        return {reinterpret_cast<const char*>(m_bytes.data()), m_bytes.size()};
    }
    // Takes the pages of these bytes out of the process's memory; whoever reads them again gets them from the
    // file.
    void release(std::span<const std::byte> part) const;

private:
    MappedFile() = default;
    std::span<const std::byte> m_bytes;
};

// Collects content in a temporary file beside the target; commit() makes it the target in one step
// (fsync, rename). Without commit() the destructor removes it and the target stays as it was.
class AtomicFile {
public:
    // mode: permission bits of the new file (0600 for audit data, 0644 for reports and exports).
    [[nodiscard]] static Result<AtomicFile> create(const std::filesystem::path& target, unsigned mode = 0644);
    ~AtomicFile();
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;

    // Where the content lies until commit(), for writers that take a path.
    [[nodiscard]] const std::filesystem::path& temporary() const { return m_temporary; }
    [[nodiscard]] Status write(std::string_view text);
    [[nodiscard]] Status write(std::span<const std::byte> bytes);
    [[nodiscard]] Status commit();

private:
    AtomicFile() = default;
    void discard() noexcept;
    std::filesystem::path m_target;
    std::filesystem::path m_temporary;
    int m_descriptor = -1;
};

[[nodiscard]] Status writeFile(const std::filesystem::path& target, std::string_view text,
                               unsigned mode = 0644);

} // namespace retort
