// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Digests of weight files that were computed before, in the user's cache folder (never in a checkpoint): one
// small file each, mode 0600. A digest is taken only for files of the same path, size, inode and times of
// change. What can't be read, or isn't what was written, counts as absent; what can't be written is left out.
// Thread: any.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::checkpoint {

// What the file system says of some files at one moment, without their content.
class FileStates {
public:
    explicit FileStates(const std::vector<std::filesystem::path>& files,
                        std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

    // One line a file: its absolute path and the numbers. Empty when a file can't be examined.
    [[nodiscard]] const std::string& text() const { return m_text; }
    // Whether a file changed so lately that another change could have left the same times.
    [[nodiscard]] bool isYoung() const { return m_young; }

    bool operator==(const FileStates& other) const { return m_text == other.m_text; }

private:
    std::string m_text;
    bool m_young = false;
};

class FingerprintCache {
public:
    // retort/fingerprints in $XDG_CACHE_HOME or in ~/.cache; none without either.
    [[nodiscard]] static std::optional<FingerprintCache> ofUser();
    explicit FingerprintCache(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    // 64 hex digits.
    [[nodiscard]] std::optional<std::string> find(const FileStates& states) const;
    void remember(const FileStates& states, std::string_view digest) const;
    // Where the digest for these states is or would be.
    [[nodiscard]] std::filesystem::path fileFor(const FileStates& states) const;

private:
    std::filesystem::path m_folder;
};

} // namespace retort::checkpoint
