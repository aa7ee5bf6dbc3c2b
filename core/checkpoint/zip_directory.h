// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The entries of a ZIP archive that stores them uncompressed, as torch.save writes it, as views into the
// archive's bytes. Form: PKWARE APPNOTE 6.3.10, ZIP64 included. Thread: any.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

struct ZipEntry {
    std::string name;
    std::span<const std::byte> bytes; // as they lie in the archive
    bool plain = true;                // neither compressed nor encrypted: bytes are the content
};

class ZipDirectory {
public:
    // Every range is checked: entries lie between the archive's begin and its directory, do not overlap, are
    // neither compressed nor encrypted, and no name comes twice. Checksums aren't looked at: torch.save can
    // leave them out. Errors name the fact, without the file's name.
    [[nodiscard]] static Result<ZipDirectory> read(std::span<const std::byte> archive);

    // Null when there is none of this name.
    [[nodiscard]] const ZipEntry* find(std::string_view name) const;
    // Sorted by name.
    [[nodiscard]] const std::vector<ZipEntry>& entries() const { return m_entries; }

private:
    std::vector<ZipEntry> m_entries;
};

} // namespace retort::checkpoint
